/** English as it is written in Europe: a day stands before its month. */
const LOCALES = { en: "en-GB" };

/** How values are written: by their unit, in the language, on the shop's clock. */
export class Formats {
  #language;
  #zone;
  #currency;
  #made = new Map();

  /** @param {string} language @param {{zone: string, currency: string}} shop */
  constructor(language, { zone, currency }) {
    this.#language = LOCALES[language] ?? language;
    this.#zone = zone;
    this.#currency = currency;
  }

  /** @param {number} value @param {number} [digits] at most, behind the point */
  number(value, digits = 2) {
    return this.#write(value, { maximumFractionDigits: digits });
  }

  /** @param {number} value whole units of the shop's currency, such as 12.5 */
  money(value) {
    return this.#write(value, { style: "currency", currency: this.#currency });
  }

  /** @param {number} share of 1 */
  share(share) {
    return this.#write(share, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  }

  /** @param {number} share of 1, with its sign */
  change(share) {
    return this.#write(share, { style: "percent", signDisplay: "exceptZero", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  }

  /** @param {number} seconds such as 2 min 10 s */
  duration(seconds) {
    const parts = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];
    const at = Math.max(0, parts.findIndex(([, length]) => seconds >= length));
    const [unit, length] = seconds < 1 ? parts[3] : parts[at];
    if (unit === "second") return this.#unit(seconds, unit, 1);
    const [smaller, smallerLength] = parts[at + 1];
    const rest = Math.floor((seconds % length) / smallerLength);
    const first = this.#unit(Math.floor(seconds / length), unit, 0);
    return rest ? `${first} ${this.#unit(rest, smaller, 0)}` : first;
  }

  /** @param {string} day such as 2026-03-02, on the shop's calendar */
  day(day, style = "medium") {
    return this.#format("DateTimeFormat", { dateStyle: style, timeZone: "UTC" }).format(new Date(`${day}T00:00Z`));
  }

  /** Such as Tuesday, 3 March. */
  weekday(day) {
    const parts = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
    return this.#format("DateTimeFormat", parts).format(new Date(`${day}T00:00Z`));
  }

  /** Such as 3 Mar. */
  shortDay(day) {
    return this.#format("DateTimeFormat", { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(`${day}T00:00Z`));
  }

  /** Such as Tue, 3 Mar. */
  shortWeekday(day) {
    const parts = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" };
    return this.#format("DateTimeFormat", parts).format(new Date(`${day}T00:00Z`));
  }

  /** At an axis: 20 %. */
  compactShare(share) {
    return this.#write(share, { style: "percent", maximumFractionDigits: 1 });
  }

  /** At an axis: 12K. */
  compact(value) {
    return this.#write(value, { notation: "compact", maximumFractionDigits: 1 });
  }

  /** From one day to another, or the one. */
  days(first, last) {
    if (first === last) return this.day(first);
    const format = this.#format("DateTimeFormat", { dateStyle: "medium", timeZone: "UTC" });
    return format.formatRange(new Date(`${first}T00:00Z`), new Date(`${last}T00:00Z`));
  }

  /** @param {string} moment ISO 8601 with its zone; written on the shop's clock */
  moment(moment) {
    const style = { dateStyle: "medium", timeStyle: "short", timeZone: this.#zone };
    return this.#format("DateTimeFormat", style).format(new Date(moment));
  }

  /** An hour of the day, from its beginning to its end: 07:00–08:00. @param {number} hour 0 to 23 */
  hour(hour) {
    const style = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" };
    const format = this.#format("DateTimeFormat", style);
    return [hour, hour + 1].map((each) => format.format(Date.UTC(2000, 0, 1, each))).join("–");
  }

  bytes(bytes) {
    const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
    const at = bytes < 1 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
    return this.#write(bytes / 1_000 ** at, { style: "unit", unit: units[at], maximumFractionDigits: 1 });
  }

  /**
   * A KPI's value.
   *
   * @param {number|null} value
   * @param {"money"|"share"|"minutes"|"ratio"|"count"} unit money in whole units of the currency, shares of 1
   */
  kpi(value, unit) {
    if (value === null || value === undefined) return "–";
    if (unit === "money") return this.money(value);
    if (unit === "share") return this.share(value);
    if (unit === "minutes") return this.duration(60 * value);
    return this.number(value);
  }

  /**
   * A KPI's value where there is little room: without what is too small to matter.
   *
   * @param {number} [beside] what it stands beside, and is written as
   */
  short(value, unit, beside = value) {
    if (value === null || value === undefined) return "–";
    if (unit === "money" && Math.abs(beside) >= 1_000) return this.#write(value, { style: "currency", currency: this.#currency, maximumFractionDigits: 0 });
    return unit === "count" ? this.number(value, Math.abs(value) < 100 ? 1 : 0) : this.kpi(value, unit);
  }

  #unit(value, unit, digits) {
    return this.#write(value, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits });
  }

  #write(value, options) {
    return this.#format("NumberFormat", options).format(value).replace("-", "−");
  }

  /** Making one costs more than writing a hundred values with it. */
  #format(kind, options) {
    const key = kind + JSON.stringify(options);
    if (!this.#made.has(key)) this.#made.set(key, new Intl[kind](this.#language, options));
    return this.#made.get(key);
  }
}
