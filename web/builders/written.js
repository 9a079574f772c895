/**
 * Events, conditions and metrics as questions write them: `Order Completed[platform=ios|android]`. Pure; the
 * rules are those of domain/reports/asked_events.py and metric.py.
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

/**
 * A metric of a formula: `total:Order Completed`, `sum(revenue):...`, per person `average(sum(revenue)):...`.
 *
 * @typedef {{measure: string, property: string, perPerson: string, event: WrittenEvent}} WrittenMetric
 */
const METRIC = /^(\w+)(?:\((?:(count|sum|average|min|max)\((.*?)\)|(.*?))\))?:(.+)$/s;

/** @returns {WrittenMetric} */
export function readMetric(text) {
  const [, measure = "total", perPerson = "", inner, property, event = ""] = METRIC.exec(text) ?? [];
  return { measure, perPerson, property: inner ?? property ?? "", event: readEvent(event) };
}

/** @param {WrittenMetric} metric */
export function writeMetric({ measure, property, perPerson, event }) {
  const of = perPerson ? `(${perPerson}(${property}))` : property && `(${property})`;
  return `${measure || "total"}${of}:${writeEvent(event)}`;
}

const BY = /^(.+?):(step \d+|first|last)$/s;

/** A breakdown, and where in a funnel its value is taken: `platform:step 2`. `at` is empty where it is not said. */
export function readBy(text) {
  const [, property = text, at = ""] = BY.exec(text) ?? [];
  return { property, at };
}

export const writeBy = ({ property, at }) => (property && at ? `${property}:${at}` : property);

const bare = (text) => text.replace(/\\(.)/gs, "$1");

function splitValues(text) {
  const values = [""];
  for (const part of text.match(/\\.|[^\\|]+|\|/gs) ?? []) {
    if (part === "|") values.push("");
    else values[values.length - 1] += part;
  }
  return values;
}
