/** Questions that every shop asks, ready to be pressed: the events are those of the shops' common names. Pure. */

const WAY = ["Product Viewed", "Product Added", "Checkout Started", "Order Completed"];
const [VIEWED, ADDED, , ORDERED] = WAY;
const ON_A_PHONE = `${ADDED}[platform=ios|android]`;
const within = (event) => `${event}; within 30d`;

/** By kind of report; the word of each is `template.KIND.NAME`. A template is a question. */
const TEMPLATES = {
  insights: {
    orders: { event: ORDERED, interval: "day" },
    platforms: { event: VIEWED, measure: "persons", interval: "day", by: "platform" },
    revenue: { event: ORDERED, measure: "sum", property: "revenue", by: "country" },
  },
  funnel: {
    platforms: { steps: WAY, by: "platform" },
    whole: { steps: WAY },
    countries: { steps: WAY, by: "country" },
  },
  retention: {
    orders: { birth: ORDERED, return: ORDERED, unit: "week" },
    looks: { birth: VIEWED, return: VIEWED },
  },
  cohort: {
    carts: { did: [within(ADDED)], "did-not": [within(ORDERED)] },
    "phone-carts": { did: [within(ON_A_PHONE)], "did-not": [within(ORDERED)] },
    regulars: { did: [`${ORDERED}; at least 2; within 30d`] },
  },
  kpis: {
    total: { total: true },
    compare: { compare: true },
    platforms: { kpi: "net_revenue", by: "platform" },
  },
  flows: {
    added: { anchor: ADDED },
    ordered: { anchor: ORDERED, before: 3, after: 0 },
  },
};

/**
 * Templates of a kind that a shop's events can answer.
 *
 * @param {string} kind of the report
 * @param {string[]} events that arrive
 * @returns {Array<{name: string, asked: object}>}
 */
export function listTemplates(kind, events) {
  const arrives = (event) => events.includes(event);
  const isAnswered = (asked) => WAY.every((event) => arrives(event) || !JSON.stringify(asked).includes(event));
  return Object.entries(TEMPLATES[kind] ?? {}).map(([name, asked]) => ({ name, asked })).filter(({ asked }) => isAnswered(asked));
}

/** One of them, by its kind and name. */
export const findTemplate = (kind, name) => TEMPLATES[kind][name];
