import { badge } from "../shell/verdict.js";
import { make } from "../shell/elements.js";
import { describeKpi } from "../figures/kpi_figure.js";
import { drawSpark } from "../figures/line_chart.js";
import { nameKpi, writeChange } from "../figures/names.js";
import { addDays } from "../figures/periods.js";
import { listRows } from "../figures/published.js";

/** How are we doing: the main KPIs, each with its verdict, and what is to come beside them. */
export function showStrip(home, published, context) {
  const { words } = context;
  const slots = [["today", home.today], ["live_sale", home.live_sale]].filter(([, told]) => !told).map(([name]) => words.say(`home.${name}`));
  return make("section", { "aria-label": words.say("home.strip") },
    make("ul", { class: "strip" }, ...home.kpis.map((kpi) => showCard(kpi, home, published, context))),
    slots.length > 0 && make("p", { class: "soft later" }, words.say("home.later", { what: slots.join(", ") })));
}

function showCard(kpi, home, published, context) {
  const { words, formats } = context;
  const open = () => openKpi(kpi, home, published, context);
  const change = kpi.compared && writeChange(kpi.value, kpi.compared.value, kpi.unit, context);
  const interval = kpi.verdict === "disputed" && kpi.low !== null && kpi.high > kpi.low
    && words.say("home.interval", { low: formats.short(kpi.low, kpi.unit), high: formats.short(kpi.high, kpi.unit) });
  return make("li", { class: "card kpi" },
    make("h2", {}, nameKpi(words, kpi.kpi)),
    make("button", { type: "button", class: "value", "aria-haspopup": "dialog", on: { click: open } }, formats.short(kpi.value, kpi.unit)),
    make("p", { class: "row" }, badge(words, kpi, open)),
    interval && make("p", { class: "interval" }, interval),
    make("p", { class: "change" }, change ? words.say("home.compared", { change, day: formats.shortWeekday(kpi.compared.day).replaceAll(" ", "\u00a0") }) : words.say("home.alone")),
    drawSpark(kpi.by_day.map(([, value]) => value)));
}

async function openKpi(kpi, home, published, context) {
  const { words, formats, openPanel } = context;
  const file = await published.read("kpis");
  const days = { first: addDays(home.day, -34), last: home.day };
  const rows = listRows(file.columns)
    .filter((row) => row.kpi === kpi.kpi && row.day >= days.first && row.day <= days.last)
    .map(({ day, value, numerator, denominator, verdict, reason }) => ({ day, value, numerator, denominator, verdict, reason: file.texts[reason] ?? null }))
    .reverse();
  const change = kpi.compared && writeChange(kpi.value, kpi.compared.value, kpi.unit, context);
  const sentence = [
    words.say("home.figure", { kpi: nameKpi(words, kpi.kpi), day: formats.weekday(home.day), value: formats.kpi(kpi.value, kpi.unit) }),
    change && words.say("home.figure.compared", { change, day: formats.weekday(kpi.compared.day) }),
  ].filter(Boolean).join(" ");
  openPanel(describeKpi(kpi.kpi, kpi, rows, { words, file, sentence, days, notes: kpi.note ? [kpi.note] : [] }));
}
