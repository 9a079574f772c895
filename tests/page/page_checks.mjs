/** What the page's pure modules promise; `node --test` runs it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { writeName } from "../../web/builders/keep.js";
import { conditionOf, daysOf, findRow } from "../../web/builders/points.js";
import { readBy, readEvent, readMetric, writeBy, writeEvent, writeMetric } from "../../web/builders/written.js";
import { readAny, readLine, writeAny, writeDid, writeLine, writeStepOf } from "../../web/builders/written_cohort.js";
import { readAddress, readQuestion, writeAddress, writeQuestion } from "../../web/shell/address.js";
import { Api } from "../../web/shell/api.js";
import { kindIn, kindOf, listShown } from "../../web/shell/columns.js";
import { nameFile, writeCsv } from "../../web/shell/files.js";
import { Formats } from "../../web/shell/formats.js";
import { challenge, makeSecret, readClaims } from "../../web/shell/pkce.js";
import { nameSegment } from "../../web/shell/places.js";
import { Words } from "../../web/shell/words.js";

test("a question comes back out of its address", () => {
  const asked = { steps: ["Added[a=b&c]", "Bought é|f"], window: "10m", periods: 3, sizes: true, average: false };
  const hash = writeAddress({ page: "funnel", fields: writeQuestion(asked) });
  const { page, name, fields } = readAddress(hash);
  assert.deepEqual([page, name, readQuestion(fields)], ["funnel", null, asked]);
});

test("what the page itself reads is no part of a question, nor is what is empty", () => {
  assert.deepEqual(readQuestion(new URLSearchParams("event=&lang=fr&theme=dark&by=x")), { by: "x" });
});

test("an address names a page and a thing in it, whatever people type", () => {
  assert.deepEqual([readAddress("#/dashboards/sale%20one?x=1").name, readAddress("").page], ["sale one", ""]);
  assert.equal(readAddress("#/dashboards/100%").name, "100%");
});

test("a question that is stopped before its id is known is ended by it", async () => {
  const sent = [];
  let answer;
  globalThis.fetch = (url, { method }) => {
    sent.push(`${method} ${url}`);
    if (method === "POST") return new Promise((resolve) => (answer = resolve));
    return Promise.resolve(new Response(null, { status: 204 }));
  };
  const stop = new AbortController();
  const asked = new Api({ token: async () => "t" }).ask("funnel", {}, { language: "en", signal: stop.signal });
  await new Promise(setImmediate);
  stop.abort();
  await assert.rejects(asked, { name: "AbortError" });
  answer(new Response("{}", { status: 202, headers: { location: "/v1/reports/answers/abc" } }));
  await new Promise(setImmediate);
  assert.deepEqual(sent, ["POST /api/v1/reports/funnel?language=en&wait=1", "DELETE /api/v1/reports/answers/abc"]);
});

test("the challenge of RFC 7636, appendix B", async () => {
  const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  assert.equal(await challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  assert.match(makeSecret(), /^[\w-]{43}$/);
});

test("claims are read as UTF-8", () => {
  const claims = Buffer.from(JSON.stringify({ name: "Zoé" })).toString("base64url");
  assert.equal(readClaims(`x.${claims}.y`).name, "Zoé");
});

test("CSV runs nothing in a spreadsheet, and quotes what it must", () => {
  const rows = [{ a: "=1+1", b: -3, c: 'say "hi", now' }, { a: "\t@x", b: null, c: "é" }, { a: "-2", b: true, c: "＝1" }];
  assert.equal(writeCsv(["a", "b", "c"], rows), "a,b,c\r\n'=1+1,-3,\"say \"\"hi\"\", now\"\r\n'\t@x,,é\r\n'-2,true,'＝1\r\n");
  assert.equal(nameFile("Été / soldes?", "csv"), "été-soldes.csv");
});

test("plurals and numbers are the language's", () => {
  const texts = { days: { one: "{n} jour", other: "{n} jours" }, text: "{who} {n}" };
  const words = new Words("fr", texts);
  assert.deepEqual([words.say("days", { n: 0 }), words.say("days", { n: 1200 })], ["0 jour", "1\u202f200 jours"]);
  assert.equal(words.say("text", { who: "{n}", n: 2 }), "{n} 2");
  assert.equal(words.say("lacks"), "lacks");
});

test("values are written by their unit", () => {
  const formats = new Formats("en", { zone: "Europe/Paris", currency: "EUR" });
  assert.deepEqual([formats.kpi(0.2351, "share"), formats.kpi(46954.6, "money"), formats.kpi(null, "count")], ["23.5%", "€46,954.60", "–"]);
  assert.deepEqual([formats.duration(402), formats.duration(0.4), formats.duration(90_000)], ["6 mins 42 secs", "0.4 secs", "1 day 1 hr"]);
  assert.match(formats.moment("2026-03-04T09:30:00Z"), /10:30/);
  assert.match(formats.days("2026-03-02", "2026-03-03"), /^2\s?–\s?3 Mar 2026$/u);
});

test("an event comes back out of its text, whatever signs it has", () => {
  const texts = ["Order Completed", "A[x=a|b][y>=10][z][!q]", String.raw`Sale \[summer\][coupon=A\|B|C]*`, "*", "A[x!=]"];
  assert.deepEqual(texts.map((text) => writeEvent(readEvent(text))), texts);
  assert.deepEqual(readEvent(texts[2]).conditions[0].values, ["A|B", "C"]);
  assert.equal(writeEvent({ name: "A", conditions: [{ property: "", operator: "=", values: [] }], isAnywhere: false }), "A");
});

test("a metric and a breakdown come back out of their texts", () => {
  const metrics = ["total:Order Completed", "sum(revenue):Order Completed[platform=web]", "p95(sum(revenue)):A", "average(count()):A"];
  assert.deepEqual(metrics.map((text) => writeMetric(readMetric(text))), metrics);
  const by = ["platform", "platform:step 2", "session.utm_source:first", ""];
  assert.deepEqual(by.map((text) => writeBy(readBy(text))), by);
});

test("a point of a chart leads to its row, and to what its persons did", () => {
  const rows = [{ step: 1, name: "A", segment: "ios" }, { step: 1, name: "A", segment: "web" }];
  assert.equal(findRow("funnel", { label: "1. A", segment: "Web", of: "web" }, rows), rows[1]);
  const days = [{ start: "2026-03-01", value: 1 }, { start: "2026-03-02", value: 2 }];
  assert.equal(findRow("insights", { at: Date.UTC(2026, 2, 2) }, days), days[1]);
  assert.deepEqual([conditionOf("a", null).operator, conditionOf("a", "x").values, conditionOf("a", "(other)")], ["is not set", ["x"], null]);
  assert.deepEqual(daysOf("2026-02-23", "week", { first: "2026-02-25", last: "2026-03-03" }), { first: "2026-02-25", last: "2026-03-01" });
  assert.deepEqual(daysOf("2026-01-01", "quarter", { first: "2026-01-01", last: "2026-12-31" }).last, "2026-03-31");
});

test("a place has a name where people read it, and any other value stays", () => {
  const words = new Words("fr", { "platform.ios": "iOS" });
  const named = [["platform:step 2", "ios"], ["country", "IT"], ["region", "IT-Lazio"], ["coupon", "ios"], [undefined, "ios"], ["platform", null]];
  assert.deepEqual(named.map(([by, value]) => nameSegment(words, by, value)), ["iOS", "Italie", "Lazio", "ios", "ios", null]);
});

test("whatever somebody calls it becomes a name", () => {
  assert.deepEqual(["Paniers d’été", "ios-checkout", " 2 x! "].map(writeName), ["paniers-d-ete", "ios-checkout", "2-x"]);
});

test("lines of a cohort come back, and one that says more stays as it is", () => {
  const texts = [
    ["did", String.raw`A\;b[x=1;2]; at least 2; within 7d`], ["did-not", "A; within 30d"], ["sequence", "A; B[x=1]; within 7d"],
    ["profile", "[tier=gold|silver]"], ["did", "*[country=FR|IT]; within 30d"], ["first-time", "A"],
  ];
  assert.deepEqual(texts.map(([kind, text]) => writeLine(readLine(kind, text))), texts.map(([kind, text]) => ({ kind, text })));
  assert.equal(readLine("did", texts[4][1]).kind, "place");
  assert.deepEqual([readLine("did", "A; within 2w"), readLine("reached", "step 1 of A; B"), readLine("did", "A").withinDays], [null, null, null]);
  const any = "did A; within 7d or did not B[x=a or did b] or profile [tier=gold]";
  assert.equal(writeAny(readAny(any).map(writeLine)), any);
  assert.equal(readAny("did A and did not B or did C"), null);
  assert.equal(writeDid(readEvent("A"), 2), "A; within 2d");
  assert.equal(writeStepOf(1, ["A", "B;c"], "24h", 2), String.raw`step 1 of A; B\;c; window 24h; within 2d`);
});

test("a column is known by its name, else by its values", () => {
  assert.deepEqual([kindOf("share_of_first", []), kindOf("x", [{ x: null }, { x: 2 }]), kindOf("x", [])], ["share", "number", "text"]);
  assert.deepEqual([kindOf("cohort", [{ cohort: "2026-03-02" }]), kindOf("cohort", [{ cohort: "in" }])], ["day", "text"]);
  assert.deepEqual(["money", "share", "minutes", "count"].map((unit) => kindOf("value", [], { value: unit })), ["money", "share", "minutes", "number"]);
  assert.deepEqual(listShown(["a", "b"], [{ a: null, b: 0 }, { a: null, b: null }]), ["b"]);
});

test("of KPIs people see what differs, each value in its unit", () => {
  const row = (kpi, unit, value, platform = "all") => ({ platform, country: "all", kpi, value, unit, numerator: value, verdict: "audited", reason: "seen" });
  const several = [row("orders", "count", 3), row("net_revenue", "money", 9.5), row("return_rate", "share", 0.5)];
  const columns = Object.keys(several[0]);
  assert.deepEqual(listShown(columns, several), ["kpi", "value", "verdict", "reason"]);
  assert.deepEqual(listShown(columns, [row("orders", "count", 3), row("orders", "count", 1, "ios")]), ["platform", "value", "verdict", "reason"]);
  assert.deepEqual(several.map((each) => kindIn(each, kindOf("value", several))), ["number", "money", "share"]);
  assert.equal(kindOf("reason", several), "prose");
});
