/** What home and dashboards count in the browser; `node --test` runs it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { filterAnswer } from "../../web/dashboards/answer_filter.js";
import { Cube, findWorst, sumDays } from "../../web/figures/cube.js";
import { addDays, findCompared, findPeriod, listDays } from "../../web/figures/periods.js";
import { listRows, Published } from "../../web/figures/published.js";
import { explainChange } from "../../web/home/change_parts.js";
import { Api } from "../../web/shell/api.js";
import { Words } from "../../web/shell/words.js";

/** Ada came on both days, by web and by iOS: 1 + 1 persons by platform, 1 in all. */
const FILE = {
  days: ["2026-03-02", "2026-03-03"],
  platforms: ["all", "ios", "web"],
  countries: ["all"],
  profiles: ["all"],
  verdicts: ["audited", "disputed", "unaudited"],
  kpis: { visitors: { unit: "count", adds_over_days: false }, orders: { unit: "count", adds_over_days: true }, rate: { unit: "share", adds_over_days: false } },
  rows: { day: [0, 0, 0, 1, 1], platform: [0, 1, 2, 0, 2], country: [0, 0, 0, 0, 0], profile: [0, 0, 0, 0, 0] },
  columns: {
    visitors: { numerator: [1, 1, 1, 3, 3], verdict: [0, 0, 0, 1, 0] },
    orders: { numerator: [2, 1, 1, 4, 4], verdict: [0, 0, 0, 0, 0] },
    rate: { numerator: [1, 1, 0, 1, 1], denominator: "visitors", verdict: [0, 0, null, 2, 0] },
  },
};
const BOTH = { first: "2026-03-02", last: "2026-03-03" };

test("a place is a published row, and never a sum of others", () => {
  const cube = new Cube(FILE);
  assert.equal(cube.total("visitors", {}, { first: "2026-03-02", last: "2026-03-02" }).value, 1);
  assert.deepEqual([cube.platforms, cube.firstDay, cube.knows({ first: "2026-03-01" })], [["ios", "web"], "2026-03-02", false]);
});

test("orders add over days; persons are the mean of a day, also of days on which nobody came", () => {
  const cube = new Cube(FILE);
  assert.deepEqual([cube.total("orders", {}, BOTH).value, cube.total("orders", {}, BOTH).isMean], [6, false]);
  const visitors = cube.total("visitors", {}, BOTH);
  assert.deepEqual([visitors.value, visitors.isMean, visitors.verdict, visitors.doubtful], [2, true, "disputed", 1]);
  assert.equal(cube.total("visitors", { platform: "ios" }, BOTH).value, 0.5);
});

test("a share over days is the whole of both its parts; what was not published is left out", () => {
  const cube = new Cube(FILE);
  const rate = cube.total("rate", {}, BOTH);
  assert.deepEqual([rate.value, rate.isMean, rate.isDaily, rate.verdict], [0.5, false, true, "unaudited"]);
  assert.equal(cube.total("rate", { platform: "web" }, BOTH).value, 1 / 3);
  assert.equal(sumDays([], FILE.kpis.orders).value, null);
  assert.equal(findWorst(["audited", "unaudited"]), "unaudited");
});

test("a Tuesday stands beside a Tuesday, and a month beside as many days of the one before", () => {
  assert.deepEqual(findCompared(findPeriod("1d", "2026-03-03"), "week"), { first: "2026-02-24", last: "2026-02-24" });
  assert.deepEqual(findCompared(findPeriod("28d", "2026-03-03"), "week"), { first: "2026-01-07", last: "2026-02-03" });
  assert.deepEqual(findCompared(findPeriod("month", "2026-03-31"), "before", "month"), { first: "2026-02-01", last: "2026-02-28" });
  assert.deepEqual(findCompared(findPeriod("7d", "2026-03-03"), "before"), { first: "2026-02-18", last: "2026-02-24" });
  assert.equal(findCompared(findPeriod("7d", "2026-03-03"), "none"), null);
});

test("days go over the change of clocks, and columns become rows", () => {
  assert.deepEqual([addDays("2026-03-28", 2), listDays({ first: "2026-03-29", last: "2026-03-30" }).length], ["2026-03-30", 2]);
  assert.deepEqual(listRows({ a: [1, 2], b: ["x", "y"] }), [{ a: 1, b: "x" }, { a: 2, b: "y" }]);
});

test("a country's regions are a cube whose places are regions alone", () => {
  const { platform, country, profile, ...rows } = FILE.rows;
  const cube = new Cube({ ...FILE, regions: ["IT-Lazio", "IT-Molise"], rows: { ...rows, region: [0, 0, 1, 1, 0] } });
  assert.deepEqual([cube.regions, cube.platforms], [["IT-Lazio", "IT-Molise"], ["ios", "web"]]);
  assert.equal(cube.total("orders", { platform: "all", country: "IT", region: "IT-Molise", profile: "all" }, BOTH).value, 5);
});

