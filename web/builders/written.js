/**
 * Events, conditions and cohorts as questions write them: `Order Completed[platform=ios|android]`. Pure; the
 * rules are those of domain/reports/asked_events.py and cohort_texts.py.
 *
 * @typedef {{property: string, operator: string, values: string[]}} Condition
 * @typedef {{name: string, conditions: Condition[], isAnywhere: boolean}} WrittenEvent
 */

/** How a condition compares, longest sign first. The last two take no value. */
export const OPERATORS = ["=", "!=", ">=", "<=", ">", "<", "is set", "is not set"];
const VALUELESS = new Set(["is set", "is not set"]);

const EVENT = /^((?:[^[\]\\]|\\.)*?)((?:\[(?:[^[\]\\]|\\.)*\])*)(\*?)$/s;
const CONDITION = /^(!?)((?:[^=!<>\\]|\\.)+)(?:(!=|>=|<=|=|>|<)(.*))?$/s;

/** @returns {WrittenEvent} a text that names no event is a name as it stands */
export function readEvent(text) {
  if (text === "*") return { name: "*", conditions: [], isAnywhere: false };
  const found = EVENT.exec(text);
  if (!found) return { name: text, conditions: [], isAnywhere: false };
  const brackets = found[2].match(/\[(?:[^[\]\\]|\\.)*\]/gs) ?? [];
  return { name: bare(found[1]), conditions: brackets.map((each) => readCondition(each.slice(1, -1))), isAnywhere: found[3] === "*" };
}

/** @param {WrittenEvent} event conditions that are not ready yet are left out */
export function writeEvent({ name, conditions, isAnywhere }) {
  const written = name === "*" ? "*" : name.replace(/[[\]\\]/g, "\\$&").replace(/\*$/, "\\*");
  return written + conditions.filter(isReady).map((each) => `[${writeCondition(each)}]`).join("") + (isAnywhere ? "*" : "");
}

/** @returns {Condition} */
export function readCondition(text) {
  const [, not, property, operator, values] = CONDITION.exec(text) ?? [null, "", text];
  if (!operator) return { property: bare(property), operator: not ? "is not set" : "is set", values: [] };
  return { property: bare(property), operator, values: splitValues(values).map(bare) };
}

/** @param {Condition} condition */
export function writeCondition({ property, operator, values }) {
  const name = property.replace(/[[\]|=!<>\\]/g, "\\$&");
  if (VALUELESS.has(operator)) return operator === "is set" ? name : `!${name}`;
  return `${name}${operator}${values.map((value) => value.replace(/[[\]|\\]/g, "\\$&")).join("|")}`;
}

export const takesValue = (operator) => !VALUELESS.has(operator);

/** Whether a condition says something: a property, and a value where it takes one. */
export const isReady = ({ property, operator, values }) => property !== "" && (!takesValue(operator) || values.length > 0);

/** A text of a condition of a cohort: an event, how often, within which days. */
export function writeDid({ event, atLeast, withinDays }) {
  const parts = [partOf(writeEvent(event)), atLeast > 1 && `at least ${atLeast}`, withinDays && `within ${withinDays}d`];
  return parts.filter(Boolean).join("; ");
}

/** @returns {{event: WrittenEvent, atLeast: number, withinDays: number|null}|null} null: more than these say */
export function readDid(text) {
  const parts = text.match(/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^;])+/gs)?.map((part) => part.trim()) ?? [];
  const rest = parts.slice(1);
  const often = rest.map((part) => /^at least (\d+)$/.exec(part)?.[1]).find(Boolean);
  const within = rest.map((part) => /^within (\d+)d$/.exec(part)?.[1]).find(Boolean);
  if (rest.length !== [often, within].filter(Boolean).length) return null;
  return { event: readEvent((parts[0] ?? "").replaceAll("\\;", ";")), atLeast: Number(often ?? 1), withinDays: within ? Number(within) : null };
}

/** A step of a funnel as a cohort: who came to it, or to it and no further. Windows of steps are those of the funnel. */
export function writeStepOf(step, steps, window, withinDays) {
  return [`step ${step} of ${steps.map(partOf).join("; ")}`, `window ${window}`, `within ${withinDays}d`].join("; ");
}

/** A semicolon outside brackets would end a part. */
const partOf = (text) => text.replace(/(\[(?:\\.|[^\]\\])*\])|;/gs, (all, bracket) => bracket ?? "\\;");

const bare = (text) => text.replace(/\\(.)/gs, "$1");

function splitValues(text) {
  const values = [""];
  for (const part of text.match(/\\.|[^\\|]+|\|/gs) ?? []) {
    if (part === "|") values.push("");
    else values[values.length - 1] += part;
  }
  return values;
}
