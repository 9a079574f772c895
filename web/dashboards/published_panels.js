/**
 * Parts of the standing dashboards that a shop's own may hold: `published = "NAME"` in its setting.
 *
 * Each says which published files it reads, what draws it, and which filters of the page it follows; its title is
 * the word `part.NAME`.
 */
const yesterday = () => import("./boards/yesterday.js");
const ALL = ["period", "compare", "platform", "country", "region", "profile"];

export const PARTS = {
  kpis: { files: ["cube"], load: yesterday, draw: "drawKpis", follows: ALL },
  revenue: { files: ["cube"], load: yesterday, draw: "drawRevenue", follows: ALL },
  platforms: { files: ["cube"], load: yesterday, draw: "drawPlatforms", follows: ALL },
  countries: { files: ["cube"], load: yesterday, draw: "drawCountries", follows: ALL },
  sales: { files: ["sales"], load: () => import("./boards/sales.js"), draw: "drawNewest", follows: [] },
  funnel: { files: ["funnels", "trust"], load: () => import("./boards/funnels.js"), draw: "drawFirst", follows: ["period", "compare", "platform"] },
  trust: { files: ["trust"], load: () => import("./boards/trust.js"), draw: "drawVerdicts", follows: [] },
};
