import { addDays, countDays } from "../figures/periods.js";
import { writeQuestion } from "../shell/address.js";
import { button, make } from "../shell/elements.js";

/**
 * Where all events are older than the days that were asked for: since when, and a way to as many days up to then.
 * Without it a shop that stands still, or a demo, answers 0 to everything.
 *
 * @returns {Promise<HTMLElement|null>}
 */
export async function showNewest({ kind, days }, draft, { catalog, words, formats, go }) {
  const newest = await catalog.newestDay();
  if (!newest || newest >= days.first) return null;
  const then = { date: undefined, last: undefined, from: addDays(newest, 1 - countDays(days)), to: newest };
  const ask = () => go(kind, writeQuestion({ ...draft.asked, ...then }));
  return make("p", { class: "row" }, make("strong", {}, words.say("answer.older", { day: formats.day(newest) })), button(words.say("answer.older.ask"), ask));
}
