import { labelled, make } from "../shell/elements.js";
import { renderBuilder } from "./builder.js";
import { eventField } from "./event_field.js";
import { cohortField, DAYS, daysField, othersField, wordField } from "./fields.js";
import { openCohort } from "./keep.js";
import { countDays } from "./spans.js";
import { readEvent, writeDid, writeEvent } from "./written.js";

const OFFERED = ["birth", "return", "unit", "mode", "criteria", "periods", "birth-once", "cohort", ...DAYS];

export const render = (root, context) =>
  renderBuilder(root, context, { kind: "retention", form, people, isReady: (asked) => Boolean(asked.birth && asked.return) });

/** Of those who did this, how many came back and did that, period by period. */
function form(draft, context) {
  const { words } = context;
  return [
    make("h2", {}, words.say("retention.birth")),
    eventOf("birth", draft, context),
    make("h2", {}, words.say("retention.return")),
    eventOf("return", draft, context),
    make("div", { class: "row fields" },
      wordField(draft, "unit", ["", "week", "month"], { words, title: "retention.unit" }),
      periodsField(draft, words),
      wordField(draft, "criteria", ["", "on", "active-days"], { words, title: "retention.criteria" }),
      wordField(draft, "mode", ["", "calendar"], { words, title: "retention.mode" })),
    make("div", { class: "row fields" }, daysField(draft, context), cohortField(draft, context)),
    othersField(draft, OFFERED, context),
  ];
}

function eventOf(name, draft, context) {
  const text = draft.asked[name];
  const event = text ? readEvent(text) : { name: "", conditions: [], isAnywhere: false };
  const changed = () => draft.set({ [name]: event.name ? writeEvent(event) : undefined });
  return eventField(event, changed, { ...context, label: context.words.say(`retention.${name}`) });
}

function periodsField(draft, words) {
  const change = ({ target }) => draft.set({ periods: target.value === "" ? undefined : Number(target.value) });
  return labelled(words.say("retention.periods"), make("input", { type: "number", min: 0, max: 90, value: draft.asked.periods ?? 7, on: { change } }));
}

/** Who is in the cohorts of these days. */
function people({ written, days }, context) {
  const event = readEvent(written.birth);
  const asked = { did: [writeDid({ event, atLeast: 1, withinDays: countDays(days) })] };
  const text = context.words.say("insights.people", { name: event.name });
  return [{ text, kind: "cohort", asked: { ...asked, "as-of": days.last }, cohort: () => openCohort(asked, context) }];
}
