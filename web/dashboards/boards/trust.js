import { badge } from "../../shell/verdict.js";
import { make } from "../../shell/elements.js";
import { showEmpty } from "../../shell/states.js";
import { showTable } from "../../shell/table.js";
import { findWorst } from "../../figures/cube.js";
import { namePlatform } from "../../shell/places.js";
import { addDays } from "../../figures/periods.js";
import { listRows } from "../../figures/published.js";
import { draw as drawSvg } from "../../figures/svg.js";
import { describeRows, makePanel } from "../panels.js";

/** What may be said of the numbers: verdicts, disputed hours, what was refused and why, freshness. */
export const files = ["trust"];
export const filters = ["period"];

const KINDS = ["audited", "unaudited", "disputed"];

export const drawVerdicts = (look) => [makeVerdicts(listRows(look.files.trust.kpis), look)];

export function draw(look) {
  const { files: { trust }, period } = look;
  const within = (rows) => rows.filter(({ day }) => day >= period.first && day <= period.last);
  return [
    makeSummary(listRows(trust.kpis), within(listRows(trust.disputed)), look),
    makeFreshness(trust, look),
    ...drawVerdicts(look),
    makeEvents(within(listRows(trust.events)), look),
    makeDisputed(within(listRows(trust.disputed)), look),
    makeRefused(listRows(trust.refused).filter(({ day }) => day >= period.first), look),
  ];
}

/** In plain words: how many numbers are confirmed, what keeps the others from it, and what a verdict means. */
function makeSummary(days, disputed, look) {
  const { words, formats } = look.context;
  const day = days.filter((row) => row.day <= look.period.last).at(-1);
  const told = day && words.say("trust.summary", { day: formats.weekday(day.day), n: day.audited, of: KINDS.reduce((sum, kind) => sum + day[kind], 0) });
  const causes = disputed.slice(0, MOST_CAUSES).map((cell) => make("li", {}, tellCause(cell, look.context)));
  return make("section", { class: "card wide" }, make("h2", {}, words.say("trust.short")),
    told && make("p", { class: "sentence" }, told),
    causes.length > 0 && make("ul", { class: "causes" }, ...causes),
    make("p", { class: "soft" }, words.say("trust.how")),
    make("dl", { class: "facts" }, ...KINDS.flatMap((kind) => [make("dt", {}, badge(words, { verdict: kind })), make("dd", {}, words.say(`verdict.${kind}.means`))])));
}

/** More are in the table of hours. */
const MOST_CAUSES = 3;

/** One hour in which the collectors differ, such as: 3 Mar 2026, 07:00–08:00, iOS: 10 of 109 "Order Completed" never arrived, €980.50. */
function tellCause({ day, local_hour, event, platform, missing_in_lake, witness_events, missing_amount, reason }, { words, formats }) {
  const where = [formats.day(day), formats.hour(local_hour), namePlatform(words, platform)].join(", ");
  if (!missing_in_lake) return words.say("trust.cause", { where, what: `${event}, ${reason}` });
  const what = words.say("trust.lost", { n: missing_in_lake, of: witness_events, event });
  return words.say("trust.cause", { where, what: missing_amount ? `${what} (${formats.money(missing_amount)})` : what });
}

function makeFreshness({ freshness, published_at, build }, look) {
  const { words, formats } = look.context;
  const facts = [
    ["trust.events_until", freshness.events_until && formats.moment(freshness.events_until)],
    ["trust.audited_until", freshness.audited_until && formats.moment(freshness.audited_until)],
    ["trust.night", published_at ? formats.moment(published_at) : build],
  ];
  return makePanel(words.say("trust.freshness"), null, look,
    make("dl", { class: "facts" }, ...facts.flatMap(([key, value]) => [make("dt", {}, words.say(key)), make("dd", {}, value || "–")])));
}

/** So many days of verdicts are drawn, whatever the period: a fault is seen beside the days without one. */
const SHOWN_DAYS = 28;

function makeVerdicts(rows, look) {
  const { files: { trust }, period, context } = look;
  const { words } = context;
  const shown = rows.filter(({ day }) => day > addDays(period.last, -SHOWN_DAYS) && day <= period.last);
  const title = words.say("trust.kpis");
  const verdict = { verdict: findWorst(KINDS.filter((kind) => shown.some((row) => row[kind]))), reason: "" };
  const sql = "select business_date, verdict, count(*) as kpis\nfrom kpis\ngroup by business_date, verdict\norder by business_date desc";
  const body = shown.length ? drawStacks(shown, title, context) : showEmpty(words);
  return makePanel(title, () => describeRows(title, ["day", ...KINDS], shown, { file: trust, verdict, sql }), look, body,
    make("p", { class: "legend" }, ...KINDS.map((kind) => make("span", {}, badge(words, { verdict: kind })))));
}

