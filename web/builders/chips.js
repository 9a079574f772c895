import { button, make } from "../shell/elements.js";
import { suggestField } from "./suggest.js";

/**
 * Values as chips, each of which a press takes away, and a field that adds one. The focus stays in it, and its list is
 * closed: it would lie over what comes next.
 *
 * @param {{read: () => string[], write: (values: string[]) => void, label: string, none: string, another?: string,
 *   list: () => Promise<object[]>, most?: number}} how `none` and `another` are said in the field
 */
export function chipsOf({ read, write, label, none, another = none, list, most = Infinity }, { words, formats }) {
  const shown = make("span", { class: "shown" });
  const add = suggestField({ label, placeholder: none, clears: true, formats, list, choose: (value) => value && set([...new Set([...read(), value])]) });
  const input = add.querySelector("input");

  function set(values) {
    write(values);
    draw();
  }

  function drop(value) {
    set(read().filter((each) => each !== value));
    (shown.querySelector("button") ?? input).focus();
  }

  function draw() {
    shown.replaceChildren(...read().map((value) => button(`${value} ✕`, () => drop(value), { class: "chip", "aria-label": words.say("event.drop", { value }) })));
    add.hidden = read().length >= most;
    input.placeholder = read().length ? another : none;
  }

  draw();
  return make("span", { class: "chips" }, shown, add);
}
