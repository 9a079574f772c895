import { openCohort } from "./keep.js";
import { conditionOf } from "./points.js";
import { nameSegment } from "../shell/places.js";
import { countDays } from "../figures/periods.js";
import { readBy, readEvent, writeEvent } from "./written.js";
import { writeStepOf } from "./written_cohort.js";

/** Within which all steps lie, where nothing is said. */
export const WINDOW = "7d";

/** Who came to each step and no further; the last step's are those who went all the way. */
export function people(answer, context) {
  const { by, significance, ...asked } = answer.written;
  return isOfPersons(asked) ? asked.steps.map((_, at) => groupOf(asked, at, answer.days, context)) : [];
}

/** The same behind one row: of a segment those whose first step has its value, as the breakdown counts them. */
export function personsOf(row, answer, context) {
  const { by, significance, ...asked } = answer.written;
  if (!isOfPersons(asked)) return [];
  if (row.segment === undefined) return [groupOf(asked, row.step - 1, answer.days, context)];
  const { property, at } = readBy(by);
  const condition = conditionOf(property, row.segment);
  if (!["", "step 1"].includes(at) || !condition) return [];
  const [first, ...others] = asked.steps;
  const entry = readEvent(first);
  const narrowed = { ...asked, steps: [writeEvent({ ...entry, conditions: [...entry.conditions, condition] }), ...others] };
  return [groupOf(narrowed, row.step - 1, answer.days, context, nameSegment(context.words, by, row.segment) ?? context.words.say("value.none"))];
}

const isOfPersons = ({ count }) => count === undefined || count === "persons";

function groupOf(asked, at, days, context, segment = null) {
  const { words } = context;
  const isLast = at === asked.steps.length - 1;
  const text = words.say(isLast ? "funnel.reached" : "funnel.left", { place: at + 1, name: readEvent(asked.steps[at]).name });
  const told = segment === null ? text : words.say("funnel.of", { segment, text });
  const cohort = () => openCohort(defineCohort(asked, at + 1, isLast, days), told, context);
  return { text: told, kind: "funnel", asked: { ...asked, persons: at + 1 }, cohort: canBeDefined(asked) ? cohort : undefined };
}

/** A cohort knows steps in their order and a window. */
const canBeDefined = (asked) => !["order", "hold", "exclude", "reentry"].some((name) => asked[name] !== undefined);

/** The same persons as a definition: its days move along with the day at which one looks. */
function defineCohort({ steps, window = WINDOW }, step, isLast, days) {
  return { [isLast ? "reached" : "dropped-off"]: [writeStepOf(step, steps, window, countDays(days))] };
}
