import { labelled, make } from "../shell/elements.js";
import { renderBuilder } from "./builder.js";
import { newEvent } from "./event_field.js";
import { cohortDayField, cohortField, DAYS, daysField, othersField, propertyField } from "./fields.js";
import { isMetricReady, metricField } from "./metric_field.js";
import { people, personsOf } from "./insights_people.js";
import { explain, moreFields, wordField } from "./small_fields.js";
import { readEvent, readMetric, writeEvent, writeMetric } from "./written.js";

const OF_METRIC = ["event", "measure", "property", "per-person"];
const OF_FORMULA = ["formula", "a", "b"];
const MORE = ["count-once", "cohort-as-of"];
const OFFERED = [...OF_METRIC, ...OF_FORMULA, "interval", "by", "compare", "cohort", ...MORE, ...DAYS];
/** A share in percent: what most ask for first. */
const FORMULA = "A / B * 100";

export const render = (root, context) => renderBuilder(root, context, { kind: "insights", form, people, personsOf, isReady });

const isReady = (asked) => {
  if (!asked.formula) return isMetricReady(readSingle(asked));
  return ["a", "b"].every((name) => !asked.formula.includes(name.toUpperCase()) || (asked[name] && isMetricReady(readMetric(asked[name]))));
};

/** So many of this, by day, by platform. */
function form(draft, context) {
  const { words } = context;
  const what = make("div", { class: "stack" });
  const draw = () => what.replaceChildren(...(draft.asked.formula ? formulaFields(draft, draw, context) : singleFields(draft, draw, context)));
  const event = () => (draft.asked.event ? readEvent(draft.asked.event) : readMetric(draft.asked.a ?? "").event).name;
  draw();
  return [
    what,
    make("div", { class: "row fields" },
      wordField(draft, "interval", ["", "hour", "day", "week", "month", "quarter"], { words, title: "insights.interval" }),
      propertyField(draft, "by", event, { ...context, title: "by" }),
      wordField(draft, "compare", ["", "previous_period", "previous_year"], { words, title: "insights.compare" })),
    make("div", { class: "row fields" }, daysField(draft, context), cohortField(draft, context)),
    moreFields(words, MORE.some((name) => draft.asked[name] !== undefined),
      wordField(draft, "count-once", ["", "first", "last"], { words, title: "insights.count-once" }), cohortDayField(draft, context)),
    othersField(draft, OFFERED, context),
  ];
}

const readSingle = (asked) =>
  ({ measure: asked.measure ?? "total", property: asked.property ?? "", perPerson: asked["per-person"] ?? "", event: asked.event ? readEvent(asked.event) : newEvent() });

function singleFields(draft, draw, context) {
  const metric = readSingle(draft.asked);
  const changed = () => draft.set({
    measure: metric.measure === "total" ? undefined : metric.measure, property: metric.property || undefined,
    "per-person": metric.perPerson || undefined, event: metric.event.name ? writeEvent(metric.event) : undefined,
  });
  /** What was measured becomes the formula's first part. */
  const divide = () => {
    const a = metric.event.name ? writeMetric(metric) : undefined;
    draft.set({ ...Object.fromEntries(OF_METRIC.map((name) => [name, undefined])), formula: FORMULA, a });
    draw();
  };
  return metricField(metric, changed, context, { more: [["formula", context.words.say("measure.formula")]], choose: divide });
}

/** What is divided is mostly counted alike. */
function counted(other) {
  const { measure } = readMetric(other ?? "persons:");
  return ["total", "persons", "sessions"].includes(measure) ? measure : "total";
}

/** Two numbers, and what is worked out of them. */
function formulaFields(draft, draw, context) {
  const { words } = context;
  const parts = ["a", "b"].map((name) => {
    const metric = draft.asked[name] ? readMetric(draft.asked[name]) : { measure: counted(draft.asked.a), property: "", perPerson: "", event: newEvent() };
    const changed = () => draft.set({ [name]: metric.event.name ? writeMetric(metric) : undefined });
    return make("fieldset", { class: "stack" }, make("legend", {}, name.toUpperCase()), ...metricField(metric, changed, context));
  });
  const change = ({ target }) => {
    draft.set(target.value ? { formula: target.value } : Object.fromEntries(OF_FORMULA.map((name) => [name, undefined])));
    if (!target.value) draw();
  };
  const formula = make("input", { type: "text", value: draft.asked.formula, spellcheck: "false", on: { change } });
  return [explain(labelled(words.say("insights.formula"), formula), "insights.formula", words), ...parts];
}
