import { labelled, make } from "../shell/elements.js";
import { renderBuilder } from "./builder.js";
import { cohortField, DAYS, daysField, othersField, propertyField, wordField } from "./fields.js";
import { openCohort } from "./keep.js";
import { countDays } from "./spans.js";
import { stepsField } from "./steps.js";
import { readEvent, writeEvent, writeStepOf } from "./written.js";

const OFFERED = ["steps", "window", "count", "by", "significance", "cohort", ...DAYS];
const EMPTY = { name: "", conditions: [], isAnywhere: false };

export const render = (root, context) =>
  renderBuilder(root, context, { kind: "funnel", form, people, isReady: ({ steps }) => (steps?.length ?? 0) > 1 });

/** First this, then that, within so long: the steps in their order, and how they are counted. */
function form(draft, context) {
  const { words } = context;
  const steps = (draft.asked.steps ?? ["", ""]).map((text) => (text ? readEvent(text) : { ...EMPTY, conditions: [] }));
  const write = () => draft.set({ steps: steps.filter(({ name }) => name).map(writeEvent) });
  const judge = make("input", { type: "checkbox", checked: draft.asked.significance === true, on: { change: (event) => draft.set({ significance: event.target.checked || undefined }) } });
  return [
    make("h2", {}, words.say("funnel.steps")),
    stepsField(steps, write, context),
    make("div", { class: "row fields" },
      wordField(draft, "window", ["10m", "1h", "24h", "", "30d"], { words, title: "funnel.window" }),
      wordField(draft, "count", ["", "sessions", "totals"], { words, title: "funnel.count" }),
      propertyField(draft, "by", () => steps[0].name, { ...context, title: "by" })),
    make("div", { class: "check" }, labelled(words.say("funnel.significance"), judge)),
    make("div", { class: "row fields" }, daysField(draft, context), cohortField(draft, context)),
    othersField(draft, OFFERED, context),
  ];
}

/** Who came to each step and no further; the last step's are those who went all the way. */
function people(answer, context) {
  const { words } = context;
  const { by, significance, ...asked } = answer.written;
  return asked.steps.map((text, at) => {
    const isLast = at === asked.steps.length - 1;
    const { name } = readEvent(text);
    return {
      text: words.say(isLast ? "funnel.reached" : "funnel.left", { place: at + 1, name }),
      kind: "funnel",
      asked: { ...asked, persons: at + 1 },
      cohort: () => openCohort(defineCohort(asked, at + 1, isLast, answer.days), context),
    };
  });
}

/** The same persons as a definition: its days move along with the day at which one looks. */
function defineCohort({ steps, window = "7d" }, step, isLast, days) {
  return { [isLast ? "reached" : "dropped-off"]: [writeStepOf(step, steps, window, countDays(days))] };
}
