import { button, make, newId } from "./elements.js";

/**
 * Tabs as WAI-ARIA has them: arrows move, and what is not looked at is not made.
 *
 * @param {Array<{name: string, text: string, show: () => Node|Promise<Node>}>} tabs
 * @param {{label: string, after?: Node[], fail: (error: Error) => Node}} how
 */
export function makeTabs(tabs, { label, after = [], fail }) {
  const panel = make("div", { role: "tabpanel", tabIndex: 0, id: newId("panel") });
  const buttons = tabs.map((tab) =>
    button(tab.text, () => choose(tab), { role: "tab", id: newId("tab"), "aria-controls": panel.id, data: { tab: tab.name } }));
  let chosen = null;

  async function choose(tab) {
    chosen = tab;
    buttons.forEach((each, at) => {
      const isChosen = tabs[at] === tab;
      each.setAttribute("aria-selected", isChosen);
      each.tabIndex = isChosen ? 0 : -1;
      if (isChosen) panel.setAttribute("aria-labelledby", each.id);
    });
    const shown = await Promise.resolve().then(tab.show).catch(fail);
    if (chosen === tab) panel.replaceChildren(shown);
  }

  function move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = (tabs.indexOf(chosen) + step + tabs.length) % tabs.length;
    choose(tabs[next]);
    buttons[next].focus();
    event.preventDefault();
  }

  const list = make("div", { role: "tablist", "aria-label": label, on: { keydown: move } }, ...buttons);
  choose(tabs[0]);
  return make("div", { class: "tabs" }, make("div", { class: "tab-row" }, list, ...after), panel);
}
