/**
 * The dashboards that everybody has: each is a file in `boards/`, named here in the order of the list.
 *
 * A board exports `files` (published files it reads), `filters` (which of the page's filters mean something in
 * it) and `draw(look)`, which gives its panels at once: a filter is applied by drawing again, without a query.
 */
export const BOARDS = [
  { name: "yesterday", load: () => import("./boards/yesterday.js") },
  { name: "sales", load: () => import("./boards/sales.js") },
  { name: "funnels", load: () => import("./boards/funnels.js") },
  { name: "retention", load: () => import("./boards/retention.js") },
  { name: "month", load: () => import("./boards/month.js") },
  { name: "trust", load: () => import("./boards/trust.js") },
];
