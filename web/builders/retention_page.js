import { labelled, make } from "../shell/elements.js";
import { renderBuilder } from "./builder.js";
import { eventField, newEvent } from "./event_field.js";
import { cohortDayField, cohortField, DAYS, daysField, othersField, propertyField } from "./fields.js";
import { openCohort } from "./keep.js";
import { daysOf } from "./points.js";
import { checkField, explain, moreFields, numberField, wordField } from "./small_fields.js";
import { countDays } from "../figures/periods.js";
import { readEvent, writeEvent } from "./written.js";
import { writeDid } from "./written_cohort.js";

const MORE = ["mode", "match", "value", "birth-once", "average", "as-of", "cohort-as-of"];
const OFFERED = ["birth", "return", "unit", "criteria", "periods", "cohort", ...MORE, ...DAYS];

export const render = (root, context) =>
  renderBuilder(root, context, { kind: "retention", form, people, personsOf, isReady: (asked) => Boolean(asked.birth && asked.return) });

/** Of those who did this, how many came back and did that, period by period. */
function form(draft, context) {
  const { words } = context;
  const how = make("div", { class: "stack" });
  const nameOf = (field) => () => (draft.asked[field] ? readEvent(draft.asked[field]).name : "");
  /** Active days are those of a week or a month of the calendar. */
  const fit = (criteria) => (criteria === "active-days" ? { mode: "calendar", unit: draft.asked.unit ?? "week" } : {});
  function draw() {
    how.replaceChildren(
      make("div", { class: "row fields" },
        wordField(draft, "unit", ["", "week", "month"], { words, title: "retention.unit" }),
        numberField(draft, "periods", { words, title: "retention.periods", least: 0, most: 90, otherwise: 7 }),
        wordField(draft, "criteria", ["", "on", "on-or-before", "streak", "active-days"], { words, title: "retention.criteria", also: (chosen) => (queueMicrotask(draw), fit(chosen)) })),
      make("div", { class: "row fields" }, daysField(draft, context), cohortField(draft, context)),
      moreFields(words, MORE.some((name) => draft.asked[name] !== undefined),
        wordField(draft, "mode", ["", "calendar"], { words, title: "retention.mode" }),
        propertyField(draft, "match", nameOf("birth"), { ...context, title: "retention.match" }),
        propertyField(draft, "value", nameOf("return"), { ...context, title: "retention.value", numeric: true }),
        checkField(draft, "birth-once", { words, title: "retention.birth-once" }),
        checkField(draft, "average", { words, title: "retention.average" }),
        momentField(draft, words),
        cohortDayField(draft, context)));
  }
  draw();
  return [
    make("h2", {}, words.say("retention.birth")), eventOf("birth", draft, context),
    make("h2", {}, words.say("retention.return")), eventOf("return", draft, context),
    how,
    othersField(draft, OFFERED, context),
  ];
}

function eventOf(name, draft, context) {
  const event = draft.asked[name] ? readEvent(draft.asked[name]) : newEvent();
  const changed = () => draft.set({ [name]: event.name ? writeEvent(event) : undefined });
  return eventField(event, changed, { ...context, label: context.words.say(`retention.${name}`) });
}

/** What happened later does not exist: a moment, told on the clock of who asks. */
function momentField(draft, words) {
  const change = ({ target }) => draft.set({ "as-of": target.value ? new Date(target.value).toISOString() : undefined });
  const found = draft.asked["as-of"] ? new Date(draft.asked["as-of"]) : null;
  const value = found && !Number.isNaN(found.getTime()) ? new Date(found - 60_000 * found.getTimezoneOffset()).toISOString().slice(0, 16) : "";
  return explain(labelled(words.say("retention.as-of"), make("input", { type: "datetime-local", value, on: { change } })), "retention.as-of", words);
}

/** Who is in the cohorts of these days. */
const people = ({ written, days }, context) => [groupOf(written, days, context)];

/** Who began in the day, week or month of a row, and who of them came back in its period. */
function personsOf(row, { written, days }, context) {
  if (!/^\d{4}-/.test(row.cohort)) return [];
  const span = daysOf(row.cohort, written.unit ?? "day", days);
  const began = groupOf(written, span, context);
  return written.criteria === "active-days" ? [began] : [returnedOf(written, row.period, span, context), began];
}

function returnedOf(written, period, { first, last }, { words, formats }) {
  const { date, last: _, ...asked } = written;
  const text = words.say("retention.returned", { name: readEvent(written.return).name, period, days: formats.days(first, last) });
  return { text, kind: "retention", asked: { ...asked, from: first, to: last, persons: period } };
}

function groupOf(written, days, context) {
  const { words, formats } = context;
  const event = readEvent(written.birth);
  const kind = written["birth-once"] ? "first-time" : "did";
  const asked = { [kind]: [writeDid(event, countDays(days))], ...(written.cohort ? { cohort: written.cohort } : {}) };
  const text = words.say("insights.people", { name: event.name, days: formats.days(days.first, days.last) });
  return { text, kind: "cohort", asked: { ...asked, "as-of": days.last }, cohort: () => openCohort(asked, text, context) };
}
