/** What the columns of answers are, by their names: how each is written, and aligned. Pure. */

import { namePlace } from "./places.js";

const KINDS = {
  share: ["change_share", "share_of_first", "share_of_previous", "share", "pooled_share", "retention", "opening_hour_revenue_share", "sell_through", "lost_demand_rate"],
  change: ["change"],
  seconds: ["median_seconds", "median_seconds_from_first", "p90_seconds", "p90_seconds_from_first", "duration_s"],
  day: ["business_date", "as_of", "day", "first_date", "last_date", "before_date"],
  moment: ["opens_at", "closes_at", "started_at"],
  yes: ["is_complete", "is_significant"],
  money: ["missing_amount", "net_revenue", "net_revenue_in_all"],
  hour: ["local_hour"],
  country: ["country"], region: ["region"],
  prose: ["reason", "note"],
  platform: ["platform"], profile: ["profile"], verdict: ["verdict", "before_verdict"], kpi: ["kpi"],
};
/** What has names of the page's own: words such as verdict.audited. */
const NAMED = ["verdict", "kpi"];
const PLACES = ["platform", "country", "region", "profile"];
/** How the values of a KPI are written, by its unit; the others are numbers. */
const KIND_OF_UNIT = { money: "money", share: "share", minutes: "minutes" };
const KIND_OF = new Map(Object.entries(KINDS).flatMap(([kind, names]) => names.map((name) => [name, kind])));

/** Columns of KPIs, each row of which has a unit of its own. */
const BY_UNIT = ["value", "before_value", "change"];

/**
 * @param {Record<string, string>} [units] of columns that have one: money, share, minutes, ratio or count
 * @returns {"share"|"change"|"seconds"|"day"|"moment"|"yes"|"money"|"minutes"|"hour"|"platform"|"profile"|"verdict"|"kpi"|"country"|"region"|"unit"|"prose"|"number"|"text"}
 *   by its unit or its name, else by its values; `unit` is that of each row (kindIn)
 */
export function kindOf(column, rows, units = {}) {
  if (BY_UNIT.includes(column) && isOfKpis(rows)) return "unit";
  const known = column in units ? (KIND_OF_UNIT[units[column]] ?? "number") : KIND_OF.get(column);
  if (known) return known;
  if (rows.some((row) => typeof row[column] === "number")) return "number";
  return rows.length && rows.every((row) => DAY.test(row[column])) ? "day" : "text";
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The columns that say something: one that is empty in every row is for what was not asked. */
const listFilled = (columns, rows) => columns.filter((column) => rows.some((row) => row[column] !== null && row[column] !== undefined));

/** What a KPI is made of is for programs; of a place that is one in all rows the question speaks. */
const OF_PROGRAMS = ["first_date", "last_date", "unit", "currency", "coverage_low", "coverage_high", "numerator", "denominator", "left_out", "before_date", "before_verdict"];
const ALIKE = ["platform", "country", "region", "profile", "kpi", "business_date", "is_complete"];

const isOfKpis = (rows) => rows.some((row) => row.kpi && row.unit);

/** The columns that people see of these rows. */
export function listShown(columns, rows) {
  const filled = listFilled(columns, rows);
  if (!isOfKpis(rows)) return filled;
  const isTold = (column) => !ALIKE.includes(column) || new Set(rows.map((row) => row[column])).size > 1;
  return filled.filter((column) => !OF_PROGRAMS.includes(column) && isTold(column));
}

/** The kind of a row's value, of a column of a kind. */
export const kindIn = (row, kind) => (kind === "unit" ? (KIND_OF_UNIT[row.unit] ?? "number") : kind);

export const isNumeric = (kind) => ["unit", "share", "change", "seconds", "money", "minutes", "number"].includes(kind);

/** A value as people read it. Null is a dash: nothing, which is not zero. */
export function writeValue(value, kind, words, formats) {
  if (value === null || value === undefined) return "–";
  if (kind === "yes") return words.say(value ? "word.yes" : "word.no");
  if (kind === "seconds") return formats.duration(value);
  if (kind === "minutes") return formats.duration(60 * value);
  if (PLACES.includes(kind)) return namePlace(words, kind, String(value));
  if (NAMED.includes(kind)) return words.name(`${kind}.${value}`, String(value));
  if (kind === "moment") return formats.moment(value);
  if (kind === "day") return formats.day(String(value).slice(0, 10));
  if (kind === "text" || typeof value !== "number") return String(value);
  return formats[kind](value);
}
