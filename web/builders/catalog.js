import { listRows, Published } from "../figures/published.js";

/** What a session is known by, beside its events (docs/guides/reports.md). */
const OF_SESSIONS = [
  "platform", "country", "entry_url", "utm_source", "utm_medium", "utm_campaign", "had_order", "duration_s", "events", "product_views",
];

/**
 * What arrives: events, properties and values, from the files of the newest build. All of it lies in the browser, so that
 * a suggestion waits for nobody. Where it cannot be read names are typed: a builder works without it.
 *
 * @typedef {{value: string, description?: string, volume?: number}} Suggestion
 */
export class Catalog {
  #published;
  #events;
  #properties;
  #profiles;

  /** @param {Published} published @param {{events?: object, properties?: object, profile_properties?: object}} file */
  constructor(published, { events = {}, properties = {}, profile_properties = {} }) {
    this.#published = published;
    this.#events = listRows(events);
    this.#properties = listRows(properties);
    this.#profiles = listRows(profile_properties);
  }

  get isEmpty() {
    return this.#events.length === 0;
  }

  /** @returns {Suggestion[]} */
  events() {
    return this.#events.map(({ event, events, description }) => ({ value: event, volume: events, description }));
  }

  /** Properties of an event (of all, where it is not known), of profiles and of sessions. @returns {Suggestion[]} */
  properties(event, { numeric = false } = {}) {
    const own = this.#properties.filter((each) => each.event === event);
    const fitting = (own.length ? own : this.#properties).filter(({ types }) => !numeric || types.includes("number"));
    const volumes = new Map();
    for (const { property, filled } of fitting) volumes.set(property, (volumes.get(property) ?? 0) + filled);
    return [
      ...[...volumes].map(([value, volume]) => ({ value, volume })),
      ...this.#profiles.map(({ property, persons }) => ({ value: `profile.${property}`, volume: persons })),
      ...OF_SESSIONS.map((name) => ({ value: `session.${name}` })),
    ];
  }

  /** Values that several persons sent; none where they may not be shown. @returns {Promise<Suggestion[]>} */
  async values(event, property) {
    const { values = {} } = await this.#published.read("values").catch(() => ({}));
    const found = values[event]?.[property];
    return found ? listRows(found).map(({ value, events }) => ({ value: String(value), volume: events })) : [];
  }
}

let newest = null;

/** The catalogue, read once a visit. */
export function readCatalog(api) {
  const published = new Published(api);
  newest ??= published.read("catalog").then((file) => new Catalog(published, file), () => ((newest = null), new Catalog(published, {})));
  return newest;
}
