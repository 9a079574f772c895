import { make } from "../shell/elements.js";
import { renderBuilder } from "./builder.js";
import { conditionLine, newCondition } from "./condition_line.js";
import { eventsField, newEvent } from "./event_field.js";
import { cohortDayField, cohortField, DAYS, daysField, othersField, pickProperty, propertyField } from "./fields.js";
import { openCohort } from "./keep.js";
import { conditionOf } from "./points.js";
import { captioned, checkField, chipsField, explain, moreFields, numberInput, spanField, wordField } from "./small_fields.js";
import { countDays } from "./spans.js";
import { stepsField } from "./steps.js";
import { isReady as isConditionReady, readBy, readCondition, readEvent, writeBy, writeCondition, writeEvent } from "./written.js";
import { writeStepOf } from "./written_cohort.js";

const WINDOW = "7d";
const MORE = ["reentry", "order", "hold", "exclude", "between", "filter", "sum", "significance", "times", "cohort-as-of"];
const OFFERED = ["steps", "window", "count", "by", "cohort", ...MORE, ...DAYS];

export const render = (root, context) =>
  renderBuilder(root, context, { kind: "funnel", form, people, personsOf, isReady: ({ steps }) => (steps?.length ?? 0) > 1 });

/** First this, then that, within so long: the steps in their order, and how they are counted. */
function form(draft, context) {
  const { words } = context;
  const steps = (draft.asked.steps ?? ["", ""]).map((text) => (text ? readEvent(text) : newEvent()));
  const write = () => draft.set({ steps: steps.filter(({ name }) => name).map(writeEvent) });
  const by = readBy(draft.asked.by ?? "");
  const setBy = (part) => draft.set({ by: writeBy(Object.assign(by, part)) || undefined });
  const event = () => steps[0].name;
  return [
    make("h2", {}, words.say("funnel.steps")),
    stepsField(steps, write, context),
    make("div", { class: "row fields" },
      spanField(draft, "window", { words, title: "funnel.window", otherwise: WINDOW }),
      wordField(draft, "count", ["", "sessions", "totals"], { words, title: "funnel.count" }),
      pickProperty(by.property, event, (property) => setBy({ property }), { ...context, title: "by" })),
    make("div", { class: "row fields" }, daysField(draft, context), cohortField(draft, context)),
    moreFields(words, by.at !== "" || MORE.some((name) => draft.asked[name] !== undefined),
      wordField(draft, "order", ["", "any"], { words, title: "funnel.order" }),
      chipsField(draft, "hold", { ...context, title: "funnel.hold", list: () => context.catalog.properties(event(), { words }), most: 3 }),
      excludeField(draft, context),
      wordField(draft, "reentry", ["", "first"], { words, title: "funnel.reentry" }),
      attributionField(by, steps.length, setBy, words),
      filterField(draft, event, context),
      propertyField(draft, "sum", event, { ...context, title: "funnel.sum", numeric: true }),
      checkField(draft, "significance", { words, title: "funnel.significance" }),
      checkField(draft, "times", { words, title: "funnel.times", meant: false }),
      cohortDayField(draft, context)),
    othersField(draft, OFFERED, context),
  ];
}

/** Where along the steps the value of the breakdown is taken. */
function attributionField(by, steps, setBy, words) {
  const places = Array.from({ length: Math.max(steps, 2) - 1 }, (_, at) => `step ${at + 2}`);
  const draft = { asked: { at: by.at || undefined }, set: ({ at }) => setBy({ at: at ?? "" }) };
  const named = { ...words, has: (key) => words.has(key), say: (key) => (key.startsWith("funnel.at.step ") ? words.say("funnel.at.step", { place: key.slice(15) }) : words.say(key)) };
  return wordField(draft, "at", ["", ...places, "first", "last"], { words: named, title: "funnel.at" });
}

