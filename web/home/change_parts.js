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
