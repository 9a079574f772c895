import { badge } from "../../shell/verdict.js";
import { make } from "../../shell/elements.js";
import { showEmpty } from "../../shell/states.js";
import { findWorst, sumDays } from "../../figures/cube.js";
import { nameKpi } from "../../figures/names.js";
import { listRows } from "../../figures/published.js";
import { describeRows, makePanel } from "../panels.js";

/** Who comes back: persons by the month of their first order, and what they are worth after so many days. */
export const files = ["kpis"];
export const filters = [];

const RATES = ["repeat_purchase_rate_30d", "repeat_purchase_rate_60d", "repeat_purchase_rate_90d"];
const VALUES = ["customer_value_30d", "customer_value_60d", "customer_value_90d"];

export function draw(look) {
  const { words } = look.context;
  return [
    makeCohorts(words.say("retention.rates"), RATES, look),
    makeCohorts(words.say("retention.values"), VALUES, look),
    make("section", { class: "card wide" }, make("h2", {}, words.say("retention.ask")), make("p", { class: "soft" }, words.say("retention.ask.about")),
      make("p", { class: "row" }, make("a", { href: "#/retention?birth=Order+Completed&return=Order+Completed&unit=week" }, words.say("page.retention")), make("a", { href: "#/cohort" }, words.say("page.cohort")))),
  ];
}

function makeCohorts(title, kpis, look) {
  const { files: { kpis: file }, context } = look;
  const { words, formats, openPanel } = context;
  const rows = listRows(file.columns).filter((row) => kpis.includes(row.kpi));
  const months = [...new Set(rows.map((row) => row.day.slice(0, 7)))].sort().reverse();
  const told = months.map((month) => {
    const ofMonth = rows.filter((row) => row.day.startsWith(month));
    return { month, cells: kpis.map((kpi) => sumDays(ofMonth.filter((row) => row.kpi === kpi && row.denominator > 0), file.kpis[kpi])) };
  }).filter(({ cells }) => cells.some(({ value }) => value !== null));
  if (!told.length) return makePanel(title, null, look, showEmpty(words, "retention.young"));
  const openMonth = (month) => {
    const named = writeMonth(month, words.language);
    const open = () => openPanel(describe(`${title}, ${named}`, rows.filter((row) => row.day.startsWith(month)), file, verdict));
    return make("button", { type: "button", class: "figure-link", "aria-haspopup": "dialog", on: { click: open } }, named);
  };
  const write = (cell, kpi) => make("td", { class: "n" }, formats.kpi(cell.value, file.kpis[kpi].unit), cell.value !== null && cell.verdict !== "audited" && " ", cell.value !== null && cell.verdict !== "audited" && badge(words, cell));
  const head = [words.say("retention.month"), ...kpis.map((kpi) => nameKpi(words, kpi))];
  const body = told.map(({ month, cells }) => make("tr", {}, make("th", { scope: "row" }, openMonth(month)), ...cells.map((cell, at) => write(cell, kpis[at]))));
  const verdict = { verdict: findWorst(told.flatMap(({ cells }) => cells.filter(({ value }) => value !== null).map((cell) => cell.verdict))), reason: "" };
  return makePanel(title, () => describe(title, rows, file, verdict), { context, wide: true },
    make("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": title },
      make("table", { class: "plain-heads" }, make("caption", { class: "unseen" }, title), make("thead", {}, make("tr", {}, ...head.map((text, at) => make("th", { scope: "col", class: at ? "n" : null }, text)))), make("tbody", {}, ...body))));
}

const writeMonth = (month, language) => new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-01T00:00Z`));

function describe(title, rows, file, verdict) {
  const shown = rows.map(({ day, kpi, value, numerator, denominator, verdict: judged }) => ({ day, kpi, value, numerator, denominator, verdict: judged }));
  const names = [...new Set(rows.map((row) => `'${row.kpi}'`))].join(", ");
  return describeRows(title, Object.keys(shown[0]), shown, { file, verdict, sql: `select business_date, kpi, value, numerator, denominator, verdict\nfrom kpis\nwhere kpi in (${names})\norder by business_date desc, kpi` });
}