const NAMES = { web: "Web", ios: "iOS" };
const ANSWER = {
  asked: { by: "platform:step 1" },
  columns: ["start", "segment", "value"],
  rows: [["2026-03-02", "web", 1], ["2026-03-03", "web", 2], ["2026-03-03", "ios", 3]].map(([start, segment, value]) => ({ start, segment, value })),
  chart: {
    data: { values: [["2026-03-02", "web"], ["2026-03-03T01:00:00Z", "web"], ["2026-03-03", "ios"]].map(([at, of]) => ({ at, of, segment: NAMES[of] })) },
    encoding: { color: { scale: { domain: ["Web", "iOS"], range: ["blue", "red"] } }, x: { axis: { format: "%d", values: [2, 3].map((date) => ({ year: 2026, month: 3, date, utc: true })) } } },
  },
};
const LOOK = { period: { first: "2026-03-03", last: "2026-03-03" }, place: { platform: "ios", country: "IT" } };

test("an answer follows the filters whose values it holds, and names the others", () => {
  const left = filterAnswer(ANSWER, { ...LOOK, chosen: ["period", "platform", "country"] });
  assert.deepEqual([left.rows, left.ignored], [[{ start: "2026-03-03", segment: "ios", value: 3 }], ["country"]]);
  assert.deepEqual(left.chart.data.values, [{ at: "2026-03-03", of: "ios", segment: "iOS" }]);
  assert.deepEqual(left.chart.encoding.color.scale, { domain: ["iOS"], range: ["red"] });
  assert.deepEqual(left.chart.encoding.x.axis.values, [{ year: 2026, month: 3, date: 3, utc: true }]);
  assert.equal(filterAnswer(ANSWER, { ...LOOK, chosen: ["period"] }).rows.length, 2);
});

test("without a filter that it follows an answer is whole, and a segment that no chart has is no chart", () => {
  const whole = filterAnswer({ ...ANSWER, asked: {} }, { ...LOOK, chosen: ["platform"] });
  assert.deepEqual([whole.rows, whole.chart, whole.ignored], [ANSWER.rows, ANSWER.chart, ["platform"]]);
  const rare = { ...ANSWER, rows: [{ start: "2026-03-03", segment: "kiosk", value: 1 }] };
  assert.equal(filterAnswer(rare, { ...LOOK, place: { platform: "kiosk" }, chosen: ["platform"] }).chart, null);
});

test("what a build has no file of is null, and no refusal", async () => {
  const replies = { "/api/v1/published/questions/new": new Response(null, { status: 204 }) };
  globalThis.fetch = async (path) => replies[path];
  const published = new Published(new Api({ token: async () => "t" }), undefined, undefined);
  assert.equal(await published.read("questions/new"), null);
});

test("a published reason is told in the page's words, and what has none as it is", async () => {
  const words = new Words("fr", {
    "reason.and": "\u202f; ",
    "reason.on": "sur {platform}, {things}",
    "things.orders": { one: "{n} commande", other: "{n} commandes" },
    "reason.since": "depuis le {day}",
    "refused.not_json": "pas du JSON",
    "platform.ios": "iOS",
  });
  const reason = [["reason.on", { platform: "ios", things: ["things.orders", { n: 1200 }] }], ["reason.and", {}], "new", ["reason.since", { day: "2026-03-01" }]];
  const told = "sur iOS, 1\u202f200 commandes\u202f; newdepuis le 1 mars 2026";
  const refused = { code: "refused_events", numbers: { reason: "not_json" } };
  const files = {
    home: { kpis: [{ reason, note: null }], faults: [{ code: "lost_events", numbers: { reason } }, refused], changes: null },
    sales: { columns: { campaign_id: ["s"], reason: [reason], note: [null] } },
    kpis: { kpis: {}, columns: { reason: [0] }, texts: [reason, "of an older build"] },
  };
  const published = new Published({ read: (path) => ({ format: 2, ...files[path.split("/").pop()] }) }, undefined, words);
  const { home, sales, kpis } = await published.readAll(["home", "sales", "kpis"]);
  assert.deepEqual([home.kpis[0].reason, home.kpis[0].note, home.faults.map(({ numbers }) => numbers.reason)], [told, null, [told, "pas du JSON"]]);
  assert.deepEqual([sales.columns.reason, sales.columns.note, kpis.columns.reason, kpis.texts], [[told], [null], [0], [told, "of an older build"]]);
});

test("a change is explained by lost events as far as they reach, and no further", () => {
  const disputed = { verdict: "disputed", value: 100, low: 102, high: 110 };
  assert.deepEqual(explainChange(disputed, 20), { word: "rise", low: 22, high: 30, most: 10 });
  assert.equal(explainChange(disputed, -30).word, "part");
  assert.equal(explainChange(disputed, -10).word, "whole");
  assert.deepEqual(explainChange({ verdict: "audited", value: 100, low: null, high: null }, -5), { word: "none" });
  assert.equal(explainChange({ verdict: "audited", value: 100, low: null, high: null }, 5), null);
  assert.equal(explainChange({ verdict: "unaudited", value: 100, low: null, high: null }, -5), null);
  assert.equal(explainChange({ verdict: "disputed", value: 0.2, low: null, high: null }, -5), null);
});
