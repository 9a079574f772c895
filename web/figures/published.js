/** The files that each night publishes: read once a page; the browser asks by ETag whether one is new. */
export class Published {
  #api;
  #signal;
  #files = new Map();

  /** @param {import("../shell/api.js").Api} api @param {AbortSignal} signal */
  constructor(api, signal) {
    this.#api = api;
    this.#signal = signal;
  }

  /** @param {string} name such as home @returns {Promise<object>} the file, see docs/guides/reports-api.md */
  read(name) {
    if (!this.#files.has(name)) this.#files.set(name, this.#api.read(`/v1/published/${name}`, { signal: this.#signal }));
    return this.#files.get(name);
  }

  /** Several of them, as {name: file}. */
  async readAll(names) {
    const files = await Promise.all(names.map((name) => this.read(name)));
    return Object.fromEntries(names.map((name, at) => [name, files[at]]));
  }
}

/** Rows as objects, of a file's columns. */
export function listRows(columns) {
  const names = Object.keys(columns);
  return (columns[names[0]] ?? []).map((_, at) => Object.fromEntries(names.map((name) => [name, columns[name][at]])));
}
