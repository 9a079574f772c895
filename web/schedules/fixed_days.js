import { make } from "../shell/elements.js";
import { writeAddress } from "../shell/address.js";

/**
 * Saved questions in it that are of the same days whenever they are asked. A dashboard is looked for among the shop's
 * own: those that everybody has follow the calendar.
 *
 * @param {{question?: string, dashboard?: string}} thing
 * @returns {Promise<{question: string, from: string, to: string}[]>}
 */
export async function readFixed({ question, dashboard }, { api, signal }) {
  if (question) return (await api.read(`/v1/saved/${encodeURIComponent(question)}`, { signal }))?.fixed ?? [];
  const { dashboards } = await api.read("/v1/dashboards", { signal });
  return dashboards.find((each) => each.name === dashboard)?.fixed ?? [];
}

/** What is sent each time; nothing where days move on. */
export function showFixed(fixed, words, formats, leave = () => {}) {
  if (!fixed.length) return [];
  const named = fixed.map(({ question, from, to }) => make("li", {},
    make("a", { href: writeAddress({ page: "saved", name: question }), on: { click: leave } }, question), `, ${formats.days(from, to)}`));
  return [make("p", {}, words.say("schedule.fixed")), make("ul", {}, ...named)];
}

/** How days move on instead, said once where any stay. */
export const tellFixed = (fixed, words) => (fixed.length ? [make("p", { class: "soft" }, words.say("schedule.fixed.todo"))] : []);
