/** What the filters of a page leave of an answer, in the browser. Pure. */

/** Columns whose values are days, or moments of a day. */
const DAY_COLUMNS = ["start", "business_date", "as_of"];

/**
 * The filters that an answer can follow: its rows name the day, or the segment is what is filtered by.
 *
 * @param {{asked: object, columns: string[]}} answer
 * @returns {string[]} of period, platform, country, region
 */
export function listFollowed({ asked, columns }) {
  const isDated = DAY_COLUMNS.some((column) => columns.includes(column));
  const by = columns.includes("segment") ? String(asked.by ?? "").split(":")[0] : "";
  return [...(isDated ? ["period"] : []), ...["platform", "country", "region"].filter((place) => place === by)];
}

/**
 * The rows and the chart that the chosen filters leave.
 *
 * @param {{asked: object, columns: string[], rows: object[], chart: object|null}} answer
 * @param {{chosen: string[], period: {first: string, last: string}, place: Record<string, string>}} look
 * @returns {{rows: object[], chart: object|null, applied: string[], ignored: string[]}}
 */
export function filterAnswer(answer, { chosen, period, place }) {
  const followed = listFollowed(answer);
  const applied = chosen.filter((name) => followed.includes(name));
  const ignored = chosen.filter((name) => !followed.includes(name));
  const isCut = applied.includes("period");
  const segment = applied.map((name) => place[name]).find(Boolean);
  const column = DAY_COLUMNS.find((each) => answer.columns.includes(each));
  const isKept = (row) => (!isCut || isWithin(row[column], period)) && (segment === undefined || row.segment === segment);
  const chart = applied.length ? filterChart(answer.chart, isCut ? period : null, segment) : answer.chart;
  return { rows: applied.length ? answer.rows.filter(isKept) : answer.rows, chart, applied, ignored };
}

const isWithin = (moment, { first, last }) => moment !== null && String(moment).slice(0, 10) >= first && String(moment).slice(0, 10) <= last;

/** A chart of what is left; none where its own rows are not `of` the segment: it drew the largest alone. */
function filterChart(chart, period, segment) {
  if (!chart) return null;
  const values = chart.data.values.filter((row) => (!period || row.at === undefined || isWithin(row.at, period)) && (segment === undefined || row.of === segment));
  return values.length ? { ...narrow(chart, period, segment && values[0].segment), data: { values } } : null;
}

/** Without the colours of other segments, and without the days of other periods on an axis. */
function narrow(part, period, segment) {
  if (Array.isArray(part)) return part.map((each) => narrow(each, period, segment));
  if (part === null || typeof part !== "object") return part;
  const { domain, range, format, values } = part;
  if (segment !== undefined && Array.isArray(domain) && domain.includes(segment)) {
    return { ...part, domain: [segment], ...(Array.isArray(range) ? { range: [range[domain.indexOf(segment)]] } : {}) };
  }
  if (period && format && Array.isArray(values)) {
    return { ...part, values: values.filter(({ year, month, date }) => isWithin(new Date(Date.UTC(year, month - 1, date)).toISOString(), period)) };
  }
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, name === "data" ? value : narrow(value, period, segment)]));
}
