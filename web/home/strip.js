import { badge } from "../shell/verdict.js";
import { make } from "../shell/elements.js";
import { describeKpi, makeValue } from "../figures/kpi_figure.js";
import { drawSpark } from "../figures/line_chart.js";
import { nameKpi, writeChange } from "../figures/names.js";
import { addDays } from "../figures/periods.js";
import { listRows } from "../figures/published.js";

/** How are we doing: the main KPIs, each with its verdict, and what is to come beside them. */
export function showStrip(home, published, context) {
  const { words } = context;
  const slots = ["today", "live_sale"].filter((name) => !home[name]);
  return make("section", { "aria-label": words.say("home.strip") },
    make("ul", { class: "strip" }, ...home.kpis.map((kpi) => showCard(kpi, home, published, context))),
    slots.length > 0 && make("ul", { class: "slots" }, ...slots.map((name) => make("li", { class: "later" }, make("b", {}, words.say(`home.${name}`)), make("span", { class: "soft" }, words.say("home.slot"))))));
}

function showCard(kpi, home, published, context) {
  const { words, formats } = context;
  const name = nameKpi(words, kpi.kpi);
  const open = () => openKpi(kpi, home, published, context);
  const change = kpi.compared && writeChange(kpi.value, kpi.compared.value, kpi.unit, context);
  const interval = hasInterval(kpi) && words.say("home.interval", writeInterval(kpi, formats));
  return make("li", { class: "card kpi" },
    make("h2", {}, name),
    makeValue(formats.short(kpi.value, kpi.unit), name, open),
    make("p", { class: "row" }, badge(words, kpi, open, name)),
    interval && make("p", { class: "interval" }, interval),
    make("p", { class: "change" }, change ? words.say("home.compared", { change, day: formats.shortWeekday(kpi.compared.day).replaceAll(" ", "\u00a0") }) : words.say("home.alone")),
    drawSpark(kpi.by_day.map(([, value]) => value)));
}

/** Where the number would be, had nothing been lost: beside a disputed count of events, or their money. */
const hasInterval = ({ verdict, low, high }) => verdict === "disputed" && low !== null && high > low;

/** Whole numbers of what is counted, so that the truth lies within: as the mail has them. */
function writeInterval({ low, high, unit }, formats) {
  const [first, last] = unit === "count" ? [Math.floor(low), Math.ceil(high)] : [low, high];
  return { low: formats.short(first, unit), high: formats.short(last, unit) };
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
    hasInterval(kpi) && words.say("home.interval.why", writeInterval(kpi, formats)),
  ].filter(Boolean).join(" ");
  openPanel(describeKpi(kpi.kpi, kpi, rows, { words, file, sentence, days, notes: kpi.note ? [kpi.note] : [] }));
}
