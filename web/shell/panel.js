import { badge } from "./verdict.js";
import { drawChart } from "./chart.js";
import { openDialog } from "./dialog.js";
import { make } from "./elements.js";
import { showExports } from "./exports.js";
import { openPeople, showPeople } from "./people.js";
import { showEmpty, showError } from "./states.js";
import { showTable } from "./table.js";
import { makeTabs } from "./tabs.js";

/**
 * What stands behind a figure. Everything but the first four may lack.
 *
 * @typedef {object} Figure
 * @property {string} title
 * @property {string[]} columns
 * @property {object[]} rows
 * @property {Record<string, string>} [units] of columns whose name does not tell it: money, share, minutes
 * @property {object} [asked] what was asked: names in the column `segment` are of what it is broken down by
 * @property {{verdict: "audited"|"disputed"|"unaudited", reason: string}} verdict
 * @property {string} [sentence] the answer in one sentence
 * @property {object} [chart] a Vega-Lite specification with its rows
 * @property {string} [sql]
 * @property {string} [build] the night whose tables were read
 * @property {string} [answered_at] @property {{first: string, last: string}} [days]
 * @property {number} [scanned_bytes] @property {string[]} [notes]
 * @property {string} [owner] @property {string} [formula]
 * @property {Record<string, number>} [cohorts] the version in which each saved cohort was read
 * @property {object} [question] what was asked, as a file of it is ordered: its kind and asked, or its name
 * @property {string} [further] the address of the same as a question: who is behind it, of other days, by something else
 * @property {Array<{text: string, kind: string, asked: object}>} [people] questions for the persons behind it
 * @property {(row: object) => object[]} [personsOf] the same, behind a row
 * @property {(datum: object) => object[]} [personsAt] the same, behind a mark of the chart
 */

/** The one panel of a figure: chart, rows, people, SQL, sources, export. The same wherever a figure stands. */
export function showPanel(figure, context, after = []) {
  const { words } = context;
  const tabs = [
    figure.chart && { name: "chart", show: () => showChart(figure, context) },
    { name: "table", show: () => showRows(figure, context) },
    figure.people?.length && { name: "people", show: () => showPeople(figure.people, context) },
    figure.sql && { name: "sql", show: () => make("pre", { tabIndex: 0 }, make("code", {}, figure.sql)) },
    { name: "sources", show: () => showSources(figure, context) },
    { name: "export", show: () => showExports(figure, context) },
  ].filter(Boolean).map((tab) => ({ ...tab, text: words.say(`panel.${tab.name}`) }));
  return makeTabs(tabs, { label: figure.title, after, fail: (error) => showError(words, error) });
}

/** The same in a dialog: what pressing a figure or its verdict does. */
export function openPanel(figure, context) {
  const { words } = context;
  const sentence = figure.sentence && make("p", { class: "sentence" }, figure.sentence);
  const further = figure.further && make("p", {}, make("a", { href: figure.further }, words.say("panel.further")));
  return openDialog(figure.title, [make("p", {}, badge(words, figure.verdict)), sentence, showVerdict(figure, context), further, showPanel(figure, context)].filter(Boolean),
    { close: words.say("word.close"), class: "figure-panel" });
}

/** What a verdict means, with its reason. */
export function showVerdict({ verdict }, { words }) {
  return make("p", { class: `judged of-${verdict.verdict}` },
    make("span", {}, words.say(`verdict.${verdict.verdict}.means`)), " ",
    verdict.reason && make("q", {}, verdict.reason));
}

function showChart(figure, context) {
  const { words } = context;
  const pick = figure.personsAt && ((datum) => openPeople(figure.personsAt(datum), context));
  const chart = drawChart(figure.chart, { language: words.language, label: figure.title, failed: words.say("panel.no_chart"), pick });
  return pick ? make("div", {}, chart, make("p", { class: "help" }, words.say("people.pick"))) : chart;
}

function showRows(figure, context) {
  if (!figure.rows.length) return showEmpty(context.words);
  const openPersons = figure.personsOf && ((groups) => openPeople(groups, context));
  return showTable({ ...figure, caption: figure.title, openPersons }, context);
}

function showSources(figure, { words, formats }) {
  const { days, build, answered_at, scanned_bytes, owner, formula, verdict, cohorts } = figure;
  const facts = [
    ["verdict", verdict && words.say(`verdict.${verdict.verdict}`)],
    ["reason", verdict?.reason],
    ["days", days && formats.days(days.first, days.last)],
    ["build", build],
    ["answered", answered_at && formats.moment(answered_at)],
    ["read", scanned_bytes !== undefined && formats.bytes(scanned_bytes)],
    ["owner", owner],
    ["formula", formula],
    ...Object.entries(cohorts ?? {}).map(([name, version]) => ["cohort", words.say("source.cohort.version", { name, version })]),
    ...(figure.notes ?? []).map((note) => ["note", note]),
  ].filter(([, value]) => value);
  return make("dl", { class: "facts" }, ...facts.flatMap(([name, value]) => [make("dt", {}, words.say(`source.${name}`)), make("dd", {}, value)]));
}