const WIDTH = 640, HEIGHT = 150, LABELS = 22;
/** So wide a day is at most, so narrow that its label has room. */
const WIDEST = 90, LABELLED = 44;

/** A column a day; what is disputed stands at its foot, with an edge of its own: it is seen without colour. */
function drawStacks(rows, label, { words, formats }) {
  const wide = Math.min(WIDTH / rows.length, WIDEST);
  const every = Math.ceil(LABELLED / wide);
  const most = Math.max(...rows.map((row) => row.audited + row.unaudited + row.disputed));
  const columns = rows.flatMap((row, at) => {
    let bottom = HEIGHT;
    return ["disputed", "unaudited", "audited"].map((kind) => {
      const height = (row[kind] * HEIGHT) / most;
      bottom -= height;
      const told = drawSvg("title");
      told.textContent = `${formats.day(row.day)}: ${words.say(`verdict.${kind}`)} ${row[kind]}`;
      return height ? drawSvg("rect", { x: at * wide + 2, y: bottom, width: wide - 4, height, class: `stack ${kind}-stack` }, told) : null;
    });
  });
  const dates = rows.map((row, at) => (at % every ? null : writeDate(formats.shortDay(row.day), at * wide + wide / 2)));
  return make("figure", {}, drawSvg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT + LABELS}`, role: "img", "aria-label": label, class: "lines" }, ...columns, ...dates),
    make("figcaption", {}, words.say("trust.columns", { n: most })));
}

function writeDate(text, x) {
  const element = drawSvg("text", { x, y: HEIGHT + LABELS - 6, "text-anchor": "middle" });
  element.textContent = text;
  return element;
}

function makeEvents(rows, look) {
  const { files: { trust }, period, context } = look;
  const { words, formats } = context;
  const doubtful = rows.filter((row) => row.verdict !== "audited").map((row) => ({ ...row, reason: trust.texts[row.reason] ?? null }));
  const title = words.say("trust.events");
  const verdict = { verdict: findWorst(rows.map((row) => row.verdict)), reason: doubtful[0]?.reason ?? "" };
  const sql = `select *\nfrom daily_verdicts\nwhere business_date between date '${period.first}' and date '${period.last}'\norder by business_date desc, event_name, platform`;
  const body = doubtful.map((row) => make("tr", {}, make("td", {}, formats.day(row.day)), make("th", { scope: "row" }, row.event), make("td", {}, namePlatform(words, row.platform)), make("td", {}, badge(words, row)), make("td", {}, row.reason)));
  const head = ["column.day", "column.event", "column.platform", "source.verdict", "source.reason"].map((key) => make("th", { scope: "col" }, words.say(key)));
  return makePanel(title, () => describeRows(title, ["day", "event", "platform", "verdict", "events", "unwitnessed_events", "missing_in_lake", "witness_events"], rows, { file: trust, verdict, sql, days: period }), { context, wide: true },
    doubtful.length
      ? make("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": title }, make("table", { class: "plain-heads" }, make("caption", { class: "unseen" }, title), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body)))
      : make("p", {}, words.say(rows.length ? "trust.events.none" : "board.empty")));
}

function makeDisputed(rows, look) {
  const { files: { trust }, period, context } = look;
  const { words } = context;
  const title = words.say("trust.disputed");
  const columns = ["day", "local_hour", "event", "platform", "missing_in_lake", "witness_events", "quarantined", "missing_amount", "reason"];
  const sql = `select *\nfrom audit_cells\nwhere verdict = 'disputed'\n  and business_date between date '${period.first}' and date '${period.last}'\norder by hour_at`;
  return makePanel(title, rows.length > 0 && (() => describeRows(title, columns, rows, { file: trust, verdict: { verdict: "disputed", reason: rows[0].reason }, sql, days: period })), { context, wide: true },
    rows.length ? showTable({ columns, rows, caption: title }, context) : make("p", {}, words.say("trust.disputed.none")));
}

function makeRefused(rows, look) {
  const { context } = look;
  const { words } = context;
  const title = words.say("trust.refused");
  const columns = ["day", "reason", "field", "source", "events"];
  const verdict = { verdict: "unaudited", reason: words.say("trust.refused.reason") };
  const sql = `select dt, reason, field, source, count(distinct quarantine_id) as events\nfrom quarantine\nwhere dt between '${look.period.first}' and '${look.period.last}'\ngroup by dt, reason, field, source\norder by dt desc, events desc`;
  const open = rows.length ? () => describeRows(title, columns, rows, { file: look.files.trust, verdict, sql, days: look.period }) : null;
  return makePanel(title, open, { context, wide: true }, make("p", { class: "soft" }, words.say("trust.refused.about")),
    rows.length ? showTable({ columns, rows, caption: title }, context) : make("p", {}, words.say("trust.refused.none")));
}
