import { badge } from "../../shell/verdict.js";
import { make } from "../../shell/elements.js";
import { sumDays } from "../../figures/cube.js";
import { describeKpi } from "../../figures/kpi_figure.js";
import { nameKpi, writeChange } from "../../figures/names.js";
import { listRows } from "../../figures/published.js";
import { makePanel } from "../panels.js";

/** Every KPI of the month, beside the time that it is compared with. The whole shop: no places. */
export const files = ["kpis"];
export const filters = ["period", "compare"];
/** What it shows where nobody chose a period. */
export const usualPeriod = "month";

export function draw(look) {
  const { files: { kpis: file }, context } = look;
  const { words } = context;
  const rows = groupByKpi(file);
  const owners = [...new Set(Object.values(file.kpis).map(({ owner }) => owner))];
  return owners.map((owner) => {
    const title = words.name(`owner.${owner}`, owner);
    const body = Object.entries(file.kpis).filter(([, kpi]) => kpi.owner === owner).map(([name, kpi]) => makeRow(name, kpi, rows.get(name) ?? [], look));
    const head = ["month.kpi", "month.value", "source.verdict", "column.change"].map((key, at) => make("th", { scope: "col", class: at % 2 ? "n" : null }, words.say(key)));
    const panel = makePanel(title, null, { context },
      make("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": title },
        make("table", { class: "plain-heads" }, make("caption", { class: "unseen" }, title), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body))));
    panel.classList.add("owner");
    return panel;
  });
}

const grouped = new WeakMap();

/** Rows of each KPI, which a change of a filter does not look for again: 400 days of 44 KPIs are 17,600. */
function groupByKpi(file) {
  if (!grouped.has(file)) grouped.set(file, Map.groupBy(listRows(file.columns), (row) => row.kpi));
  return grouped.get(file);
}

function makeRow(name, kpi, rows, { files, period, compared, context }) {
  const { words, formats, openPanel } = context;
  const pick = ({ first, last }) => rows.filter((row) => row.day >= first && row.day <= last && row.value !== null);
  const days = pick(period);
  const now = sumDays(days, kpi);
  const before = compared && compared.first >= files.kpis.columns.day[0] && sumDays(pick(compared), kpi);
  const listShown = () => rows.filter((row) => row.day >= period.first && row.day <= period.last).reverse()
    .map(({ day, value, numerator, denominator, verdict, reason, note }) => ({ day, value, numerator, denominator, verdict, reason: files.kpis.texts[reason] ?? null, note: files.kpis.texts[note] ?? null }));
  const open = () => openPanel(describeKpi(name, kpi, listShown(), { words, file: files.kpis, days: period, notes: now.isDaily ? [words.say("kpi.daily")] : [] }));
  const value = now.isMean ? formats.short(now.value, kpi.unit) : formats.kpi(now.value, kpi.unit);
  return make("tr", {},
    make("th", { scope: "row" }, make("button", { type: "button", class: "figure-link", "aria-haspopup": "dialog", on: { click: open } }, nameKpi(words, name))),
    make("td", { class: "n" }, value, now.isMean && make("span", { class: "soft" }, ` ${words.say("kpi.mean")}`)),
    make("td", {}, now.days ? badge(words, now) : "–"),
    make("td", { class: "n" }, (before ? writeChange(now.value, before.value, kpi.unit, context) : null) ?? "–"));
}
