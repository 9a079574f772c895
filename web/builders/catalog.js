import { listRows, Published } from "../figures/published.js";
import { writeEvent } from "./written.js";

/** What a session is known by, beside its events (docs/guides/reports.md): texts, then numbers. */
const OF_SESSIONS = ["platform", "country", "entry_url", "utm_source", "utm_medium", "utm_campaign", "had_order"];
const NUMBERS_OF_SESSIONS = ["duration_s", "events", "product_views"];
/** What is one of two words, whatever came. */
const TWO_WORDS = { "session.had_order": ["true", "false"] };
const IN_OR_OUT = ["in", "out"];

/**
 * What arrives: events, properties and values, from the files of the newest build. All of it lies in the browser, so that
 * a suggestion waits for nobody. Where it cannot be read names are typed: a builder works without it.
 *
 * @typedef {{value: string, description?: string, volume?: number}} Suggestion
 */
export class Catalog {
  #api;
  #published;
  #file;
  #cohorts = null;

  /** @param {import("../shell/api.js").Api} api */
  constructor(api) {
    this.#api = api;
    this.#published = new Published(api);
    this.#file = this.#published.read("catalog").then(readFile, () => readFile({}));
  }

  /** Whether nothing is known: names are typed. */
  async isEmpty() {
    return (await this.#file).events.length === 0;
  }

  /** The day on which the newest event happened; nothing where none is known. @returns {Promise<string|undefined>} */
  async newestDay() {
    const { events } = await this.#file;
    return events.map(({ last_seen }) => last_seen?.slice(0, 10)).filter(Boolean).sort().at(-1);
  }

  /** With what the tracking plan says of them. @returns {Promise<Suggestion[]>} */
  async events({ words }) {
    const { events } = await this.#file;
    const tell = ({ description, owner, status }) =>
      [description, status === "deprecated" && words.say("event.deprecated"), owner && words.say("event.owner", { owner })].filter(Boolean).join(" · ");
    return events.map((event) => ({ value: event.event, volume: event.events, description: tell(event) }));
  }

  /**
   * Properties of an event (of all, where it is not known), of the person's profile, of the session, and cohorts.
   *
   * @returns {Promise<Suggestion[]>}
   */
  async properties(event, { words, numeric = false }) {
    const { properties, profiles } = await this.#file;
    const own = properties.filter((each) => each.event === event);
    const fitting = (own.length ? own : properties).filter(({ types }) => !numeric || types.includes("number"));
    const volumes = new Map();
    for (const { property, filled } of fitting) volumes.set(property, (volumes.get(property) ?? 0) + filled);
    const ofSessions = numeric ? NUMBERS_OF_SESSIONS : [...OF_SESSIONS, ...NUMBERS_OF_SESSIONS];
    const cohorts = numeric ? [] : await this.cohorts();
    return [
      ...[...volumes].map(([value, volume]) => ({ value, volume })),
      ...ofSessions.map((name) => ({ value: `session.${name}`, description: words.say(`session.${name}`) })),
      ...profiles.map(({ property, persons }) => ({ value: `profile.${property}`, volume: persons, description: words.say("profile.property") })),
      ...cohorts.map(({ value }) => ({ value: `cohort.${value}`, description: words.say("cohort.property") })),
    ];
  }

  /** Each event with each of its properties, such as `Product Added[colour]`. @returns {Promise<Suggestion[]>} */
  async propertiesOfEvents() {
    const write = (name, property) => writeEvent({ name, conditions: [{ property, operator: "is set", values: [] }] });
    return (await this.#file).properties.map(({ event, property, filled }) => ({ value: write(event, property), volume: filled }));
  }

  /** Properties of profiles. @returns {Promise<Suggestion[]>} */
  async profileProperties() {
    return (await this.#file).profiles.map(({ property, persons }) => ({ value: property, volume: persons }));
  }

  /** Values that several persons sent; none where they may not be shown. @returns {Promise<Suggestion[]>} */
  async values(event, property) {
    const fixed = property.startsWith("cohort.") ? IN_OR_OUT : TWO_WORDS[property];
    if (fixed) return fixed.map((value) => ({ value }));
    const { values = {} } = await this.#published.read("values").catch(() => ({}));
    const name = property.replace(/^session\./, "");
    const own = values[event]?.[name];
    return addUp(own ? [own] : Object.values(values).map((ofEvent) => ofEvent[name]).filter(Boolean));
  }

  /** Saved cohorts, as they stand now. @returns {Promise<Suggestion[]>} */
  cohorts() {
    const read = ({ cohorts }) => cohorts.map(({ name, description }) => ({ value: name, description }));
    this.#cohorts ??= this.#api.read("/v1/cohorts").then(read, () => []);
    return this.#cohorts;
  }

  /** Somebody may have kept one meanwhile. */
  forgetCohorts() {
    this.#cohorts = null;
  }
}

const readFile = ({ events = {}, properties = {}, profile_properties = {} }) =>
  ({ events: listRows(events), properties: listRows(properties), profiles: listRows(profile_properties) });

/** Values with how often each came, of several events together. */
function addUp(columns) {
  const found = new Map();
  for (const { value, events } of columns.flatMap(listRows)) found.set(String(value), (found.get(String(value)) ?? 0) + events);
  return [...found].map(([value, volume]) => ({ value, volume }));
}

let newest = null;

/** The catalogue, read once a visit, and anew where it could not be read. Nobody waits for it but a suggestion. */
export function openCatalog(api) {
  newest ??= new Catalog(api);
  newest.forgetCohorts();
  newest.isEmpty().then((isEmpty) => isEmpty && (newest = null));
  return newest;
}
