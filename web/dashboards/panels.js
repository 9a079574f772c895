import { badge } from "../shell/verdict.js";
import { button, make } from "../shell/elements.js";
import { showEmpty } from "../shell/states.js";
import { drawLines } from "../figures/line_chart.js";
import { describeKpi, makeValue } from "../figures/kpi_figure.js";
import { nameKpi, writeChange } from "../figures/names.js";
import { addDays, countDays, listDays } from "../figures/periods.js";
import { draw } from "../figures/svg.js";

/** A part of a dashboard: its title, a button to its panel (`figure` may read a file first), and what it shows. */
export function makePanel(title, figure, { context, wide = false }, ...content) {
  const { words, openPanel } = context;
  const open = figure && button(words.say("board.open"), async () => openPanel(await figure()), { class: "quiet", "aria-haspopup": "dialog", "aria-label": words.say("board.open.of", { title }) });
  return make("section", { class: wide ? "card wide" : "card" }, make("header", {}, make("h2", {}, title), open), ...content);
}

/** KPIs of the period as cards. */
export function makeCards(kpis, look) {
  return make("ul", { class: "strip four" }, ...kpis.map((kpi) => makeCard(kpi, look)));
}

function makeCard(kpi, look) {
  const { cube, place, period, compared, context } = look;
  const { words, formats, openPanel } = context;
  const { unit } = cube.kpis[kpi];
  const now = cube.total(kpi, place, period);
  const before = compared && cube.knows(compared) && cube.total(kpi, place, compared);
  const name = nameKpi(words, kpi);
  const open = async () => openPanel(await describeLook(kpi, look));
  const change = before && writeChange(now.value, before.value, unit, context);
  return make("li", { class: "card kpi" },
    make("h2", {}, name),
    makeValue(formats.short(now.value, unit), name, open),
    now.isMean && make("p", { class: "change" }, words.say("kpi.mean")),
    make("p", { class: "row" }, now.days > 0 && badge(words, now, open, name), now.days > 1 && now.doubtful > 0 && make("span", { class: "change" }, words.say("kpi.doubtful", { n: now.doubtful, days: now.days }))),
    make("p", { class: "change" }, change || words.say("home.alone")));
}

/**
 * A KPI at the place that is looked at, for the panel. A reason is told of the whole shop's days alone; those are
 * in a file that is as large as the cube, and read when a panel is opened.
 */
export async function describeLook(kpi, { cube, files, place, period, context }, days = period) {
  const { words, published } = context;
  const reasons = readReasons(kpi, await published.read("kpis").catch(() => null));
  const rows = cube.pickDays(kpi, place, days).map((row) => ({ ...row, reason: reasons.get(row.day) ?? null })).reverse();
  const isDaily = cube.total(kpi, place, days).isDaily;
  return describeKpi(kpi, cube.kpis[kpi], rows, { words, file: files.cube, place, days, notes: isDaily ? [words.say("kpi.daily")] : [] });
}

function readReasons(kpi, file) {
  if (!file) return new Map();
  const { day, kpi: names, reason } = file.columns;
  return new Map(day.flatMap((each, at) => (names[at] === kpi ? [[each, file.texts[reason[at]]]] : [])));
}

/** So many days a line shows at least: one day alone is no line. */
const LEAST_DAYS = 14;

/** A KPI day by day, with the days that it is compared with dashed. */
export function makeLines(kpi, look, { wide = false } = {}) {
  const { cube, place, period, compared, context } = look;
  const { words, formats } = context;
  const wished = countDays(period) < LEAST_DAYS ? addDays(period.last, 1 - LEAST_DAYS) : period.first;
  const first = wished < cube.firstDay ? cube.firstDay : wished;
  const days = { first, last: period.last };
  const back = compared && countDays({ first: compared.last, last: period.last }) - 1;
  const now = byDay(cube.pickDays(kpi, place, days));
  const before = back ? byDay(cube.pickDays(kpi, place, { first: addDays(first, -back), last: addDays(period.last, -back) })) : new Map();
  const all = listDays(days);
  const { unit } = cube.kpis[kpi];
  const title = nameKpi(words, kpi);
  const shown = now.size
    ? make("figure", {}, drawLines({
      label: words.say("chart.lines", { title, days: formats.days(days.first, days.last) }),
      days: all,
      values: all.map((day) => now.get(day)?.value ?? null),
      verdicts: all.map((day) => now.get(day)?.verdict),
      before: all.map((day) => (back ? (before.get(addDays(day, -back))?.value ?? null) : null)),
      write: (value) => (unit === "share" ? formats.compactShare(value) : formats.compact(value)),
      writeDay: (day) => formats.shortDay(day),
    }))
    : showEmpty(words, "board.empty");
  return makePanel(title, () => describeLook(kpi, look, days), { context, wide }, shown);
}

const byDay = (rows) => new Map(rows.map((row) => [row.day, row]));

/** What lines and marks mean: once, for all charts of a dashboard. */
export function makeLegend({ compared, period, context }) {
  const { words } = context;
  const sign = (shape) => draw("svg", { viewBox: "0 0 28 12", width: 28, height: 12, "aria-hidden": "true" }, shape);
  const signs = [
    ["legend.now", draw("line", { x1: 0, x2: 28, y1: 6, y2: 6, class: "line" })],
    compared && ["legend.before", draw("line", { x1: 0, x2: 28, y1: 6, y2: 6, class: "line before" })],
    ["verdict.audited", draw("circle", { cx: 14, cy: 6, r: 3, class: "mark" })],
    ["verdict.disputed", draw("path", { d: "M14 1L19 11H9Z", class: "mark disputed-mark" })],
    ["verdict.unaudited", draw("rect", { x: 10, y: 2, width: 8, height: 8, class: "mark unaudited-mark" })],
  ].filter(Boolean);
  const once = period.first !== period.last && make("span", {}, words.say("kpi.daily"));
  return make("p", { class: "legend wide" }, ...signs.map(([key, shape]) => make("span", {}, sign(shape), words.say(key))), once);
}

/** Rows of a published file, for the panel; `verdict` is theirs. */
export function describeRows(title, columns, rows, { file, verdict, sql, days }) {
  return { title, columns, rows, sql, days, build: file.build, answered_at: file.published_at, verdict };
}
