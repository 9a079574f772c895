/** From a point of a chart, or a row of a table, to the persons behind it. Pure. */

import { addDays } from "../figures/periods.js";

const day = (moment) => new Date(moment).toISOString().slice(0, 10);

/** Charts name their rows as people read them, and segments `of` their values, too: whether a mark with this datum stands for a row, by kind of report. */
const STANDS_FOR = {
  funnel: (datum, row) => datum.label === `${row.step}. ${row.name}`,
  insights: (datum, row) => row.start === undefined || (datum.at !== undefined && day(datum.at) === row.start.slice(0, 10)),
  retention: (datum, row) => datum.period === row.period && String(datum.cohort).startsWith(row.cohort),
  cohort: (datum, row) => datum.day !== undefined && day(datum.day) === row.as_of.slice(0, 10),
};

/** The row of an answer that a mark stands for; nothing where none is known to. */
export function findRow(kind, datum, rows) {
  const isOfSegment = (row) => row.segment === undefined || row.segment === datum.of;
  return rows.find((row) => isOfSegment(row) && (STANDS_FOR[kind]?.(datum, row) ?? false));
}

/** What a segment of a breakdown says of an event: null where it is not one value. */
export function conditionOf(property, segment) {
  if (segment === "(other)") return null;
  if (segment === null) return { property, operator: "is not set", values: [] };
  return { property, operator: "=", values: [String(segment)] };
}

const LENGTHS = { day: (date) => addDays(date, 1), week: (date) => addDays(date, 7), month: (date) => addMonths(date, 1), quarter: (date) => addMonths(date, 3) };

/**
 * The days of a unit that begins with `start`, only those between others.
 *
 * @param {string} unit day, week, month or quarter
 * @param {{first: string, last: string}} within
 */
export function daysOf(start, unit, within) {
  const last = addDays(LENGTHS[unit](start), -1);
  return { first: start < within.first ? within.first : start, last: last > within.last ? within.last : last };
}

function addMonths(date, months) {
  const [year, month] = date.split("-").map(Number);
  return day(Date.UTC(year, month - 1 + months, 1));
}
