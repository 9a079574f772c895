import { button, make } from "../shell/elements.js";
import { conditionLine, newCondition } from "./condition_line.js";
import { suggestField } from "./suggest.js";

/**
 * An event with its conditions, as a line that reads like the question.
 *
 * @param {import("./written.js").WrittenEvent} event changed in place
 * @param {() => void} changed
 */
export function eventField(event, changed, context) {
  const { label, catalog, words, formats } = context;
  const conditions = make("div", { class: "conditions" });
  const name = suggestField({
    label, value: event.name, placeholder: words.say("event.choose"), list: () => catalog.events({ words }), formats,
    choose: (value) => ((event.name = value), changed()),
  });
  const draw = () => conditions.replaceChildren(...event.conditions.map(showCondition));
  const showCondition = (condition, at) => conditionLine(condition, {
    changed, lead: words.say(at ? "event.and" : "event.where"),
    properties: () => catalog.properties(event.name, { words }), values: (property) => catalog.values(event.name, property),
    remove: () => (event.conditions.splice(event.conditions.indexOf(condition), 1), changed(), draw(), more.focus()),
  }, context);
  const more = button(words.say("event.add"), () => {
    event.conditions.push(newCondition());
    draw();
    conditions.lastChild.querySelector("input").focus();
  }, { class: "plain link" });
  draw();
  return make("div", { class: "event" }, name, conditions, more);
}

export const newEvent = (name = "") => ({ name, conditions: [], isAnywhere: false });

/**
 * Several events, one below the other.
 *
 * @param {import("./written.js").WrittenEvent[]} events changed in place
 * @param {{label: (at: number) => string, add: string, least: number}} how `add` is the word on the button
 */
export function eventsField(events, changed, { label, add, least }, context) {
  const { words } = context;
  const list = make("ol", { class: "events" });
  const showEvent = (event, at) => make("li", {}, eventField(event, changed, { ...context, label: label(at) }),
    events.length > least && button("✕", () => (events.splice(at, 1), changed(), draw()), { class: "plain", "aria-label": words.say("events.remove", { name: event.name }) }));
  const draw = () => list.replaceChildren(...events.map(showEvent));
  draw();
  return make("div", { class: "stack" }, list, button(add, () => (events.push(newEvent()), draw(), list.lastChild.querySelector("input").focus()), { class: "plain link" }));
}
