import { button, make, select } from "../shell/elements.js";
import { suggestField } from "./suggest.js";
import { OPERATORS, takesValue } from "./written.js";

/**
 * An event with its conditions, as a line that reads like the question.
 *
 * @param {import("./written.js").WrittenEvent} event changed in place
 * @param {() => void} changed
 */
export function eventField(event, changed, { label, catalog, words, formats }) {
  const conditions = make("div", { class: "conditions" });
  const name = suggestField({
    label, value: event.name, placeholder: words.say("event.choose"), list: () => catalog.events(), formats,
    choose: (value) => ((event.name = value), changed()),
  });
  const draw = () => conditions.replaceChildren(...event.conditions.map((each, at) => conditionLine(each, at)));

  function conditionLine(condition, at) {
    const line = make("div", { class: "condition" });
    const redraw = () => (changed(), line.replaceWith(conditionLine(condition, at)));
    const remove = () => (event.conditions.splice(event.conditions.indexOf(condition), 1), changed(), draw(), more.focus());
    line.append(
      make("span", { class: "soft" }, words.say(at ? "event.and" : "event.where")),
      suggestField({
        label: words.say("event.property"), value: condition.property, list: () => catalog.properties(event.name), formats,
        choose: (value) => ((condition.property = value), changed()),
      }),
      select(OPERATORS.map((sign) => [sign, words.say(`operator.${sign}`)]), condition.operator,
        (sign) => ((condition.operator = sign), redraw()), { "aria-label": words.say("event.operator") }),
      takesValue(condition.operator) ? valueChips(condition, redraw, line) : "",
      button("✕", remove, { class: "plain", "aria-label": words.say("event.without", { property: condition.property }) }));
    return line;
  }

  function valueChips(condition, redraw) {
    const chip = (value) => button(`${value} ✕`, () => (condition.values.splice(condition.values.indexOf(value), 1), redraw()),
      { class: "chip", "aria-label": words.say("event.drop", { value }) });
    const add = suggestField({
      label: words.say("event.value"), placeholder: words.say(condition.values.length ? "event.or" : "event.value"), clears: true, formats,
      list: () => catalog.values(event.name, condition.property),
      choose: (value) => value && (condition.values = isNumeric(condition) ? [value] : [...new Set([...condition.values, value])], redraw()),
    });
    return make("span", { class: "chips" }, ...condition.values.map(chip), add);
  }

  const more = button(words.say("event.add"), () => {
    event.conditions.push({ property: "", operator: "=", values: [] });
    draw();
    conditions.lastChild.querySelector("input").focus();
  }, { class: "plain link" });
  draw();
  return make("div", { class: "event" }, name, conditions, more);
}

/** Compared as a number: one value, no alternatives. */
const isNumeric = ({ operator }) => ["<", ">", "<=", ">="].includes(operator);
