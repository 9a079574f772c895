import { badge } from "../../shell/verdict.js";
import { make } from "../../shell/elements.js";
import { showEmpty } from "../../shell/states.js";
import { drawBars } from "../../figures/bars.js";
import { findWorst } from "../../figures/cube.js";
import { nameKpi, writeChange } from "../../figures/names.js";
import { listRows } from "../../figures/published.js";
import { describeRows, makePanel } from "../panels.js";

/** The newest sale against those before it. */
export const files = ["sales"];
export const filters = [];

const MEASURES = [
  ["net_revenue", "money"], ["orders", "count"], ["buyers", "count"], ["new_buyers", "count"], ["units_sold", "count"],
  ["opening_hour_revenue_share", "share"], ["sell_through", "share"], ["lost_demand_rate", "share"], ["return_on_spend", "ratio"],
];

export const drawNewest = (look) => draw(look).slice(0, 1);

export function draw(look) {
  const { files: { sales }, context } = look;
  const rows = listRows(sales.columns);
  if (!rows.length) return [make("section", { class: "wide" }, showEmpty(context.words, "sales.none"))];
  const [newest, ...others] = rows;
  return [makeNewest(newest, others, look), makeList(rows, look, "net_revenue"), makeList(rows, look, "orders")];
}

/** Each measure of the newest sale beside the middle one of the others. */
function makeNewest(newest, others, look) {
  const { context } = look;
  const { words, formats } = context;
  const body = MEASURES.map(([name, unit]) => {
    const middle = findMiddle(others.map((sale) => sale[name]));
    const open = () => context.openPanel(describeMeasure(name, [newest, ...others], look));
    return make("tr", {}, make("th", { scope: "row" }, make("button", { type: "button", class: "figure-link", "aria-haspopup": "dialog", on: { click: open } }, nameMeasure(words, name))), make("td", { class: "n" }, formats.kpi(newest[name], unit)),
      make("td", { class: "n" }, formats.kpi(middle, unit)), make("td", { class: "n" }, writeChange(newest[name], middle, unit, context) ?? "–"));
  });
  const head = ["sales.measure", "sales.newest", "sales.middle", "column.change"].map((key, at) => make("th", { scope: "col", class: at ? "n" : null }, words.say(key, { n: others.length })));
  return makePanel(newest.name ?? newest.campaign_id, () => describe(newest.name ?? newest.campaign_id, [newest], look), { context, wide: true },
    make("p", { class: "row" }, badge(words, newest), make("span", { class: "soft" }, writeHours(newest, context)), newest.note && make("span", { class: "soft" }, newest.note)),
    make("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": words.say("board.sales") },
      make("table", { class: "plain-heads" }, make("caption", { class: "unseen" }, words.say("board.sales")), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body))));
}

const nameMeasure = (words, name) => words.name(`sales.${name}`, nameKpi(words, name));

function writeHours({ opens_at, closes_at }, { words, formats }) {
  return words.say(closes_at ? "sales.hours" : "sales.open", { opens: formats.moment(opens_at), closes: closes_at ? formats.moment(closes_at) : "" });
}

/** The median: one sale that broke all records moves it little. */
function findMiddle(values) {
  const known = values.filter((each) => each !== null).sort((one, other) => one - other);
  if (!known.length) return null;
  const half = (known.length - 1) / 2;
  return (known[Math.floor(half)] + known[Math.ceil(half)]) / 2;
}

function makeList(rows, look, measure) {
  const { context } = look;
  const { words, formats } = context;
  const unit = measure === "net_revenue" ? "money" : "count";
  const title = words.say("sales.list", { kpi: nameKpi(words, measure) });
  const bars = rows.map((sale) => ({
    name: sale.name ?? sale.campaign_id,
    value: sale[measure],
    text: formats.kpi(sale[measure], unit),
    soft: formats.day(sale.business_date),
    press: () => context.openPanel(describe(sale.name ?? sale.campaign_id, [sale], look)),
  }));
  return makePanel(title, () => describe(title, rows, look), look, drawBars(bars, { label: title, head: [words.say("filter.sale"), words.say("change.bar"), nameKpi(words, measure)] }));
}

/** One measure of all sales. */
function describeMeasure(name, rows, look) {
  const figure = describe(nameMeasure(look.context.words, name), rows, look);
  const told = rows.map((sale) => ({ sale: sale.name ?? sale.campaign_id, opened_on: sale.business_date, value: sale[name], verdict: sale.verdict }));
  const [, unit] = MEASURES.find(([each]) => each === name);
  return { ...figure, columns: ["sale", "opened_on", "value", "verdict"], units: { value: unit }, rows: told };
}

function describe(title, rows, { files: { sales } }) {
  const verdict = { verdict: findWorst(rows.map((sale) => sale.verdict)), reason: rows.find((sale) => sale.verdict !== "audited")?.reason ?? rows[0].reason };
  const told = rows.map(({ name, campaign_id, business_date, ...more }) => ({ sale: name ?? campaign_id, campaign_id, opened_on: business_date, ...more }));
  return describeRows(title, Object.keys(told[0]), told, { file: sales, verdict, sql: "select *\nfrom kpi_campaign\norder by opens_at desc" });
}
