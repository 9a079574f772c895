import { button, labelled, make, select } from "../shell/elements.js";
import { scheduleButton } from "../schedules/schedule_button.js";
import { openDialog } from "../shell/dialog.js";
import { showError } from "../shell/states.js";
import { PARTS } from "./published_panels.js";

/** Names of settings, as domain/settings takes them. */
const NAME = "[a-z0-9][a-z0-9_\\-]{0,63}";

/**
 * Composes a dashboard of saved questions and published parts, by pointer and by keyboard.
 *
 * @param {string|null} name null: a new one
 * @param {{value: object, version: string|null}} kept somebody who was faster is not written over
 */
export async function openComposer(name, { value, version }, context) {
  const { words, api } = context;
  const { saved } = await api.read("/v1/saved").catch(() => ({ saved: [] }));
  const panels = (value.panel ?? []).map((panel) => ({ ...panel }));
  const list = make("ul", { class: "rows" });
  const told = make("div", { role: "status" });
  const field = make("input", { required: true, pattern: NAME, value: name ?? "", disabled: name !== null, autocomplete: "off" });
  const title = make("input", { value: value.title ?? "", required: true, autocomplete: "off" });
  const description = make("input", { value: value.description ?? "", autocomplete: "off" });
  const options = [["", words.say("own.add")], ...Object.keys(PARTS).map((part) => [`published:${part}`, words.say(`part.${part}`)]), ...saved.map((each) => [`question:${each.name}`, each.description || each.name])];
  const add = select(options, "", (chosen) => {
    const [kind, ...rest] = chosen.split(":");
    if (chosen) panels.push({ [kind]: rest.join(":"), width: kind === "question" ? 2 : 1 });
    add.value = "";
    show();
  });

  function show() {
    list.replaceChildren(...panels.map((panel, at) => make("li", {},
      make("span", {}, panel.title || (panel.published ? words.name(`part.${panel.published}`, panel.published) : panel.question)),
      button("↔", () => (widen(panel), show(), list.children[at].querySelector("[aria-pressed]").focus()), { class: "plain", "aria-pressed": String(panel.width === 2), "aria-label": words.say("own.wide", { n: at + 1 }) }),
      move(at, -1, "↑", "own.up"), move(at, 1, "↓", "own.down"),
      button("✕", () => (panels.splice(at, 1), show(), add.focus()), { class: "plain", "aria-label": words.say("own.remove", { n: at + 1 }) }))));
  }

  /** Over both columns, or over one. */
  function widen(panel) {
    panel.width = panel.width === 2 ? 1 : 2;
  }

  function move(at, step, sign, key) {
    const press = () => {
      panels.splice(at + step, 0, ...panels.splice(at, 1));
      show();
      list.children[at + step].querySelectorAll("button")[step < 0 ? 1 : 2].focus();
    };
    return button(sign, press, { class: "plain", disabled: !panels[at + step], "aria-label": words.say(key, { n: at + 1 }) });
  }

  async function save(event) {
    event.preventDefault();
    try {
      // What the API says of it beside these, such as who wrote it, is not for us to write.
      const kept = { title: title.value, description: description.value, panel: panels };
      await api.write(`/v1/dashboards/${encodeURIComponent(field.value)}`, kept, version);
      dialog.close();
      const hash = `#/dashboards/${encodeURIComponent(field.value)}`;
      location.hash === hash ? dispatchEvent(new HashChangeEvent("hashchange")) : (location.hash = hash);
    } catch (error) {
      told.replaceChildren(showError(words, error));
    }
  }

  show();
  const form = make("form", { class: "stack", on: { submit: save } },
    labelled(words.say("own.name"), field), labelled(words.say("own.title"), title), labelled(words.say("own.about"), description),
    list, labelled(words.say("own.panels"), add),
    make("div", { class: "row" }, make("button", { type: "submit", class: "main" }, words.say("word.save")), name && scheduleButton({ dashboard: name }, context), button(words.say("word.cancel"), () => dialog.close())), told);
  const dialog = openDialog(words.say(name ? "own.change" : "own.new"), [form], { close: words.say("word.close") });
}
