import { nameKpi } from "../figures/names.js";
import { readAny, readLine } from "./written_cohort.js";
import { readBy, readEvent, readMetric } from "./written.js";

/** What a question is about, in a line: the title it is kept by where nobody writes another. */
export function titleQuestion(kind, asked, words) {
  if (kind === "cohort") return titleCohort(asked, words);
  if (kind === "kpis") return titleKpis(asked, words);
  const events = listEvents(asked).join(" → "), name = words.say(`page.${kind}`);
  const about = events ? words.say("title.question", { kind: name, about: events }) : name;
  return asked.by ? words.say("title.by", { about, by: readBy(asked.by).property }) : about;
}

function titleKpis({ kpi, by }, words) {
  const about = kpi ? nameKpi(words, kpi) : words.say("page.kpis");
  return by ? words.say("title.by", { about, by: words.say(`kpis.by.${by}`) }) : about;
}

/** The first event of a way and its last: what lies between is in the question. */
function listEvents({ steps, event, anchor, birth, return: comeBack, a, b }) {
  const parts = [a, b].filter(Boolean).map((text) => readMetric(text).event.name);
  const events = (steps ?? [event, anchor, birth, comeBack]).filter(Boolean).map((text) => readEvent(text).name);
  const all = [...events, ...parts];
  return all.length > 2 ? [all[0], all.at(-1)] : [...new Set(all)];
}

const KINDS = ["did", "did-not", "first-time", "sequence", "profile"];

/** Who is in it, such as: Product Added (ios, android), no Order Completed. */
export function titleCohort(asked, words) {
  const lines = KINDS.flatMap((kind) => (asked[kind] ?? []).map((text) => readLine(kind, text)));
  const any = (asked.any ?? []).flatMap((text) => readAny(text) ?? []);
  const named = [...lines, ...any].filter(Boolean).map((line) => titleLine(line, words));
  return named.join(", ") || words.say("page.cohort");
}

function titleLine({ kind, events, condition, atLeast }, words) {
  const about = kind === "profile" || kind === "place" ? [condition.property, ...condition.values].join(" ") : events.map(nameEvent).join(" → ");
  const told = kind === "did-not" ? words.say("title.did-not", { about }) : about;
  return atLeast > 1 ? `${told} × ${atLeast}` : told;
}

const nameEvent = ({ name, conditions }) => [name, conditions.length && `(${conditions.flatMap(({ values }) => values).join(", ")})`].filter(Boolean).join(" ");
