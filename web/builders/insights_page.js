import { labelled, make, select } from "../shell/elements.js";
import { renderBuilder } from "./builder.js";
import { eventField } from "./event_field.js";
import { cohortField, DAYS, daysField, othersField, propertyField, wordField } from "./fields.js";
import { openCohort } from "./keep.js";
import { countDays } from "./spans.js";
import { readEvent, writeDid, writeEvent } from "./written.js";

const OFFERED = ["event", "measure", "property", "interval", "by", "compare", "cohort", ...DAYS];
const MEASURES = ["", "persons", "sessions", "frequency", "sum", "average", "median", "p90", "min", "max", "distinct", "dau", "wau", "mau"];
const OF_A_PROPERTY = new Set(["sum", "average", "median", "p90", "min", "max", "distinct"]);

export const render = (root, context) => renderBuilder(root, context, { kind: "insights", form, people, isReady });

const isReady = ({ event, formula, measure, property }) => Boolean(formula || (event && (!OF_A_PROPERTY.has(measure) || property)));

/** So many of this, by day, by platform. */
function form(draft, context) {
  const { words } = context;
  const event = draft.asked.event ? readEvent(draft.asked.event) : { name: "", conditions: [], isAnywhere: false };
  const property = propertyField(draft, "property", () => event.name, { ...context, title: "insights.property", numeric: true });
  const show = () => (property.hidden = !OF_A_PROPERTY.has(draft.asked.measure));
  show();
  return [
    make("div", { class: "row fields" }, measureField(draft, words, show), property),
    make("h2", {}, words.say("insights.of")),
    eventField(event, () => draft.set({ event: event.name ? writeEvent(event) : undefined }), { ...context, label: words.say("insights.event") }),
    make("div", { class: "row fields" },
      wordField(draft, "interval", ["", "hour", "day", "week", "month", "quarter"], { words, title: "insights.interval" }),
      propertyField(draft, "by", () => event.name, { ...context, title: "by" }),
      wordField(draft, "compare", ["", "previous_period", "previous_year"], { words, title: "insights.compare" })),
    make("div", { class: "row fields" }, daysField(draft, context), cohortField(draft, context)),
    othersField(draft, OFFERED, context),
  ];
}

/** A measure without a property forgets the one that was named. */
function measureField(draft, words, changed) {
  const known = MEASURES.includes(draft.asked.measure ?? "");
  const options = [...MEASURES.map((name) => [name, words.say(`measure.${name || "total"}`)]), ...(known ? [] : [[draft.asked.measure, draft.asked.measure]])];
  const choose = (measure) => {
    draft.set({ measure: measure || undefined, ...(OF_A_PROPERTY.has(measure) ? {} : { property: undefined }) });
    changed();
  };
  return labelled(words.say("insights.measure"), select(options, draft.asked.measure ?? "", choose));
}

/** Who did the event in these days. */
function people({ written, days }, context) {
  if (!written.event) return [];
  const asked = { did: [writeDid({ event: readEvent(written.event), atLeast: 1, withinDays: countDays(days) })] };
  const text = context.words.say("insights.people", { name: readEvent(written.event).name });
  return [{ text, kind: "cohort", asked: { ...asked, "as-of": days.last }, cohort: () => openCohort(asked, context) }];
}
