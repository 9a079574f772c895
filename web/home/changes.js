import { button, make, select } from "../shell/elements.js";
import { drawBars } from "../figures/bars.js";
import { describeKpi } from "../figures/kpi_figure.js";
import { nameKpi } from "../figures/names.js";
import { nameCountry, namePlatform } from "../shell/places.js";
import { listRows } from "../figures/published.js";
import { explainChange, foldParts, KINDS, listParts } from "./change_parts.js";

const KPIS = { net_revenue: "money", orders: "count" };
const OTHERS = "others";

/**
 * Where the change came from: one figure of each platform's, country's and sale's part of it. Each kind adds up
 * to the whole.
 */
export function showChanges(home, published, context) {
  const { words, formats, address } = context;
  if (!home.changes) return "";
  const body = make("div", {});
  const chosen = KPIS[address.fields.get("of")] ? address.fields.get("of") : "net_revenue";
  let shown = chosen;
  const show = (kpi) => body.replaceChildren(...drawFigure((shown = kpi), home, published, context));
  const pick = select(Object.keys(KPIS).map((kpi) => [kpi, nameKpi(words, kpi)]), chosen, (kpi) => {
    address.fields.set("of", kpi);
    context.keepAddress(address.fields);
    show(kpi);
  }, { "aria-label": words.say("change.of") });
  show(chosen);
  const title = words.say("change.title", { day: formats.weekday(home.changes.before) });
  const open = button(words.say("change.open"), () => context.openPanel(describeParts(title, listParts(home.changes, shown), shown, home, context)), { class: "quiet", "aria-haspopup": "dialog", "aria-label": `${words.say("change.open")}: ${title}` });
  return make("section", { class: "card" }, make("header", {}, make("h2", {}, title), make("div", { class: "row" }, pick, open)), body);
}

function drawFigure(kpi, home, published, context) {
  const { words, formats } = context;
  const unit = KPIS[kpi];
  const [before, now] = home.changes.whole[kpi];
  const kinds = KINDS.map((kind) => ({ kind, parts: foldParts(listParts(home.changes, kpi, [kind])) }));
  // One scale for places. A sale that takes another's place is a fall and a rise as large as the day: beside it
  // no place would have a bar.
  const most = findMost(kinds.filter(({ kind }) => kind !== "sale"));
  const places = { kpi: nameKpi(words, kpi), now: formats.short(now, unit), before: formats.short(before, unit), change: writeSigned(now - before, unit, formats) };
  const lost = tellLost(home.kpis.find((each) => each.kpi === kpi), now - before, { unit, beside: now }, context);
  return [make("p", { class: "sentence" }, words.say("change.whole", places), lost && ` ${lost}`),
    make("div", { class: "parts under" }, ...kinds.map(({ kind, parts }) => drawKind(kind, parts, { kpi, most: kind === "sale" ? findMost([{ parts }]) : most, home, published, context })))];
}

/** Whether lost events explain it: what the change would be with them, or that there are none. */
function tellLost(judged, change, { unit, beside }, { words, formats }) {
  const told = explainChange(judged, change);
  if (!told) return null;
  const { word, low = 0, high = 0, most = 0 } = told;
  const [from, to] = [low, high].map((value) => writeSigned(value, unit, formats, beside));
  return words.say(`change.lost.${word}`, { low: from, high: to, most: formats.short(most, unit, beside) });
}

const findMost = (kinds) => Math.max(...kinds.flatMap(({ parts }) => parts.map(({ effect }) => Math.abs(effect))), 1e-9);

function drawKind(kind, parts, { kpi, most, home, published, context }) {
  const { words, formats } = context;
  const unit = KPIS[kpi];
  const [, whole] = home.changes.whole[kpi];
  const rows = parts.map((part) => ({
    name: namePart(part, words),
    value: part.effect,
    text: writeSigned(part.effect, unit, formats, whole),
    soft: words.say("change.now", { value: formats.short(part.now, unit, whole) }),
    press: () => openPart(part, kpi, home, published, context),
  }));
  const label = words.say(`change.by.${kind}`, { kpi: nameKpi(words, kpi) });
  const head = [words.say(`filter.${kind}`), words.say("change.bar"), words.say("change.effect")];
  return make("div", {}, make("h3", {}, words.say(`change.${kind}`)), rows.length ? drawBars(rows, { label, head, most }) : make("p", { class: "soft" }, words.say("change.none")));
}