/** Whoever did this in between is out. */
function excludeField(draft, context) {
  const { words } = context;
  const events = (draft.asked.exclude ?? []).map(readEvent);
  const between = (draft.asked.between ?? "").split(",").map(Number);
  const write = () => {
    const named = events.filter(({ name }) => name).map(writeEvent);
    const [after, before] = between;
    draft.set({ exclude: named, between: named.length && after && before ? `${after},${before}` : undefined });
  };
  const number = (at, title) =>
    numberInput(between[at] || undefined, 1, 100, ({ target }) => ((between[at] = Number(target.value)), write()), { "aria-label": words.say(title) });
  const places = make("div", { class: "row span" }, make("span", { class: "soft" }, words.say("funnel.between")), number(0, "funnel.between.after"), make("span", { class: "soft" }, words.say("event.and")), number(1, "funnel.between.before"));
  const list = eventsField(events, write, { label: () => words.say("funnel.exclude"), add: words.say("funnel.exclude.add"), least: 0 }, context);
  return explain(captioned(words.say("funnel.exclude"), make("div", { class: "stack" }, list, places)), "funnel.exclude", words);
}

/** Takes whole entries away, by the first value along the steps. */
function filterField(draft, event, context) {
  const { words, catalog } = context;
  const condition = draft.asked.filter ? readCondition(draft.asked.filter.replace(/^\[|\]$/g, "")) : newCondition();
  const changed = () => draft.set({ filter: isConditionReady(condition) ? `[${writeCondition(condition)}]` : undefined });
  const line = conditionLine(condition, {
    changed, lead: "", remove: null,
    properties: () => catalog.properties(event(), { words }), values: (property) => catalog.values(event(), property),
  }, context);
  return explain(captioned(words.say("funnel.filter"), line), "funnel.filter", words);
}

/** Who came to each step and no further; the last step's are those who went all the way. */
function people(answer, context) {
  const { by, significance, ...asked } = answer.written;
  return isOfPersons(asked) ? asked.steps.map((_, at) => groupOf(asked, at, answer.days, context)) : [];
}

/** The same behind one row: of a segment those whose first step has its value, as the breakdown counts them. */
function personsOf(row, answer, context) {
  const { by, significance, ...asked } = answer.written;
  if (!isOfPersons(asked)) return [];
  if (row.segment === undefined) return [groupOf(asked, row.step - 1, answer.days, context)];
  const { property, at } = readBy(by);
  const condition = conditionOf(property, row.segment);
  if (!["", "step 1"].includes(at) || !condition) return [];
  const [first, ...others] = asked.steps;
  const entry = readEvent(first);
  const narrowed = { ...asked, steps: [writeEvent({ ...entry, conditions: [...entry.conditions, condition] }), ...others] };
  return [groupOf(narrowed, row.step - 1, answer.days, context, row.segment ?? context.words.say("value.none"))];
}

const isOfPersons = ({ count }) => count === undefined || count === "persons";

function groupOf(asked, at, days, context, segment = null) {
  const { words } = context;
  const isLast = at === asked.steps.length - 1;
  const text = words.say(isLast ? "funnel.reached" : "funnel.left", { place: at + 1, name: readEvent(asked.steps[at]).name });
  const cohort = () => openCohort(defineCohort(asked, at + 1, isLast, days), context);
  return { text: segment === null ? text : words.say("funnel.of", { segment, text }), kind: "funnel", asked: { ...asked, persons: at + 1 }, cohort: canBeDefined(asked) ? cohort : undefined };
}

/** A cohort knows steps in their order and a window. */
const canBeDefined = (asked) => !["order", "hold", "exclude", "reentry"].some((name) => asked[name] !== undefined);

/** The same persons as a definition: its days move along with the day at which one looks. */
function defineCohort({ steps, window = WINDOW }, step, isLast, days) {
  return { [isLast ? "reached" : "dropped-off"]: [writeStepOf(step, steps, window, countDays(days))] };
}
