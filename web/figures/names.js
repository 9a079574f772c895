/** How what is published is called in the reader's language. */

/** @param {import("../shell/words.js").Words} words */
export const nameKpi = (words, kpi) => words.name(`kpi.${kpi}`, kpi.replaceAll("_", " "));

/** Half of the last digit that is written: a tenth of a point or of a percent. */
const LEAST_CHANGE = 0.0005;

/** A change, with its arrow and its word, so that colour says nothing alone. Shares change by points. */
export function writeChange(now, before, unit, { words, formats }) {
  if (now === null || before === null || before === undefined) return null;
  const change = now - before;
  // What is written as nothing has no direction.
  const isSeen = Math.abs(unit === "share" || !before ? change : change / before) >= LEAST_CHANGE;
  const arrow = !isSeen ? "=" : change > 0 ? "▲" : "▼";
  if (unit === "share") {
    const sign = isSeen && change > 0 ? "+" : "";
    return `${arrow} ${words.say("change.points", { change: sign + formats.number(100 * change, 1) })}`;
  }
  return before ? `${arrow} ${formats.change(change / before)}` : `${arrow} ${formats.kpi(change, unit)}`;
}
