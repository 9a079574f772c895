import { button, make, select } from "../shell/elements.js";
import { chipsOf } from "./chips.js";
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
      (sign) => ((condition.operator = sign), redraw()), { "aria-label": words.say("event.operator") });
    const drop = () => button("✕", how.remove, { class: "plain", "aria-label": words.say("event.without", { property: condition.property }) });
    line.replaceChildren(...[how.lead && make("span", { class: "soft" }, how.lead), property, operator,
      takesValue(condition.operator) && values(), how.remove && drop()].filter(Boolean));
  }

  function redraw() {
    how.changed();
    draw();
    line.querySelector("select").focus();
  }

  const write = (values) => ((condition.values = isNumeric(condition) ? values.slice(-1) : values), how.changed());
  const values = () => chipsOf({
    read: () => condition.values, write, label: words.say("event.value"), none: words.say("event.value"), another: words.say("event.or"),
    list: () => how.values(condition.property),
  }, context);

  draw();
  return line;
}

export const newCondition = () => ({ property: "", operator: "=", values: [] });

/** Compared as a number: one value, no alternatives. */
const isNumeric = ({ operator }) => ["<", ">", "<=", ">="].includes(operator);
