import { button, make, select } from "../shell/elements.js";
import { renderBuilder } from "./builder.js";
import { lineField } from "./cohort_lines.js";
import { DAYS, daysField, othersField } from "./fields.js";
import { openCohort } from "./keep.js";
import { titleCohort } from "./question_title.js";
import { newLine, readAny, readLine, writeAny, writeLine } from "./written_cohort.js";

/** Kinds of conditions that are built; others are shown as they are written. */
const BUILT = ["did", "did-not", "first-time", "sequence", "profile", "cohort"];
const KINDS = [...BUILT, "reached", "dropped-off", "any"];
const OFFERED = [...KINDS, "sizes", ...DAYS];

export const render = (root, context) =>
  renderBuilder(root, context, { kind: "cohort", form, people, personsOf, prepare, isReady: (asked) => KINDS.some((kind) => asked[kind]?.length) });

/** On the page a cohort is its sizes: the list of persons is asked for under the tab of people. */
const prepare = (asked) => ({ ...asked, sizes: true });

/** Who did this so often and did not do that: all lines must hold, or one of them. */
function form(draft, context) {
  const { words } = context;
  const written = readLines(draft.asked);
  const lines = written.lines.length ? written.lines : [newLine()];
  const list = make("ul", { class: "rows conditions-of-cohort" });
  const state = { isAny: written.isAny };
  const write = () => draft.set(writeLines(lines, state.isAny));
  const draw = () => list.replaceChildren(...lines.map((line) => lineField(line, { write, draw, lines }, context)));
  const joined = select(["all", "any"].map((name) => [name, words.say(`cohort.joined.${name}`)]), state.isAny ? "any" : "all",
    (name) => ((state.isAny = name === "any"), write()), { "aria-label": words.say("cohort.joined") });
  draw();
  return [
    make("h2", {}, words.say("cohort.who")), joined, list,
    make("div", { class: "row" },
      button(words.say("cohort.add"), () => (lines.push(newLine()), draw(), list.lastChild.querySelector("select").focus())),
      button(words.say("keep.cohort"), () => keep(defineOnly(draft.asked), context))),
    daysField(draft, context),
    othersField(draft, OFFERED, context),
  ];
}

/** Lines that are built, and texts that say more. Alternatives alone are lines, too. */
function readLines(asked) {
  const kinds = KINDS.filter((kind) => asked[kind]?.length);
  const alternatives = kinds.length === 1 && kinds[0] === "any" && asked.any.length === 1 ? readAny(asked.any[0]) : null;
  if (alternatives) return { isAny: true, lines: alternatives };
  return { isAny: false, lines: kinds.flatMap((kind) => asked[kind].map((text) => (kind === "cohort" ? { kind, text } : (readLine(kind, text) ?? { kind, text, isText: true })))) };
}

/** Only what is built can be one of several: the rest must hold, too. */
function writeLines(lines, isAny) {
  const texts = lines.map((line) => ("text" in line ? line.text && line : writeLine(line))).filter(Boolean);
  const alternatives = isAny ? texts.filter((line) => !("isText" in line) && line.kind !== "cohort") : [];
  const of = (kind) => texts.filter((line) => line.kind === kind && !alternatives.includes(line)).map(({ text }) => text);
  const all = Object.fromEntries(KINDS.map((kind) => [kind, of(kind)]));
  return alternatives.length ? { ...all, any: [...all.any, writeAny(alternatives)] } : all;
}

const defineOnly = (asked) => Object.fromEntries(Object.entries(asked).filter(([name]) => KINDS.includes(name)));

const keep = (asked, context) => openCohort(asked, titleCohort(asked, context.words), context);

const people = ({ written, days }, context) => [groupOf(written, days.last, context)];

/** Who was in it at the end of the day of a row. */
const personsOf = (row, { written }, context) => [groupOf(written, row.as_of.slice(0, 10), context)];

function groupOf(written, day, context) {
  const asked = defineOnly(written);
  return { text: context.words.say("cohort.people", { day: context.formats.day(day) }), kind: "cohort", asked: { ...asked, "as-of": day }, cohort: () => keep(asked, context) };
}
