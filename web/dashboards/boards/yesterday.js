import { drawBars } from "../../figures/bars.js";
import { describeKpi } from "../../figures/kpi_figure.js";
import { nameCountry, nameKpi, namePlatform, writeChange } from "../../figures/names.js";
import { makeCards, makeLegend, makeLines, makePanel } from "../panels.js";

/** How the shop did: the main KPIs of the period, day by day, and place by place. */
export const files = ["cube", "kpis"];
export const filters = ["period", "compare", "platform", "country", "profile"];

const CARDS = ["visitors", "conversion_rate_by_visitor", "orders", "net_revenue", "average_order_value", "new_buyers", "cart_abandonment_rate", "units_per_order"];

export const drawKpis = (look) => [makeCards(CARDS, look)];
export const drawRevenue = (look) => [makeLines("net_revenue", look, { wide: true })];
export const drawPlatforms = (look) => (look.place.profile === "all" ? [makePlaces("platform", look)] : []);
export const drawCountries = (look) => (look.place.profile === "all" ? [makePlaces("country", look)] : []);

export function draw(look) {
  return [
    ...drawKpis(look),
    makeLegend(look),
    makeLines("net_revenue", look),
    makeLines("orders", look),
    makeLines("visitors", look),
    makeLines("conversion_rate_by_visitor", look),
    ...drawPlatforms(look),
    ...drawCountries(look),
  ];
}

/** Net revenue of each platform or country, within what else is chosen; each is a published number of its own. */
function makePlaces(by, look) {
  const { cube, period, compared, context } = look;
  const { words, formats, openPanel } = context;
  const name = by === "platform" ? namePlatform : nameCountry;
  const all = by === "platform" ? cube.platforms : cube.countries;
  const told = all.map((each) => {
    const place = { ...look.place, [by]: each };
    const now = cube.total("net_revenue", place, period).value;
    const before = compared && cube.knows(compared) ? cube.total("net_revenue", place, compared).value : null;
    const rows = cube.pickDays("net_revenue", place, period).reverse();
    const figure = () => describeKpi("net_revenue", cube.kpis.net_revenue, rows, { words, file: look.files.cube, place, days: period });
    return { name: name(words, each), value: now, text: formats.money(now ?? 0), soft: writeChange(now, before, "money", context), press: rows.length ? () => openPanel(figure()) : null };
  }).filter(({ value }) => value !== null).sort((one, other) => other.value - one.value);
  const title = words.say(`board.by.${by}`, { kpi: nameKpi(words, "net_revenue") });
  return makePanel(title, null, look, drawBars(told, { label: title, head: [words.say(`filter.${by}`), words.say("change.bar"), nameKpi(words, "net_revenue")] }));
}
