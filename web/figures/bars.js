import { make } from "../shell/elements.js";
import { draw } from "./svg.js";

/**
 * Bars beside their names and numbers: a table that is a chart. Negative ones go to the left.
 *
 * @param {Array<{name: string, value: number, text: string, soft?: string, press?: () => void}>} rows
 * @param {{label: string, head: string[], most?: number}} how head: of the name, the bar, the number; `most`: what
 *   a whole bar is, where several tables have one scale
 */
export function drawBars(rows, { label, head, most: scale }) {
  const most = scale ?? Math.max(...rows.map(({ value }) => Math.abs(value ?? 0)), 1e-9);
  const hasNegative = scale !== undefined || rows.some(({ value }) => value < 0);
  const body = rows.map((row) =>
    make("tr", {},
      make("th", { scope: "row" }, row.press ? make("button", { type: "button", class: "figure-link", "aria-haspopup": "dialog", on: { click: row.press } }, row.name) : row.name),
      make("td", { class: "bar-cell" }, drawBar(row.value ?? 0, most, hasNegative)),
      make("td", { class: "n" }, row.text, row.soft && make("span", { class: "soft" }, ` ${row.soft}`))));
  return make("table", { class: "bars" }, make("caption", { class: "unseen" }, label),
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, head[0]), make("th", { scope: "col" }, make("span", { class: "unseen" }, head[1])), make("th", { scope: "col", class: "n" }, head[2]))),
    make("tbody", {}, ...body));
}

function drawBar(value, most, hasNegative) {
  const share = (100 * Math.abs(value)) / most;
  const width = hasNegative ? share / 2 : share;
  const start = hasNegative ? (value < 0 ? 50 - width : 50) : 0;
  return draw("svg", { class: "bar", "aria-hidden": "true", width: "100%", height: 16 },
    draw("rect", { x: `${start}%`, width: `${Math.max(width, 0.6)}%`, height: 16, rx: 3, class: value < 0 ? "down" : "up" }),
    hasNegative && draw("line", { x1: "50%", x2: "50%", y1: 0, y2: 16, class: "grid" }));
}
