import { button, labelled, make, select } from "../shell/elements.js";
import { suggestField } from "./suggest.js";

/** Fields that builders share. `draft` is the question that is written: `draft.asked`, `draft.set(fields)`. */

const PERIODS = {
  today: { date: "today" },
  yesterday: { date: "yesterday" },
  "7d": { last: "7d", to: "yesterday" },
  "28d": { last: "28d", to: "yesterday" },
  "12w": { last: "12w", to: "yesterday" },
};
const NO_DAYS = { date: undefined, from: undefined, to: undefined, last: undefined };

/** The days of a question: a period that moves along, or two days. */
export function daysField(draft, { words }) {
  const { date, from, to, last } = draft.asked;
  const same = (period) => ["date", "from", "to", "last"].every((name) => draft.asked[name] === period[name]);
  const chosen = Object.keys(PERIODS).find((name) => same(PERIODS[name])) ?? (date || from || to || last ? "own" : "30d");
  const own = make("div", { class: "row", hidden: chosen !== "own" });
  const day = (name, value) => {
    const input = make("input", { type: "date", value: value ?? "", on: { change: (event) => draft.set({ date: undefined, last: undefined, [name]: event.target.value || undefined }) } });
    return labelled(words.say(`days.${name}`), input);
  };
  const isDay = (text) => /^\d{4}-/.test(text ?? "");
  own.append(day("from", isDay(date) ? date : from), day("to", isDay(date) ? date : to));
  const options = ["30d", ...Object.keys(PERIODS), "own"].map((name) => [name, words.say(`days.${name}`)]);
  const choose = (name) => {
    own.hidden = name !== "own";
    if (name !== "own") draft.set({ ...NO_DAYS, ...PERIODS[name] });
  };
  return make("div", { class: "row days" }, labelled(words.say("days"), select(options, chosen, choose)), own);
}

/** One of several words of a field; the first is what stands where nothing is said. */
export function wordField(draft, name, values, { words, title }) {
  const options = values.map((value) => [value, words.say(`${title}.${value || "default"}`)]);
  const current = draft.asked[name];
  if (current !== undefined && !values.includes(String(current))) options.push([String(current), String(current)]);
  return labelled(words.say(title), select(options, String(current ?? ""), (value) => draft.set({ [name]: value || undefined })));
}

/** A property that is chosen from the catalogue, such as the one to break down by. */
export function propertyField(draft, name, event, { words, formats, catalog, title, numeric = false }) {
  const field = suggestField({
    label: words.say(title), value: draft.asked[name] ?? "", placeholder: words.say(`${title}.none`), formats,
    list: () => catalog.properties(event(), { numeric }), choose: (value) => draft.set({ [name]: value || undefined }),
  });
  return make("div", { class: "field" }, make("span", { class: "caption", "aria-hidden": "true" }, words.say(title)), field);
}

/** Only of the persons of a saved cohort. */
export function cohortField(draft, { words, formats, api }) {
  const read = once(() => api.read("/v1/cohorts").then(({ cohorts }) => cohorts, () => []));
  const field = suggestField({
    label: words.say("of_cohort"), value: draft.asked.cohort?.join(" · ") ?? "", placeholder: words.say("of_cohort.none"), formats,
    list: async () => (await read()).map(({ name, description }) => ({ value: name, description })),
    choose: (value) => draft.set({ cohort: value ? [value] : undefined }),
  });
  return make("div", { class: "field" }, make("span", { class: "caption", "aria-hidden": "true" }, words.say("of_cohort")), field);
}

function once(read) {
  let found = null;
  return () => (found ??= read());
}

/** What an address says beyond what a builder offers: shown as it is written, and taken away by a press. */
export function othersField(draft, offered, { words }) {
  const place = make("div", { class: "row others" });
  const showOther = (text, press) => button(`${text} ✕`, press, { class: "chip", "aria-label": words.say("others.drop", { name: text }) });
  const drop = (name) => (draft.set({ [name]: undefined }), draw());
  function draw() {
    const others = Object.entries(draft.asked).filter(([name]) => !offered.includes(name));
    place.replaceChildren(...others.map(([name, value]) => showOther(`${name}: ${[value].flat().join(" · ")}`, () => drop(name))));
    place.hidden = !others.length;
  }
  draw();
  return place;
}

export const DAYS = ["date", "from", "to", "last"];
