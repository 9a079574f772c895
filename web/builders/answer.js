import { nameKpi } from "../figures/names.js";
import { button, make } from "../shell/elements.js";
import { showPanel, showVerdict } from "../shell/panel.js";
import { badge } from "../shell/verdict.js";
import { nameFields } from "./field_names.js";
import { findRow } from "./points.js";
import { copyLink, openPin, openSave } from "./keep.js";
import { titleQuestion } from "./question_title.js";
import { readEvent } from "./written.js";

/** An answer: the sentence, then chart, table, people, SQL and sources in the panel that every figure has. */
export function showAnswer(answer, builder, context) {
  const { words, formats } = context;
  const figure = {
    ...answer,
    title: nameQuestion(answer, context),
    question: { kind: answer.kind, asked: answer.asked },
    ...tellPersons(answer, builder, context),
  };
  const why = () => context.openPanel(figure);
  const kept = [{ kind: builder.kind, asked: answer.asked }, titleQuestion(answer.kind, answer.written, words)];
  const actions = make("div", { class: "row actions" },
    button(words.say("keep.save"), () => openSave(...kept, context)),
    button(words.say("keep.link"), ({ target }) => copyLink(target, context)),
    button(words.say("keep.pin"), () => openPin(...kept, context)));
  return [
    make("header", {}, make("h2", {}, words.say("answer.title"), " ", badge(words, answer.verdict, why)), actions),
    answer.sentence && make("p", { class: "sentence" }, answer.sentence),
    make("p", { class: "soft facts-line" }, tellCost(answer, words, formats)),
    ...(answer.notes ?? []).map((note) => make("p", { class: "soft" }, nameFields(note, answer.kind, words))),
    answer.verdict.verdict !== "audited" && showVerdict(answer, context),
    showPanel(figure, context),
  ].filter(Boolean);
}

function tellCost(answer, words, formats) {
  const { first, last } = answer.days;
  const days = first === BEGINNING ? words.say("days.until", { day: formats.day(last) }) : formats.days(first, last);
  if (answer.is_kept) return words.say("answer.kept", { days });
  return words.say("answer.cost", { days, read: formats.bytes(answer.scanned_bytes), time: formats.duration(Math.max(0.1, answer.seconds)) });
}

/** The persons behind it: of the whole answer, of a row, and of a mark of the chart. Who may not see them makes cohorts. */
function tellPersons(answer, builder, context) {
  const offered = (groups) => groups.filter(({ cohort }) => context.maySeePersons || cohort);
  const people = offered(builder.people?.(answer, context) ?? []);
  if (!builder.personsOf) return { people };
  const personsOf = (row) => offered(builder.personsOf(row, answer, context));
  const personsAt = (datum) => {
    const row = findRow(answer.kind, datum, answer.rows);
    return row ? personsOf(row) : [];
  };
  return { people, personsOf, personsAt };
}

/** All of history begins so (domain/reports/calendar_units.py). */
const BEGINNING = "1970-01-01";

/** Its title in files and panels: what the question is about, and its days. */
function nameQuestion({ kind, written, days }, { words, formats }) {
  const events = written.steps ?? [written.event, written.anchor, written.birth, written.return].filter(Boolean);
  const about = written.kpi ? nameKpi(words, written.kpi) : events.map((text) => readEvent(text).name).join(" → ");
  return [words.say(`page.${kind}`), about, formats.days(days.first, days.last)].filter(Boolean).join(" · ");
}
