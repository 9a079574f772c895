import { make, newId } from "../shell/elements.js";

const MOST_SHOWN = 12;

/**
 * A field that suggests (WAI-ARIA combobox): what is typed need not be among the suggestions.
 *
 * @param {{label: string, value?: string, placeholder?: string, list: () => Suggestion[]|Promise<Suggestion[]>,
 *   choose: (value: string) => void, formats: object, clears?: boolean}} how `clears` empties it after a choice
 */
export function suggestField({ label, value = "", placeholder = label, list, choose, formats, clears = false }) {
  const box = make("ul", { role: "listbox", id: newId("list"), "aria-label": label, hidden: true, tabIndex: -1 });
  const input = make("input", {
    type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", value, placeholder,
    "aria-label": label, "aria-autocomplete": "list", "aria-controls": box.id, "aria-expanded": "false",
  });
  let shown = [];
  let active = -1;
  let kept = value;

  function take(text) {
    close();
    input.value = clears ? "" : text;
    if (text === kept && !clears) return;
    kept = clears ? "" : text;
    choose(text);
  }

  async function open() {
    const typed = input.value === kept ? "" : input.value;
    const found = rank(await list(), typed);
    if (document.activeElement !== input) return;
    shown = found;
    active = -1;
    box.replaceChildren(...shown.map((each) => showOption(each, () => take(each.value), formats)));
    box.hidden = shown.length === 0;
    mark();
  }

  function close() {
    box.hidden = true;
    active = -1;
    mark();
  }

  function mark() {
    input.setAttribute("aria-expanded", String(!box.hidden));
    [...box.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    const option = box.children[active];
    input.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  }

  function press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && box.hidden) return open();
    if (step) active = (active + step + shown.length) % shown.length;
    else if (event.key === "Enter" && (active >= 0 || input.value)) take(active >= 0 ? shown[active].value : input.value.trim());
    else if (event.key === "Escape" && !box.hidden) return close(), event.stopPropagation();
    else return null;
    event.preventDefault();
    return mark();
  }

  input.addEventListener("focus", () => (input.select(), open()));
  input.addEventListener("click", () => box.hidden && open());
  input.addEventListener("input", open);
  input.addEventListener("keydown", press);
  input.addEventListener("blur", () => (input.value.trim() || !clears ? take(input.value.trim()) : close()));
  return make("div", { class: "suggest" }, input, box);
}

function showOption({ value, description, volume }, take, formats) {
  // The field must keep the focus until the choice is taken.
  return make("li", { role: "option", id: newId("option"), on: { pointerdown: (event) => (event.preventDefault(), take()) } },
    make("b", {}, value), volume !== undefined && volume !== null && make("span", { class: "n" }, formats.number(volume, 0)),
    description && make("small", {}, description));
}

/** Those that begin so, then those that hold it; the most frequent first. */
function rank(suggestions, typed) {
  const text = typed.trim().toLowerCase();
  const score = ({ value }) => (value.toLowerCase().startsWith(text) ? 0 : value.toLowerCase().includes(text) ? 1 : 2);
  const fitting = suggestions.filter((each) => score(each) < 2 || each.description?.toLowerCase().includes(text));
  return fitting.sort((a, b) => score(a) - score(b) || (b.volume ?? 0) - (a.volume ?? 0)).slice(0, MOST_SHOWN);
}
