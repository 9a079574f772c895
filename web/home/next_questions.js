import { findTemplate } from "../builders/templates.js";
import { reachNewest } from "../figures/periods.js";
import { writeAddress, writeQuestion } from "../shell/address.js";
import { make } from "../shell/elements.js";

/** What people ask next, each by its word `next.NAME`: a dashboard, or a question that a builder asks at once. */
const NEXT = [
  { name: "yesterday", page: "dashboards", of: "yesterday" },
  { name: "funnels", page: "dashboards", of: "funnels" },
  { name: "trust", page: "dashboards", of: "trust" },
  { name: "funnel", page: "funnel", template: "platforms" },
  { name: "carts", page: "cohort", template: "carts" },
  { name: "retention", page: "retention", template: "orders" },
];

/** @param {string} day the last business day */
export function showNext(day, { words }) {
  const links = NEXT.map(({ name, page, of, template }) => {
    const fields = template ? writeQuestion({ ...findTemplate(page, template), ...reachNewest(day) }) : undefined;
    return make("li", {}, make("a", { href: writeAddress({ page, name: of, fields }) }, words.say(`next.${name}`)));
  });
  return make("nav", { class: "card", "aria-labelledby": "next" }, make("h2", { id: "next" }, words.say("next.title")), make("ul", { class: "templates" }, ...links));
}
