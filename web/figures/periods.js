/** Periods of the shop's days, and what they are compared with. Days are texts, such as 2026-03-02. Pure. */

const DAY_MS = 86_400_000;

export const PERIODS = ["1d", "7d", "28d", "91d", "month"];
export const COMPARISONS = ["week", "before", "none"];

/** @param {string} day @param {number} days may be negative */
export const addDays = (day, days) => new Date(Date.parse(`${day}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

export const countDays = ({ first, last }) => (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;

/**
 * @param {string} name one of PERIODS: the last days up to `last`, or its month so far
 * @returns {{first: string, last: string}} both inside
 */
export function findPeriod(name, last) {
  if (name === "month") return { first: `${last.slice(0, 8)}01`, last };
  return { first: addDays(last, 1 - Number.parseInt(name, 10)), last };
}

/**
 * What a period is compared with: as many days, so many whole weeks earlier that none is in both (a Tuesday
 * stands beside a Tuesday), or right before it. A month stands beside as many days of the month before.
 */
export function findCompared(period, comparison, name = "") {
  if (comparison === "none") return null;
  const days = countDays(period);
  if (name === "month" && comparison === "before") {
    const first = `${addDays(period.first, -1).slice(0, 8)}01`;
    const last = addDays(first, days - 1);
    return { first, last: last < period.first ? last : addDays(period.first, -1) };
  }
  const back = comparison === "week" ? 7 * Math.ceil(days / 7) : days;
  return { first: addDays(period.first, -back), last: addDays(period.last, -back) };
}

/** All days of a period. */
export const listDays = (period) => Array.from({ length: countDays(period) }, (_, at) => addDays(period.first, at));

/** So many days a question looks at where nobody chose any (docs/guides/reports.md). */
const USUAL_DAYS = 30;

/**
 * The usual number of days up to the newest event, where it is older than that many days: a shop that stands still, or a
 * demo, would answer 0 to everything.
 *
 * @param {string|undefined} newest the day of the newest event @param {string} today
 * @returns {{last: string, to: string}|null} fields of a question; null: the usual days have events
 */
export function reachNewest(newest, today = new Date().toISOString().slice(0, 10)) {
  return newest && newest <= addDays(today, -USUAL_DAYS) ? { last: `${USUAL_DAYS}d`, to: newest } : null;
}
