/**
 * All pages: a page is a module in a room of its own, with `render(root, context)`.
 *
 * `room` (or several) holds the page's words, too (`words.en.json`, `words.fr.json`); `group` is the heading that its link
 * stands under: its title is the word `page.NAME`. A page without a group has no link, nor has one that `listsPersons` for
 * who may not see them.
 */
export const PAGES = [
  { name: "home", group: "look", room: ["figures", "home"], load: () => import("./home/home_page.js") },
  { name: "dashboards", group: "look", room: ["figures", "dashboards"], load: () => import("./dashboards/dashboards_page.js") },
  { name: "insights", group: "ask", room: "builders", load: () => import("./builders/insights_page.js") },
  { name: "funnel", group: "ask", room: "builders", load: () => import("./builders/funnel_page.js") },
  { name: "retention", group: "ask", room: "builders", load: () => import("./builders/retention_page.js") },
  { name: "cohort", group: "ask", room: "builders", load: () => import("./builders/cohort_page.js") },
  { name: "flows", group: "ask", room: "builders", load: () => import("./builders/flows_page.js") },
  { name: "sessions", group: "ask", room: "builders", listsPersons: true, load: () => import("./builders/sessions_page.js") },
  { name: "kpis", group: "ask", room: ["figures", "builders"], load: () => import("./builders/kpis_page.js") },
  { name: "saved", group: "ask", room: "builders", load: () => import("./builders/saved_page.js") },
  { name: "subscription", room: "subscription", load: () => import("./subscription/subscription_page.js") },
];

/** The page that an address without a name means. */
export const FIRST_PAGE = PAGES[0].name;
