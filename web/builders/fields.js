import { button, labelled, make, select } from "../shell/elements.js";
import { addDays } from "../figures/periods.js";
import { captioned, dayField, explain } from "./small_fields.js";
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
  const [, days] = /^(\d+)d$/.exec(last ?? "") ?? [];
  const began = days && isDay(to) ? addDays(to, 1 - days) : from;
  own.append(day("from", isDay(date) ? date : began), day("to", isDay(date) ? date : to));
  const options = ["30d", ...Object.keys(PERIODS), "own"].map((name) => [name, words.say(`days.${name}`)]);
  const choose = (name) => {
    own.hidden = name !== "own";
    if (name !== "own") draft.set({ ...NO_DAYS, ...PERIODS[name] });
  };
  return make("div", { class: "row days" }, labelled(words.say("days"), select(options, chosen, choose)), own);
}

/** A property that is chosen from the catalogue, such as the one to break down by. */
export function propertyField(draft, name, event, context) {
  return pickProperty(draft.asked[name], event, (value) => draft.set({ [name]: value || undefined }), context);
}

/** The same where it is part of another field: `choose` hears the name, or nothing. */
export function pickProperty(value, event, choose, { words, formats, catalog, title, numeric = false }) {
  const field = suggestField({
    label: words.say(title), value: value ?? "", placeholder: words.say(`${title}.none`), formats, choose,
    list: () => catalog.properties(event(), { words, numeric }),
  });
  return explain(captioned(words.say(title), field), title, words);
}

/** Only of the persons of a saved cohort. */
export function cohortField(draft, { words, formats, catalog }) {
  return captioned(words.say("of_cohort"), suggestField({
    label: words.say("of_cohort"), value: draft.asked.cohort?.join(" · ") ?? "", placeholder: words.say("of_cohort.none"), formats,
    list: () => catalog.cohorts(), choose: (value) => draft.set({ cohort: value ? [value] : undefined }),
  }));
}

/** The day at whose end one is of a cohort. */
export const cohortDayField = (draft, { words }) => dayField(draft, "cohort-as-of", { words, title: "of_cohort.day" });

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
