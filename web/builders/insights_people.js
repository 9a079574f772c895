import { openCohort } from "./keep.js";
import { conditionOf, daysOf } from "./points.js";
import { nameSegment } from "../shell/places.js";
import { countDays } from "../figures/periods.js";
import { readEvent, readMetric } from "./written.js";
import { writeDid } from "./written_cohort.js";

const TRAILING = { dau: 1, wau: 7, mau: 30 };

/** Who did what is measured, in all days of the question. */
export function people({ written, days }, context) {
  return listMetrics(written).map(({ event }) => groupOf(event, days, countDays(days), written, context));
}

/** Who did it behind one row: of its interval and of its segment. None where a list of days cannot tell them. */
export function personsOf(row, { written, days }, context) {
  if (written["count-once"] || written.interval === "hour") return [];
  const span = row.start === undefined ? days : daysOf(row.start.slice(0, 10), written.interval, days);
  const condition = row.segment === undefined ? undefined : conditionOf(written.by, row.segment);
  if (condition === null || condition?.property.startsWith("cohort.")) return [];
  return listMetrics(written).map(({ measure, event }) => {
    const narrowed = condition ? { ...event, conditions: [...event.conditions, condition] } : event;
    return groupOf(narrowed, span, TRAILING[measure] ?? countDays(span), written, context, row.segment);
  });
}

const listMetrics = (written) =>
  written.formula ? [written.a, written.b].filter(Boolean).map(readMetric) : written.event ? [{ measure: written.measure, event: readEvent(written.event) }] : [];

function groupOf(event, days, withinDays, written, context, segment) {
  const { words, formats } = context;
  const asked = { did: [writeDid(event, withinDays)], ...(written.cohort ? { cohort: written.cohort } : {}) };
  const places = { name: event.name, days: formats.days(days.first, days.last), segment: segment === null ? words.say("value.none") : nameSegment(words, written.by, segment) };
  const text = words.say(segment === undefined ? "insights.people" : "insights.people.of", places);
  return { text, kind: "cohort", asked: { ...asked, "as-of": days.last }, cohort: () => openCohort(asked, text, context) };
}
