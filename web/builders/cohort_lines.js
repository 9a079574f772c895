import { button, labelled, make, select } from "../shell/elements.js";
import { conditionLine } from "./condition_line.js";
import { eventField, eventsField } from "./event_field.js";
import { numberInput } from "./small_fields.js";
import { suggestField } from "./suggest.js";
import { newLine } from "./written_cohort.js";

const KINDS = ["did", "did-not", "first-time", "sequence", "profile", "place", "cohort"];
const PLACES = ["country", "region", "city"];

/**
 * A condition of a cohort. One that says more than a line does is shown as it is written.
 *
 * @param {import("./written_cohort.js").WrittenLine|{kind: string, text: string}} line changed in place
 * @param {{write: () => void, draw: () => void, lines: object[]}} list that it stands in
 */
export function lineField(line, { write, draw, lines }, context) {
  const { words } = context;
  const remove = button("✕", () => (lines.splice(lines.indexOf(line), 1), write(), draw()), { class: "plain", "aria-label": words.say("cohort.remove") });
  if (line.isText) return make("li", {}, make("span", {}, `${words.say(`cohort.${line.kind}`)} ${line.text}`), remove);
  const change = (kind) => (lines.splice(lines.indexOf(line), 1, changeKind(line, kind)), write(), draw());
  const kinds = select(KINDS.map((kind) => [kind, words.say(`cohort.${kind}`)]), line.kind, change, { "aria-label": words.say("cohort.kind") });
  return make("li", {}, make("div", { class: "stack" }, kinds, ...FIELDS[line.kind](line, write, context)), remove);
}

/** What both kinds say stays. */
function changeKind(line, kind) {
  if (kind === "cohort") return { kind, text: "" };
  const fresh = newLine(kind);
  if (!line.events || kind === "profile" || kind === "place" || line.kind === "place") return fresh;
  return { ...line, kind, events: kind === "sequence" ? [...line.events, ...fresh.events].slice(0, Math.max(2, line.events.length)) : line.events.slice(0, 1) };
}

const FIELDS = {
  did: (line, write, context) => [oneEvent(line, write, context), make("div", { class: "row" }, times(line, write, context), days(line, write, context))],
  "did-not": (line, write, context) => [oneEvent(line, write, context), days(line, write, context)],
  "first-time": (line, write, context) => [oneEvent(line, write, context), days(line, write, context)],
  sequence: (line, write, context) => [severalEvents(line, write, context), days(line, write, context)],
  profile: (line, write, context) => [testOf(line, write, context, () => context.catalog.profileProperties())],
  place: (line, write, context) => [testOf(line, write, context, async () => PLACES.map((value) => ({ value }))), days(line, write, context)],
  cohort: (line, write, context) => [savedCohort(line, write, context)],
};

const oneEvent = (line, write, context) => eventField(line.events[0], write, { ...context, label: context.words.say("cohort.event") });

function severalEvents(line, write, context) {
  const { words } = context;
  return eventsField(line.events, write, { label: (at) => words.say("cohort.event_of", { place: at + 1 }), add: words.say("cohort.then"), least: 2 }, context);
}

const testOf = (line, changed, context, properties) =>
  conditionLine(line.condition, { changed, properties, lead: "", remove: null, values: (property) => context.catalog.values("*", property) }, context);

const savedCohort = (line, write, { words, formats, catalog }) => suggestField({
  label: words.say("of_cohort"), value: line.text, placeholder: words.say("cohort.cohort.none"), formats,
  list: () => catalog.cohorts(), choose: (value) => ((line.text = value), write()),
});

const times = (line, write, context) => number(line, "atLeast", "cohort.at_least", write, context);
const days = (line, write, context) => make("div", { class: "row" }, number(line, "withinDays", "cohort.within", write, context));

function number(line, name, title, write, { words }) {
  const change = ({ target }) => ((line[name] = target.value === "" ? null : Number(target.value)), write());
  return labelled(words.say(title), numberInput(line[name], 1, 3_650, change));
}
