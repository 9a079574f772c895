import { labelled, make, newId, select } from "../shell/elements.js";
import { chipsOf } from "./chips.js";

/**
 * Small fields of a question, each with its name (the word `title`) and, where there is the word `title.help`, a line that
 * says what it does. `draft` is the question that is written: `draft.asked`, `draft.set(fields)`.
 */

/** One of several words; the first is what stands where nothing is said. `also` are fields that a choice brings along. */
export function wordField(draft, name, values, { words, title, also = () => ({}) }) {
  const options = values.map((value) => [value, words.say(`${title}.${value || "default"}`)]);
  const current = draft.asked[name];
  if (current !== undefined && !values.includes(String(current))) options.push([String(current), String(current)]);
  const choose = (value) => draft.set({ [name]: value || undefined, ...also(value) });
  return explain(labelled(words.say(title), select(options, String(current ?? ""), choose)), title, words);
}

/** A whole number; `otherwise` is what stands where nothing is said, `also` are fields that a choice brings along. */
export function numberField(draft, name, { words, title, least, most, otherwise, shown = otherwise, also = () => ({}) }) {
  const change = ({ target }) => draft.set({ [name]: target.value === "" || Number(target.value) === otherwise ? undefined : Number(target.value), ...also() });
  return explain(labelled(words.say(title), numberInput(draft.asked[name] ?? shown, least, most, change)), title, words);
}

export const numberInput = (value, min, max, change, given = {}) =>
  make("input", { type: "number", min, max, value: value ?? "", ...given, on: { change } });

/** Yes, or nothing; `meant` is the value that a tick writes. */
export function checkField(draft, name, { words, title, meant = true }) {
  const change = ({ target }) => draft.set({ [name]: target.checked ? meant : undefined });
  const box = make("input", { type: "checkbox", checked: draft.asked[name] === meant, on: { change } });
  return explain(make("div", { class: "check" }, labelled(words.say(title), box)), title, words);
}

/** A day of the calendar. */
export function dayField(draft, name, { words, title }) {
  const change = ({ target }) => draft.set({ [name]: target.value || undefined });
  return explain(labelled(words.say(title), make("input", { type: "date", value: draft.asked[name] ?? "", on: { change } })), title, words);
}

/** A span of time such as 30m, 24h or 7d: a number and its unit. */
export function spanField(draft, name, { words, title, otherwise }) {
  const [, number, unit] = /^(\d+)([smhdw])$/.exec(draft.asked[name] ?? otherwise) ?? [];
  const written = { number, unit };
  const write = (part) => {
    Object.assign(written, part);
    const span = written.number && `${written.number}${written.unit}`;
    draft.set({ [name]: span === otherwise ? undefined : span });
  };
  const units = ["m", "h", "d", "w"].map((each) => [each, words.say(`span.${each}`)]);
  const field = make("div", { class: "span", role: "group", "aria-label": words.say(title) },
    numberInput(number, 1, 999_999, ({ target }) => write({ number: target.value }), { "aria-label": words.say("span.number") }),
    select(units, unit ?? "", (chosen) => write({ unit: chosen }), { "aria-label": words.say("span.unit") }));
  return explain(captioned(words.say(title), field), title, words);
}

/** Several names, as chips. */
export function chipsField(draft, name, { words, formats, title, list, most }) {
  const how = { read: () => draft.asked[name] ?? [], write: (values) => draft.set({ [name]: values }), label: words.say(title), none: words.say(`${title}.none`), list, most };
  return explain(captioned(words.say(title), chipsOf(how, { words, formats })), title, words);
}

/** A field that has a name of its own inside, with a caption to look at. */
export const captioned = (text, field) => make("div", { class: "field" }, make("span", { class: "caption", "aria-hidden": "true" }, text), field);

/** The line below a field, where there is one; whoever listens to the page hears it with the field. */
export function explain(field, title, words) {
  if (!words.has(`${title}.help`)) return field;
  const help = make("small", { class: "help", id: newId("help") }, words.say(`${title}.help`));
  field.querySelector("input, select")?.setAttribute("aria-describedby", help.id);
  field.append(help);
  return field;
}

/** What few need, folded away; open where some of it is said. */
export function moreFields(words, isOpen, ...fields) {
  return make("details", { class: "more", open: isOpen }, make("summary", {}, words.say("builder.more")), make("div", { class: "stack" }, ...fields));
}
