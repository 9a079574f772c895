/** The words of a language, and how it writes numbers, money, days and times. */

export const LANGUAGES = ["en", "fr"];

export class Words {
  #texts;
  #plurals;

  /** @param {string} language en or fr @param {Record<string, string|Record<string, string>>} texts */
  constructor(language, texts) {
    this.language = language;
    this.#texts = texts;
    this.#plurals = new Intl.PluralRules(language);
  }

  has(key) {
    return key in this.#texts;
  }

  /**
   * The text of a key, with its places filled. A text with plurals is chosen by the place `n`. A key without a
   * text stands for itself, so that a new word is seen to lack.
   *
   * @param {string} key such as state.empty
   * @param {Record<string, string|number>} [places] numbers are written in the language's way
   */
  say(key, places = {}) {
    const found = this.#texts[key] ?? key;
    const text = typeof found === "string" ? found : (found[this.#plurals.select(places.n)] ?? found.other);
    return text.replace(/\{(\w+)\}/g, (all, name) => (name in places ? this.#write(places[name]) : all));
  }

  /** The text of a key, or this one where there is none: for names that others give. */
  name(key, otherwise) {
    return this.has(key) ? this.say(key) : otherwise;
  }

  /** What stands behind this in the keys that begin with it. */
  list(start) {
    return Object.keys(this.#texts).filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
  }

  #write(value) {
    return typeof value === "number" ? new Intl.NumberFormat(this.language).format(value) : value;
  }
}

/**
 * Loads the words of the shell and of rooms. To those of the shell cli/web_release.py adds what mails and files say, too.
 *
 * @param {string} language
 * @param {string[]} rooms folders with words.LANGUAGE.json
 */
export async function loadWords(language, rooms) {
  const files = [`../words/${language}.json`, ...rooms.map((room) => `../${room}/words.${language}.json`)];
  return new Words(language, Object.assign({}, ...(await Promise.all(files.map(loadOnce)))));
}

const loaded = new Map();

function loadOnce(file) {
  if (!loaded.has(file)) loaded.set(file, fetch(new URL(file, import.meta.url)).then((reply) => reply.json()));
  return loaded.get(file);
}
