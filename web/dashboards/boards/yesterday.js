import { make } from "../../shell/elements.js";
import { showEmpty } from "../../shell/states.js";
import { drawBars } from "../../figures/bars.js";
import { findWorst } from "../../figures/cube.js";
import { describeKpi } from "../../figures/kpi_figure.js";
import { nameKpi, writeChange } from "../../figures/names.js";
import { nameCountry, namePlatform, nameRegion } from "../../shell/places.js";
import { describeRows, makeCards, makeLegend, makeLines, makePanel } from "../panels.js";

/** How the shop did: the main KPIs of the period, day by day, and place by place. */
export const files = ["cube"];
export const filters = ["period", "compare", "platform", "country", "region", "profile"];

const CARDS = ["visitors", "conversion_rate_by_visitor", "orders", "net_revenue", "average_order_value", "new_buyers", "cart_abandonment_rate", "units_per_order"];

export const drawKpis = (look) => [makeCards(CARDS, look)];
export const drawRevenue = (look) => [makeLines("net_revenue", look, { wide: true })];
export const drawPlatforms = (look) => [makePlaces("platform", look)];
export const drawCountries = (look) => [makePlaces(look.regions ? "region" : "country", look)];

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

const NAMES = { platform: namePlatform, country: nameCountry, region: nameRegion };
const LISTS = { platform: "platforms", country: "countries", region: "regions" };

/**
 * Net revenue of each platform, country or region, within what else is chosen; each is a published number of its
 * own. Where nothing is published of both, it says so.
 */
function makePlaces(by, look) {
  const { period, compared, context } = look;
  const { words, formats, openPanel } = context;
  const title = words.say(`board.by.${by}`, { kpi: nameKpi(words, "net_revenue") });
  const cube = by === "region" ? look.regions : look.cube;
  const chosen = look.place.profile !== "all" ? "profile" : by === "platform" && look.place.region !== "all" ? "region" : null;
  if (chosen) return makePanel(title, null, look, make("p", { class: "soft" }, words.say(`board.not_by.${chosen}`)));
  const whole = cube.total("net_revenue", look.place, period).value ?? 0;
  const told = cube[LISTS[by]].map((each) => {
    const place = { ...look.place, [by]: each };
    const now = cube.total("net_revenue", place, period);
    const before = compared && cube.knows(compared) ? cube.total("net_revenue", place, compared).value : null;
    const rows = cube.pickDays("net_revenue", place, period).reverse();
    const figure = () => describeKpi("net_revenue", cube.kpis.net_revenue, rows, { words, file: look.files.cube, place, days: period });
    const row = { [by]: each, value: now.value, before_value: before, verdict: now.verdict };
    return { row, name: NAMES[by](words, each), value: now.value, text: formats.short(now.value ?? 0, "money", whole), soft: writeChange(now.value, before, "money", context), press: rows.length ? () => openPanel(figure()) : null };
  }).filter(({ value }) => value !== null).sort((one, other) => other.value - one.value);
  const open = told.length ? () => describePlaces(title, by, told.map(({ row }) => row), look) : null;
  return makePanel(title, open, look, told.length
    ? drawBars(told, { label: title, head: [words.say(`filter.${by}`), words.say("change.bar"), nameKpi(words, "net_revenue")] })
    : showEmpty(words, "board.empty"));
}

/** All of them as one figure. */
function describePlaces(title, by, rows, { files: { cube: file }, cube, period }) {
  const verdict = { verdict: findWorst(rows.map((row) => row.verdict)), reason: "" };
  const sql = `select ${by}, sum(value) as value\nfrom kpis_by_${by}\nwhere kpi = 'net_revenue'\n  and business_date between date '${period.first}' and date '${period.last}'\ngroup by ${by}\norder by value desc`;
  const { owner, formula } = cube.kpis.net_revenue;
  return { ...describeRows(title, [by, "value", "before_value", "verdict"], rows, { file, verdict, sql, days: period }), units: { value: "money", before_value: "money" }, owner, formula };
}
