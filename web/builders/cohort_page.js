import { button, labelled, make, select } from "../shell/elements.js";
import { renderBuilder } from "./builder.js";
import { eventField } from "./event_field.js";
import { DAYS, daysField, othersField } from "./fields.js";
import { openCohort } from "./keep.js";
import { readDid, writeDid } from "./written.js";

/** Kinds of conditions that are built; others are shown as they are written. */
const BUILT = ["did", "did-not", "first-time"];
const KINDS = [...BUILT, "sequence", "reached", "dropped-off", "profile", "any", "cohort"];
const OFFERED = [...BUILT, "sizes", ...DAYS];

export const render = (root, context) =>
  renderBuilder(root, context, { kind: "cohort", form, people, prepare, isReady: (asked) => KINDS.some((kind) => asked[kind]?.length) });

/** On the page a cohort is its sizes: the list of persons is asked for under the tab of people. */
const prepare = (asked) => ({ ...asked, sizes: true });

/** Who did this so often and did not do that: all lines must hold. */
function form(draft, context) {
  const { words } = context;
  const lines = BUILT.flatMap((kind) => (draft.asked[kind] ?? []).map((text) => ({ kind, did: readDid(text), text })));
  if (!KINDS.some((kind) => draft.asked[kind]?.length)) lines.push(newLine());
  const list = make("ul", { class: "rows conditions-of-cohort" });
  const write = () => draft.set(Object.fromEntries(BUILT.map((kind) => [kind, lines.filter((line) => line.kind === kind).map(writeLine).filter(Boolean)])));
  const draw = () => list.replaceChildren(...lines.map((line) => lineField(line, { write, draw, lines }, context)));
  draw();
  return [
    make("h2", {}, words.say("cohort.who")), list,
    make("div", { class: "row" },
      button(words.say("cohort.add"), () => (lines.push(newLine()), draw(), list.lastChild.querySelector("select").focus())),
      button(words.say("keep.cohort"), () => openCohort(defineOnly(draft.asked), context))),
    daysField(draft, context),
    othersField(draft, OFFERED, context),
  ];
}

const newLine = () => ({ kind: "did", did: { event: { name: "", conditions: [], isAnywhere: false }, atLeast: 1, withinDays: 30 } });

/** A line that says more than is built here stays as it was written. */
const writeLine = ({ did, text }) => (did ? did.event.name && writeDid(did) : text);

function lineField(line, { write, draw, lines }, context) {
  const { words } = context;
  const { did } = line;
  const remove = button("✕", () => (lines.splice(lines.indexOf(line), 1), write(), draw()), { class: "plain", "aria-label": words.say("cohort.remove") });
  if (!did) return make("li", {}, make("span", {}, `${words.say(`cohort.${line.kind}`)} ${line.text}`), remove);
  const number = (name, title, least) => {
    const change = ({ target }) => ((did[name] = target.value === "" ? null : Number(target.value)), write());
    return labelled(words.say(title), make("input", { type: "number", min: least, max: 3_650, value: did[name] ?? "", on: { change } }));
  };
  const kinds = BUILT.map((kind) => [kind, words.say(`cohort.${kind}`)]);
  return make("li", {},
    make("div", { class: "stack" },
      select(kinds, line.kind, (kind) => ((line.kind = kind), write(), draw()), { "aria-label": words.say("cohort.kind") }),
      eventField(did.event, write, { ...context, label: words.say("cohort.event") }),
      make("div", { class: "row" }, line.kind === "did" ? number("atLeast", "cohort.at_least", 1) : "", number("withinDays", "cohort.within", 1))),
    remove);
}

const defineOnly = (asked) => Object.fromEntries(Object.entries(asked).filter(([name]) => KINDS.includes(name)));

function people({ written, days }, context) {
  const asked = defineOnly(written);
  const text = context.words.say("cohort.people", { day: context.formats.day(days.last) });
  return [{ text, kind: "cohort", asked: { ...asked, "as-of": days.last }, cohort: () => openCohort(asked, context) }];
}
