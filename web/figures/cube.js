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

/** Where a number may stand, and the file's list of the names of each. */
export const PLACES = { platform: "platforms", country: "countries", region: "regions", profile: "profiles" };

export class Cube {
  #file;
  #kinds;
  #places = new Map();

  /** @param {object} file the published file `cube`, or one of `regions/COUNTRY`, which knows regions alone */
  constructor(file) {
    this.#file = file;
    this.#kinds = Object.keys(PLACES).filter((kind) => file.rows[kind]);
    file.rows.day.forEach((day, at) => {
      const place = writePlace(this.#kinds.map((kind) => file[PLACES[kind]][file.rows[kind][at]]));
      if (!this.#places.has(place)) this.#places.set(place, new Map());
      this.#places.get(place).set(file.days[day], at);
    });
  }

  get kpis() {
    return this.#file.kpis;
  }

  get platforms() {
    return this.#list("platform");
  }

  get countries() {
    return this.#list("country");
  }

  get regions() {
    return this.#list("region");
  }

  get profiles() {
    return this.#list("profile");
  }

  #list(kind) {
    return (this.#file[PLACES[kind]] ?? []).filter((each) => each !== "all");
  }

  /** The first day that it knows of. */
  get firstDay() {
    return this.#file.days[0];
  }

  /**
   * A KPI at a place, day by day; days that nothing was published of lack.
   *
   * @param {string} kpi @param {Record<string, string>} place by the names of PLACES; all where not said
   * @param {{first: string, last: string}} period
   */
  pickDays(kpi, place, period) {
    const rows = this.#places.get(writePlace(this.#kinds.map((kind) => place[kind] ?? "all"))) ?? new Map();
    const { verdict, ...columns } = this.#file.columns[kpi];
    const numerator = this.#find(columns.numerator), denominator = this.#find(columns.denominator);
    return [...rows].filter(([day, at]) => day >= period.first && day <= period.last && verdict[at] !== null).map(([day, at]) => ({
      day,
      numerator: numerator[at],
      denominator: denominator ? denominator[at] : 1,
      value: divide(numerator[at], denominator ? denominator[at] : 1),
      verdict: this.#file.verdicts[verdict[at]],
    }));
  }

  /** A column that is a text is that KPI's numerator. */
  #find(column) {
    return typeof column === "string" ? this.#file.columns[column].numerator : column;
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

const writePlace = (names) => names.join("|");

const divide = (numerator, denominator) => (denominator ? numerator / denominator : null);
