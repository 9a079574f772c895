import { button, make, select } from "../shell/elements.js";
import { suggestField } from "./suggest.js";
import { OPERATORS, takesValue } from "./written.js";

/**
 * One condition: a property, how it compares, and values.
 *
 * @param {import("./written.js").Condition} condition changed in place
 * @param {{changed: () => void, remove: (() => void)|null, lead: string, properties: () => Promise<object[]>,
 *   values: (property: string) => Promise<object[]>}} how `lead` is the word before it; null: it cannot be removed
 */
export function conditionLine(condition, how, context) {
  const { words, formats } = context;
  const line = make("div", { class: "condition" });

  function draw() {
    const property = suggestField({
      label: words.say("event.property"), value: condition.property, list: how.properties, formats,
      choose: (value) => ((condition.property = value), how.changed()),
    });
    const operator = select(OPERATORS.map((sign) => [sign, words.say(`operator.${sign}`)]), condition.operator,
      (sign) => ((condition.operator = sign), redraw("select")), { "aria-label": words.say("event.operator") });
    const drop = () => button("✕", how.remove, { class: "plain", "aria-label": words.say("event.without", { property: condition.property }) });
    line.replaceChildren(...[how.lead && make("span", { class: "soft" }, how.lead), property, operator,
      takesValue(condition.operator) && values(), how.remove && drop()].filter(Boolean));
  }

  /** The focus stays where it was, unless it went on. */
  function redraw(place) {
    const isHere = line.contains(document.activeElement);
    how.changed();
    draw();
    if (isHere) line.querySelector(place)?.focus();
  }

  function values() {
    const drop = (value) => button(`${value} ✕`, () => (condition.values.splice(condition.values.indexOf(value), 1), redraw(".chips input")),
      { class: "chip", "aria-label": words.say("event.drop", { value }) });
    const add = suggestField({
      label: words.say("event.value"), placeholder: words.say(condition.values.length ? "event.or" : "event.value"), clears: true, formats,
      list: () => how.values(condition.property),
      choose: (value) => value && (condition.values = isNumeric(condition) ? [value] : [...new Set([...condition.values, value])], redraw(".chips input")),
    });
    return make("span", { class: "chips" }, ...condition.values.map(drop), add);
  }

  draw();
  return line;
}

export const newCondition = () => ({ property: "", operator: "=", values: [] });

/** Compared as a number: one value, no alternatives. */
const isNumeric = ({ operator }) => ["<", ">", "<=", ">="].includes(operator);
