import { badge } from "../shell/verdict.js";
import { make, select } from "../shell/elements.js";
import { showEmpty } from "../shell/states.js";
import { drawBars } from "../figures/bars.js";
import { describeKpi } from "../figures/kpi_figure.js";
import { nameCountry, nameKpi, namePlatform } from "../figures/names.js";
import { listRows } from "../figures/published.js";

const KPIS = { net_revenue: "money", orders: "count" };

/** Where the change came from: each platform's, country's and sale's part of it. */
export function showChanges(home, published, context) {
  const { words, formats, address } = context;
  if (!home.changes) return "";
  const body = make("div", { class: "parts" });
  const show = (kpi) => body.replaceChildren(...["platform", "country"].map((by) => showParts(by, kpi, home, published, context)), showSales(home, context));
  const chosen = KPIS[address.fields.get("of")] ? address.fields.get("of") : "net_revenue";
  const pick = select(Object.keys(KPIS).map((kpi) => [kpi, nameKpi(words, kpi)]), chosen, (kpi) => {
    address.fields.set("of", kpi);
    context.keepAddress(address.fields);
    show(kpi);
  }, { "aria-label": words.say("change.of") });
  show(chosen);
  return make("section", { class: "card" },
    make("header", {}, make("h2", {}, words.say("change.title", { day: formats.weekday(home.changes.before) })), pick), body);
}

function showParts(by, kpi, home, published, context) {
  const { words, formats } = context;
  const unit = KPIS[kpi];
  const sorted = [...home.changes[by]].sort((one, other) => Math.abs(difference(other, kpi)) - Math.abs(difference(one, kpi)));
  const name = (part) => (by === "platform" ? namePlatform(words, part) : nameCountry(words, part));
  const rows = sorted.map((part) => ({
    name: name(part.name),
    value: difference(part, kpi),
    text: writeSigned(difference(part, kpi), unit, formats),
    soft: words.say("change.now", { value: formats.kpi(part[kpi][1], unit) }),
    press: part.name === "others" ? null : () => openPart(by, part.name, kpi, home, published, context),
  }));
  const label = words.say(`change.by.${by}`, { kpi: nameKpi(words, kpi) });
  return make("div", {}, make("h3", {}, words.say(`change.${by}`)), rows.length ? drawBars(rows, { label, head: [words.say(`filter.${by}`), words.say("change.bar"), words.say("change.effect")] }) : showEmpty(words));
}

const difference = (part, kpi) => part[kpi][1] - part[kpi][0];

function writeSigned(value, unit, formats) {
  const text = formats.kpi(Math.abs(value), unit);
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text;
}

async function openPart(by, part, kpi, home, published, context) {
  const { words, openPanel } = context;
  const [{ Cube }, file] = await Promise.all([import("../figures/cube.js"), published.read("cube")]);
  const cube = new Cube(file);
  const place = { [by]: part };
  const days = { first: cube.firstDay, last: home.day };
  const rows = cube.pickDays(kpi, place, days).map(({ day, value, verdict }) => ({ day, value, verdict })).reverse();
  const name = by === "platform" ? namePlatform(words, part) : nameCountry(words, part);
  const figure = describeKpi(kpi, file.kpis[kpi], rows, { words, file, place, days });
  openPanel({ ...figure, title: `${figure.title}, ${name}` });
}

/** Sales of the day and of the same weekday before: each with what it took in all. */
function showSales(home, context) {
  const { words, formats } = context;
  const rows = listRows(home.changes.sale);
  const shown = rows.map((sale) => make("tr", {},
    make("th", { scope: "row" }, make("p", {}, sale.name ?? sale.campaign_id), make("p", { class: "row soft" }, formats.day(sale.business_date), badge(words, sale))),
    make("td", { class: "n" }, formats.money(sale.net_revenue))));
  return make("div", {}, make("h3", {}, words.say("change.sale")),
    rows.length
      ? make("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": words.say("change.sale") }, make("table", { class: "plain-heads" }, make("caption", { class: "unseen" }, words.say("change.sale")),
        make("thead", {}, make("tr", {}, ...["filter.sale", "kpi.net_revenue"].map((key, at) => make("th", { scope: "col", class: at === 1 ? "n" : null }, words.say(key))))),
        make("tbody", {}, ...shown)))
      : make("p", { class: "soft" }, words.say("change.sale.none")));
}
