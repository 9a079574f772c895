/** The parts of a change, largest first, the small ones of a kind folded into one. Pure. */

export const KINDS = ["platform", "country", "sale"];

/** So many parts of a kind stand alone; the others are in the panel. */
const MOST_PARTS = 6;

/**
 * @param {object} changes of the published file `home` @param {string} kpi
 * @returns {Array<{kind: string, name: string, label: string|null, before: number, now: number, effect: number}>}
 */
export function listParts(changes, kpi, kinds = KINDS) {
  return kinds.flatMap((kind) => changes[kind].map((part) => {
    const [before, now] = part[kpi];
    return { kind, name: part.name, label: part.label ?? null, before, now, effect: now - before };
  }).sort((one, other) => Math.abs(other.effect) - Math.abs(one.effect)));
}

/** One kind's parts as they are drawn: what is folded has a `count`, and the name `folded`. */
export function foldParts(parts) {
  if (parts.length <= MOST_PARTS) return parts;
  const shown = parts.slice(0, MOST_PARTS - 1), rest = parts.slice(MOST_PARTS - 1);
  const sum = (name) => rest.reduce((total, part) => total + part[name], 0);
  return [...shown, { kind: parts[0].kind, name: "folded", label: null, count: rest.length, before: sum("before"), now: sum("now"), effect: sum("effect") }];
}

/**
 * What lost events have to do with a change.
 *
 * @param {{verdict: string, value: number, low: number|null, high: number|null}|undefined} judged the KPI of the day; `low`
 *   and `high` are where it would lie, had nothing been lost
 * @param {number} change against the day before
 * @returns {{word: string, low?: number, high?: number, most?: number}|null} `word`: `none` of a fall is theirs, `part` or
 *   `whole` of it may be, or it is a rise that would be larger; null where nobody can tell
 */
export function explainChange(judged, change) {
  if (judged?.verdict === "audited") return change < 0 ? { word: "none" } : null;
  if (judged?.verdict !== "disputed" || judged.low === null || judged.high <= judged.value) return null;
  const low = change + judged.low - judged.value, high = change + judged.high - judged.value;
  const word = change >= 0 ? "rise" : high < 0 ? "part" : "whole";
  return { word, low, high, most: judged.high - judged.value };
}