function namePart({ kind, name, label, count }, words) {
  if (name === "folded") return words.say(`change.folded.${kind}`, { n: count });
  if (name === OTHERS) return words.say(`change.others.${kind}`);
  if (kind === "sale") return label ?? name;
  return kind === "platform" ? namePlatform(words, name) : nameCountry(words, name);
}

function writeSigned(value, unit, formats, beside = value) {
  const text = formats.short(Math.abs(value), unit, beside);
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text;
}

/** A published place opens its days, what is folded its parts, a sale and a rest what they took of both days. */
async function openPart(part, kpi, home, published, context) {
  const { words, openPanel } = context;
  const title = `${nameKpi(words, kpi)}, ${namePart(part, words)}`;
  const alone = listParts(home.changes, kpi, [part.kind]);
  if (part.name === "folded") return openPanel(describeParts(title, alone.slice(-part.count), kpi, home, context));
  if (part.name === OTHERS) return openPanel(describeParts(title, [part], kpi, home, context));
  if (part.kind === "sale") return openPanel(describeSale(title, part, kpi, home, await published.read("sales"), context));
  const [{ Cube }, file] = await Promise.all([import("../figures/cube.js"), published.read("cube")]);
  const cube = new Cube(file), place = { [part.kind]: part.name }, days = { first: cube.firstDay, last: home.day };
  const rows = cube.pickDays(kpi, place, days).map(({ day, value, verdict }) => ({ day, value, verdict })).reverse();
  return openPanel({ ...describeKpi(kpi, file.kpis[kpi], rows, { words, file, place, days }), title });
}

/** Parts as one figure: what each was, is, and did. */
function describeParts(title, parts, kpi, home, { words }) {
  const facts = home.kpis.find((each) => each.kpi === kpi) ?? {};
  return {
    title,
    columns: ["kind", "part", "before_value", "value", "effect"],
    units: { before_value: KPIS[kpi], value: KPIS[kpi], effect: KPIS[kpi] },
    rows: parts.map((part) => ({ kind: words.say(`filter.${part.kind}`), part: namePart(part, words), before_value: part.before, value: part.now, effect: part.effect })),
    verdict: { verdict: facts.verdict ?? "unaudited", reason: facts.reason ?? "" },
    sql: writeSql(kpi, home),
    build: home.build,
    answered_at: home.published_at,
    days: { first: home.changes.before, last: home.day },
    owner: facts.owner,
    formula: facts.formula,
    notes: [words.say("change.adds")],
  };
}

/** A sale: its part of both days, and what it did as a whole. */
function describeSale(title, part, kpi, home, file, context) {
  const whole = listRows(file.columns).find((sale) => sale.campaign_id === part.name) ?? {};
  const figure = describeParts(title, [part], kpi, home, context);
  const rows = figure.rows.map((row) => ({ ...row, ...whole, opened_on: whole.business_date, net_revenue_in_all: whole.net_revenue }));
  const verdict = whole.verdict ? { verdict: whole.verdict, reason: whole.reason } : figure.verdict;
  const columns = ["part", "before_value", "value", "effect", "opened_on", "net_revenue_in_all", "orders", "buyers", "new_buyers"];
  return { ...figure, columns, rows, verdict, sql: `select *\nfrom kpi_campaign\nwhere campaign_id = '${part.name.replaceAll("'", "''")}'` };
}

function writeSql(kpi, { day, changes: { before } }) {
  const days = `date '${before}', date '${day}'`;
  const places = ["platform", "country"].map((kind) => `select business_date, '${kind}' as kind, ${kind} as name, value\nfrom kpis_by_${kind}\nwhere kpi = '${kpi}' and business_date in (${days})`);
  return `${places.join("\nunion all\n")}\norder by kind, name, business_date`;
}
