/**
 * Parts of the standing dashboards that a shop's own may hold: `published = "NAME"` in its setting.
 *
 * Each says which published files it reads and what draws it; its title is the word `part.NAME`.
 */
const yesterday = () => import("./boards/yesterday.js");

export const PARTS = {
  kpis: { files: ["cube", "kpis"], load: yesterday, draw: "drawKpis" },
  revenue: { files: ["cube", "kpis"], load: yesterday, draw: "drawRevenue" },
  platforms: { files: ["cube"], load: yesterday, draw: "drawPlatforms" },
  countries: { files: ["cube"], load: yesterday, draw: "drawCountries" },
  sales: { files: ["sales"], load: () => import("./boards/sales.js"), draw: "drawNewest" },
  funnel: { files: ["funnels", "trust"], load: () => import("./boards/funnels.js"), draw: "drawFirst" },
  trust: { files: ["trust"], load: () => import("./boards/trust.js"), draw: "drawVerdicts" },
};
