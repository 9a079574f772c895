/**
 * What arrives: events, properties and values, from the catalogue of the newest build. Where it cannot be read
 * names are typed: a builder works without it.
 *
 * @typedef {{value: string, description?: string, volume?: number}} Suggestion
 */
export class Catalog {
  #api;
  #events;
  #properties;
  #values = new Map();

  constructor(api, { events = [], properties = [] }) {
    this.#api = api;
    this.#events = events;
    this.#properties = properties;
  }

  get isEmpty() {
    return this.#events.length === 0;
  }

  /** @returns {Suggestion[]} */
  events() {
    return this.#events.map(({ name, description, volume }) => ({ value: name, description, volume }));
  }

  /** Properties of an event, of sessions, profiles and cohorts; numbers alone where a sum is asked for. */
  properties(event, { numeric = false } = {}) {
    const fitting = this.#properties.filter((each) => each.on !== "event" || !each.event || each.event === event || event === "*");
    const known = new Map();
    for (const { name, on, type, description, volume } of fitting) {
      if (numeric && !/int|double|decimal|number|float/.test(type ?? "number")) continue;
      const value = on === "event" || name.startsWith(`${on}.`) ? name : `${on}.${name}`;
      known.set(value, { value, description, volume });
    }
    return [...known.values()];
  }

  /** @returns {Promise<Suggestion[]>} none where they may not be shown */
  async values(event, property) {
    const asked = new URLSearchParams({ event, property }).toString();
    if (!this.#values.has(asked)) {
      const found = this.#api.read(`/v1/catalog/values?${asked}`).then(({ values }) => values, () => []);
      this.#values.set(asked, found.then((values) => values.map(({ value, events }) => ({ value: String(value), volume: events }))));
    }
    return this.#values.get(asked);
  }
}

let newest = null;

/** The catalogue, read once a visit. */
export function readCatalog(api) {
  newest ??= api.read("/v1/catalog").then((read) => new Catalog(api, read), () => ((newest = null), new Catalog(api, {})));
  return newest;
}
