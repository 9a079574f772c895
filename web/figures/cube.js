/**
 * The published cube: picks rows, adds days where that is right, and never adds places. Pure.
 *
 * A person who came on two days is two in a sum of days. So a count of persons over days is told as the mean of
 * a day, and a share of persons as that of an average day: `isMean` and `isDaily` say so.
 */

const WORST_FIRST = ["disputed", "unaudited", "audited"];

/** @param {string[]} verdicts @returns {string} the worst; unaudited of none */
export const findWorst = (verdicts) => WORST_FIRST.find((each) => verdicts.includes(each)) ?? "unaudited";

/**
 * One KPI over some days.
 *
 * @param {Array<{day: string, numerator: number, denominator: number, verdict: string}>} days
 * @param {{unit: string, adds_over_days: boolean}} kpi
 * @param {number} [length] how many days these are: a day without a row is one with nothing
 * @returns {{value: number|null, verdict: string, days: number, doubtful: number, isMean: boolean, isDaily: boolean}}
 *   `doubtful`: days whose verdict is not audited
 */
export function sumDays(days, kpi, length = days.length) {
  const verdicts = days.map(({ verdict }) => verdict);
  const numerator = add(days.map((day) => day.numerator));
  const denominator = add(days.map((day) => day.denominator));
  const isDaily = !kpi.adds_over_days && length > 1;
  const isMean = isDaily && kpi.unit === "count";
  const divisor = isMean || isPlain(days) ? (isMean ? length : 1) : denominator;
  return {
    value: days.length && divisor ? numerator / divisor : null,
    verdict: findWorst(verdicts),
    days: days.length,
    doubtful: verdicts.filter((each) => each !== "audited").length,
    isMean,
    isDaily,
  };
}

/** Whether it is a count or a sum: each day's denominator is one. */
const isPlain = (days) => days.every(({ denominator }) => denominator === 1);

const add = (numbers) => numbers.reduce((sum, each) => sum + (each ?? 0), 0);

export class Cube {
  #file;
  #places = new Map();

  /** @param {object} file the published file `cube` */
  constructor(file) {
    this.#file = file;
    const { day, platform, country, profile } = file.rows;
    day.forEach((_, at) => {
      const place = writePlace(file.platforms[platform[at]], file.countries[country[at]], file.profiles[profile[at]]);
      if (!this.#places.has(place)) this.#places.set(place, new Map());
      this.#places.get(place).set(file.days[day[at]], at);
    });
  }

  get kpis() {
    return this.#file.kpis;
  }

  get platforms() {
    return this.#file.platforms.filter((each) => each !== "all");
  }

  get countries() {
    return this.#file.countries.filter((each) => each !== "all");
  }

  get profiles() {
    return this.#file.profiles.filter((each) => each !== "all");
  }

  /** The first day that it knows of. */
  get firstDay() {
    return this.#file.days[0];
  }

  /**
   * A KPI at a place, day by day; days that nothing was published of lack.
   *
   * @param {string} kpi @param {{platform?: string, country?: string, profile?: string}} place all where not said
   * @param {{first: string, last: string}} period
   */
  pickDays(kpi, { platform = "all", country = "all", profile = "all" }, period) {
    const rows = this.#places.get(writePlace(platform, country, profile)) ?? new Map();
    const { numerator, denominator, verdict } = this.#file.columns[kpi];
    return [...rows].filter(([day, at]) => day >= period.first && day <= period.last && verdict[at] !== null).map(([day, at]) => ({
      day,
      numerator: numerator[at],
      denominator: denominator ? denominator[at] : 1,
      value: divide(numerator[at], denominator ? denominator[at] : 1),
      verdict: this.#file.verdicts[verdict[at]],
    }));
  }

  /** The same as one figure, see sumDays. */
  total(kpi, place, period) {
    return sumDays(this.pickDays(kpi, place, period), this.kpis[kpi], this.#countKnown(period));
  }

  /** Whether all of a period is published: what is compared with half of one would seem to have doubled. */
  knows(period) {
    return period.first >= this.firstDay;
  }

  #countKnown({ first, last }) {
    return this.#file.days.filter((day) => day >= first && day <= last).length;
  }
}

const writePlace = (...names) => names.join("|");

const divide = (numerator, denominator) => (denominator ? numerator / denominator : null);
