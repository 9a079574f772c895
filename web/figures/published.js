import { Refused } from "../shell/api.js";
import { tellReason } from "./reasons.js";

/** What this page reads: that of tally/domain/page/page_file.py. */
const FORMAT = 2;

/** The files that each night publishes: read once a page; the browser asks by ETag whether one is new. */
export class Published {
  #api;
  #signal;
  #words;
  #files = new Map();

  /**
   * @param {import("../shell/api.js").Api} api @param {AbortSignal} [signal]
   * @param {import("../shell/words.js").Words} [words] in which reasons and notes are told
   */
  constructor(api, signal, words) {
    this.#api = api;
    this.#signal = signal;
    this.#words = words;
  }

  /** @param {string} name such as home @returns {Promise<object|null>} the file, see docs/guides/reports-api.md; null: this build has none */
  read(name) {
    if (!this.#files.has(name)) this.#files.set(name, this.#load(name));
    return this.#files.get(name);
  }

  async #load(name) {
    const file = await this.#api.read(`/v1/published/${name}`, { signal: this.#signal });
    if (file === null) return null;
    if (file.format !== FORMAT) throw new Refused("format");
    if (this.#words) tellTexts(file, this.#words);
    return file;
  }

  /** Several of them, as {name: file}. */
  async readAll(names) {
    const files = await Promise.all(names.map((name) => this.read(name)));
    return Object.fromEntries(names.map((name, at) => [name, files[at]]));
  }
}

/** Puts texts in the place of keys: a file has reasons and notes as keys with numbers, whose words the page has. */
function tellTexts(file, words) {
  const tell = (told) => tellReason(words, told);
  const refuse = (code) => words.name(`refused.${code}`, code);
  if (file.texts) file.texts = file.texts.map(tell);
  for (const kpi of Array.isArray(file.kpis) ? file.kpis : []) Object.assign(kpi, { reason: tell(kpi.reason), note: tell(kpi.note) });
  for (const { code, numbers } of file.faults ?? []) numbers.reason = code === "refused_events" ? refuse(numbers.reason) : tell(numbers.reason);
  for (const columns of [file.disputed, file.columns?.campaign_id && file.columns]) {
    for (const name of ["reason", "note"]) if (columns?.[name]) columns[name] = columns[name].map(tell);
  }
  if (file.refused) file.refused.reason = file.refused.reason.map(refuse);
}

/** Rows as objects, of a file's columns. */
export function listRows(columns) {
  const names = Object.keys(columns);
  return (columns[names[0]] ?? []).map((_, at) => Object.fromEntries(names.map((name) => [name, columns[name][at]])));
}
