import { readCondition, readEvent, writeCondition, writeEvent } from "./written.js";

/**
 * A cohort's conditions as questions write them: `Order Completed; at least 2; within 7d`. Pure; the rules are those of
 * domain/reports/cohort_texts.py.
 *
 * @typedef {import("./written.js").WrittenEvent} WrittenEvent
 * @typedef {{kind: string, events: WrittenEvent[], atLeast: number, withinDays: number|null, condition: object}} WrittenLine
 *   `condition` is that of a profile
 */

/** Kinds that stand in a list of alternatives, too, the longest name first; there they are written with spaces. */
const KINDS = ["did-not", "did", "first-time", "sequence", "profile"];
const PLACES = ["country", "region", "city"];

/** A new line of a kind. */
export const newLine = (kind = "did") => ({
  kind, atLeast: 1, withinDays: 30, condition: { property: kind === "place" ? "country" : "", operator: "=", values: [] },
  events: Array.from({ length: kind === "sequence" ? 2 : 1 }, () => ({ name: "", conditions: [], isAnywhere: false })),
});

/** @returns {WrittenLine|null} null: it says more than a line does, or is of another kind */
export function readLine(kind, text) {
  if (kind === "profile") return readProfile(text);
  if (!KINDS.includes(kind)) return null;
  const parts = cutParts(text);
  const rest = parts.filter((part) => NUMBERS.test(part));
  const often = rest.map((part) => /^at least (\d+)$/.exec(part)?.[1]).find(Boolean);
  const within = rest.map((part) => /^within (\d+)d$/.exec(part)?.[1]).find(Boolean);
  const events = parts.filter((part) => !NUMBERS.test(part)).map((part) => readEvent(part.replaceAll("\\;", ";")));
  if (rest.length !== [often, within].filter(Boolean).length || (events.length !== 1 && kind !== "sequence")) return null;
  return nameKind({ ...newLine(kind), events, atLeast: Number(often ?? 1), withinDays: within ? Number(within) : null });
}

const NUMBERS = /^(at least|within) \S+$/;

/** @returns {{kind: string, text: string}|null} null: it is not complete yet */
export function writeLine({ kind, events, atLeast, withinDays, condition }) {
  if (kind === "profile") return condition.property ? { kind, text: `[${writeCondition(condition)}]` } : null;
  if (kind === "place") return condition.values.length ? { kind: "did", text: join(`*[${writeCondition(condition)}]`, withinDays && `within ${withinDays}d`) } : null;
  const named = events.filter(({ name }) => name);
  if (named.length < (kind === "sequence" ? 2 : 1)) return null;
  return { kind, text: join(...named.map((event) => partOf(writeEvent(event))), kind === "did" && atLeast > 1 && `at least ${atLeast}`, withinDays && `within ${withinDays}d`) };
}

/** Alternatives, such as `did Order Completed or profile [tier=gold]`. @param {Array<{kind: string, text: string}>} lines */
export const writeAny = (lines) => lines.map(({ kind, text }) => `${kind.replace("-", " ")} ${text}`).join(" or ");

/** @returns {WrittenLine[]|null} null: one of them says more than a line does */
export function readAny(text) {
  const lines = splitAt("or", text).map((part) => {
    const kind = splitAt("and", part).length === 1 && KINDS.find((each) => part.startsWith(`${each.replace("-", " ")} `));
    return kind ? readLine(kind, part.slice(kind.length + 1).trim()) : null;
  });
  return lines.every(Boolean) ? lines : null;
}

/** The text of a condition that somebody did it, of one event. */
export const writeDid = (event, withinDays) => writeLine({ ...newLine(), events: [event], withinDays }).text;

/** A step of a funnel as a cohort: who came to it, or to it and no further. Windows of steps are those of the funnel. */
export function writeStepOf(step, steps, window, withinDays) {
  return join(`step ${step} of ${steps.map(partOf).join("; ")}`, `window ${window}`, `within ${withinDays}d`);
}

function readProfile(text) {
  const found = /^\[((?:[^[\]\\]|\\.)*)\]$/s.exec(text.trim());
  return found && { ...newLine("profile"), condition: readCondition(found[1]) };
}

/** Whatever somebody did in a place is a line of its own. */
function nameKind(line) {
  const [event] = line.events;
  const isPlace = line.kind === "did" && event.name === "*" && event.conditions.length === 1 && line.atLeast === 1;
  const [condition] = event.conditions;
  return isPlace && PLACES.includes(condition.property) && condition.operator === "=" ? { ...line, kind: "place", condition } : line;
}

const join = (...parts) => parts.filter(Boolean).join("; ");

/** What stands between semicolons outside brackets. */
const cutParts = (text) => text.match(/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^;])+/gs)?.map((part) => part.trim()).filter(Boolean) ?? [];

/** A semicolon outside brackets would end a part. */
const partOf = (text) => text.replace(/(\[(?:\\.|[^\]\\])*\])|;/gs, (all, bracket) => bracket ?? "\\;");

/** The conditions between which a word stands; not where it is part of a name in brackets. */
function splitAt(word, text) {
  const hidden = text.replace(/\\.|\[(?:\\.|[^\]\\])*\]/gs, (found) => "_".repeat(found.length));
  const between = new RegExp(`\\s+${word}\\s+(?=(?:did not|did|first time|sequence|reached|dropped off|profile)\\s)`, "g");
  const found = [...hidden.matchAll(between)];
  const starts = [0, ...found.map(({ index, 0: all }) => index + all.length)];
  return starts.map((start, at) => text.slice(start, found[at]?.index ?? text.length).trim());
}
