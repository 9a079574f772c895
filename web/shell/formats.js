/** How values are written: by their unit, in the language, on the shop's clock. */
export class Formats {
  #language;
  #zone;
  #currency;

  /** @param {string} language @param {{zone: string, currency: string}} shop */
  constructor(language, { zone, currency }) {
    this.#language = language;
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
    return this.#write(share, { style: "percent", signDisplay: "exceptZero", maximumFractionDigits: 1 });
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
    return new Intl.DateTimeFormat(this.#language, { dateStyle: style, timeZone: "UTC" }).format(new Date(`${day}T00:00Z`));
  }

  /** Such as Tuesday, 3 March. */
  weekday(day) {
    const parts = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
    return new Intl.DateTimeFormat(this.#language, parts).format(new Date(`${day}T00:00Z`));
  }

  /** From one day to another, or the one. */
  days(first, last) {
    if (first === last) return this.day(first);
    const format = new Intl.DateTimeFormat(this.#language, { dateStyle: "medium", timeZone: "UTC" });
    return format.formatRange(new Date(`${first}T00:00Z`), new Date(`${last}T00:00Z`));
  }

  /** @param {string} moment ISO 8601 with its zone; written on the shop's clock */
  moment(moment) {
    const style = { dateStyle: "medium", timeStyle: "short", timeZone: this.#zone };
    return new Intl.DateTimeFormat(this.#language, style).format(new Date(moment));
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

  #unit(value, unit, digits) {
    return this.#write(value, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits });
  }

  #write(value, options) {
    return new Intl.NumberFormat(this.#language, options).format(value);
  }
}
