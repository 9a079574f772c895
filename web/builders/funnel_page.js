import { labelled, make, select } from "../shell/elements.js";
import { renderBuilder } from "./builder.js";
import { conditionLine, newCondition } from "./condition_line.js";
import { eventsField, newEvent } from "./event_field.js";
import { cohortDayField, cohortField, DAYS, daysField, othersField, pickProperty, propertyField } from "./fields.js";
import { people, personsOf, WINDOW } from "./funnel_people.js";
import { captioned, checkField, chipsField, explain, moreFields, numberInput, spanField, wordField } from "./small_fields.js";
import { stepsField } from "./steps.js";
import { isReady as isConditionReady, readBy, readCondition, readEvent, writeBy, writeCondition, writeEvent } from "./written.js";

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
  const nameStep = (place) => [`step ${place}`, words.say("funnel.at.step", { place })];
  const nameEnd = (end) => [end, words.say(`funnel.at.${end}`)];
  const places = Array.from({ length: Math.max(steps, 2) - 1 }, (_, at) => nameStep(at + 2));
  const options = [["", words.say("funnel.at.default")], ...places, ...["first", "last"].map(nameEnd)];
  return explain(labelled(words.say("funnel.at"), select(options, by.at, (at) => setBy({ at }))), "funnel.at", words);
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

/** Takes whole entries away, by the first value along the steps, or where a question written elsewhere says (`:last`). */
function filterField(draft, event, context) {
  const { words, catalog } = context;
  const [, written, at = ""] = (draft.asked.filter ?? "").match(/^\[?(.*?)(?:\](:.*)?)?$/s);
  const condition = written ? readCondition(written) : newCondition();
  const changed = () => draft.set({ filter: isConditionReady(condition) ? `[${writeCondition(condition)}]${at}` : undefined });
  const line = conditionLine(condition, {
    changed, lead: "", remove: null,
    properties: () => catalog.properties(event(), { words }), values: (property) => catalog.values(event(), property),
  }, context);
  return explain(captioned(words.say("funnel.filter"), line), "funnel.filter", words);
}
