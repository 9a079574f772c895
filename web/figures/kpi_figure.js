import { make } from "../shell/elements.js";
import { nameKpi } from "./names.js";

/** A KPI's value as the button that opens its panel; who hears it alone hears whose it is. */
export const makeValue = (text, name, open) =>
  make("button", { type: "button", class: "value", "aria-haspopup": "dialog", "aria-label": `${text}, ${name}`, on: { click: open } }, text);

/** What the panel shows of a KPI of some days: its rows, the SQL that gives them, and where they come from. */
export function describeKpi(kpi, facts, rows, { words, file, place = {}, sentence, days, notes = [] }) {
  const worst = rows.find(({ verdict }) => verdict === "disputed") ?? rows.find(({ verdict }) => verdict === "unaudited") ?? rows[0];
  return {
    title: nameKpi(words, kpi),
    sentence,
    columns: listColumns(rows),
    rows,
    units: { value: facts.unit, ...(facts.unit === "money" ? { numerator: "money" } : {}) },
    verdict: { verdict: worst?.verdict ?? "unaudited", reason: worst?.reason ?? "" },
    sql: writeSql(kpi, place, days),
    build: file.build,
    answered_at: file.published_at,
    days,
    owner: words.name(`owner.${facts.owner}`, facts.owner),
    formula: words.name(`formula.${kpi}`, facts.formula),
    notes,
  };
}

/** A count and a sum are divided by nothing. */
function listColumns(rows) {
  const names = Object.keys(rows[0] ?? { day: "", value: 0, verdict: "" });
  const isPlain = rows.every(({ denominator }) => denominator === 1);
  return isPlain ? names.filter((name) => !["numerator", "denominator"].includes(name)) : names;
}

/** A statement that gives a published KPI's rows; names are the page's own, and quoted all the same. */
function writeSql(kpi, { platform = "all", country = "all", region = "all", profile = "all" }, { first, last }) {
  // A region's name has its country's before it, and the table of regions no country.
  const named = region === "all" ? { platform, country, profile } : { region };
  const places = Object.entries(named).filter(([, value]) => value !== "all");
  const table = ["kpis", ...(places.length ? [`by_${places.map(([name]) => name).join("_and_")}`] : [])].join("_");
  const conditions = places.map(([name, value]) => `\n  and ${name} = ${quote(value)}`).join("");
  return `select business_date, value, numerator, denominator, verdict, reason\nfrom ${table}\nwhere kpi = ${quote(kpi)}${conditions}\n  and business_date between date ${quote(first)} and date ${quote(last)}\norder by business_date`;
}

const quote = (text) => `'${text.replaceAll("'", "''")}'`;
