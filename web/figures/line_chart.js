import { draw } from "./svg.js";

const HEIGHT = 200, LEFT = 54, RIGHT = 10, TOP = 10, BOTTOM = 26;
/** About as wide as it is shown, so that its letters are as large as the page's. */
const WIDE = 520, NARROW = 330;
const TICKS = 4;

/**
 * Lines over days: what is looked at in full, what it is compared with dashed. Each day bears its verdict as a
 * mark, so that colour says nothing alone. Who listens gets `label`; all numbers are in the panel's table.
 *
 * @param {{label: string, days: string[], values: Array<number|null>, verdicts: string[],
 *   before?: Array<number|null>, write: (value: number) => string, writeDay: (day: string) => string}} told
 * @returns {SVGElement}
 */
export function drawLines({ label, days, values, verdicts, before = [], write, writeDay }) {
  const width = matchMedia("(max-width: 760px)").matches ? NARROW : WIDE;
  const known = [...values, ...before].filter((each) => each !== null && each !== undefined);
  const low = Math.min(0, ...known), high = Math.max(...known, low + 1e-9);
  const step = niceStep((high - low) / TICKS);
  const top = step * Math.ceil(high / step) || step;
  const x = (at) => LEFT + (days.length > 1 ? (at * (width - LEFT - RIGHT)) / (days.length - 1) : (width - LEFT - RIGHT) / 2);
  const y = (value) => HEIGHT - BOTTOM - ((value - low) * (HEIGHT - TOP - BOTTOM)) / (top - low);
  const grid = [];
  for (let value = low; value <= top + step / 1e6; value += step) {
    grid.push(draw("line", { x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value), class: "grid" }), writeText(write(value), LEFT - 8, y(value) + 4, "end"));
  }
  const every = Math.max(1, Math.ceil((days.length * 80) / width));
  const labels = days.map((day, at) => (at % every ? null : writeText(writeDay(day), x(at), HEIGHT - 8, anchorLabel(at, days.length))));
  return draw("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": label, class: "lines" },
    ...grid, ...labels, path(before, x, y, "line before"), path(values, x, y, "line"),
    ...values.map((value, at) => value !== null && mark(verdicts[at], x(at), y(value), `${writeDay(days[at])}: ${write(value)}`)));
}

const anchorLabel = (at, count) => (count === 1 ? "middle" : at === 0 ? "start" : at === count - 1 ? "end" : "middle");

function writeText(text, x, y, anchor) {
  const element = draw("text", { x, y, "text-anchor": anchor });
  element.textContent = text;
  return element;
}

/** A line that ends where a day lacks, and goes on after it. */
function path(values, x, y, name) {
  let isDrawing = false;
  const steps = values.map((value, at) => {
    if (value === null || value === undefined) return (isDrawing = false), "";
    const step = `${isDrawing ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    isDrawing = true;
    return step;
  });
  return steps.some(Boolean) ? draw("path", { d: steps.join(""), class: name }) : null;
}

/** Audited: a disc; disputed: a triangle; unaudited: a square that is empty. */
function mark(verdict, x, y, title) {
  const shape = {
    disputed: () => draw("path", { d: `M${x} ${y - 6}L${x + 6} ${y + 5}H${x - 6}Z`, class: "mark disputed-mark" }),
    unaudited: () => draw("rect", { x: x - 4, y: y - 4, width: 8, height: 8, class: "mark unaudited-mark" }),
  }[verdict]?.() ?? draw("circle", { cx: x, cy: y, r: 3, class: "mark" });
  const told = draw("title");
  told.textContent = title;
  shape.append(told);
  return shape;
}

/** 1, 2 or 5 of a power of ten: what people count in. */
function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least || 1));
  return power * [1, 2, 5, 10].find((each) => each * power >= least);
}

/** A line without words, for a small place: the last day stands out. */
export function drawSpark(values) {
  const known = values.filter((each) => each !== null);
  if (known.length < 2) return null;
  const low = Math.min(...known), span = Math.max(...known) - low || 1;
  const points = values.map((value, at) => (value === null ? null : [(at * 116) / (values.length - 1) + 2, 26 - (22 * (value - low)) / span]));
  const line = points.filter(Boolean).map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  const last = points.at(-1);
  return draw("svg", { viewBox: "0 0 122 30", class: "spark", preserveAspectRatio: "xMinYMid", "aria-hidden": "true" },
    draw("polyline", { points: line, class: "line" }), last && draw("circle", { cx: last[0], cy: last[1], r: 3, class: "mark" }));
}
