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
  #file;

  /** @param {Published} published */
  constructor(published) {
    this.#published = published;
    this.#file = published.read("catalog").then(readFile, () => readFile({}));
  }

  /** Whether nothing is known: names are typed. */
  async isEmpty() {
    return (await this.#file).events.length === 0;
  }

  /** @returns {Promise<Suggestion[]>} */
  async events() {
    const { events } = await this.#file;
    return events.map(({ event, events: volume, description }) => ({ value: event, volume, description }));
  }

  /** Properties of an event (of all, where it is not known), of profiles and of sessions. @returns {Promise<Suggestion[]>} */
  async properties(event, { numeric = false } = {}) {
    const { properties, profiles } = await this.#file;
    const own = properties.filter((each) => each.event === event);
    const fitting = (own.length ? own : properties).filter(({ types }) => !numeric || types.includes("number"));
    const volumes = new Map();
    for (const { property, filled } of fitting) volumes.set(property, (volumes.get(property) ?? 0) + filled);
    return [
      ...[...volumes].map(([value, volume]) => ({ value, volume })),
      ...profiles.map(({ property, persons }) => ({ value: `profile.${property}`, volume: persons })),
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

const readFile = ({ events = {}, properties = {}, profile_properties = {} }) =>
  ({ events: listRows(events), properties: listRows(properties), profiles: listRows(profile_properties) });

let newest = null;

/** The catalogue, read once a visit, and anew where it could not be read. Nobody waits for it but a suggestion. */
export function openCatalog(api) {
  newest ??= new Catalog(new Published(api));
  newest.isEmpty().then((isEmpty) => isEmpty && (newest = null));
  return newest;
}
