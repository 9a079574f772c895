/**
 * The page's address: `#/funnel?steps=...&from=...`. Whatever a page shows follows from it, so that a link is
 * a report. Pure functions, but for `listen`.
 */

/** Fields of a question that are lists, numbers, and yes or no: as the reports API takes them. */
const LISTS = new Set([
  "steps", "hold", "exclude", "cohort", "on", "did", "did-not", "first-time", "sequence", "reached", "dropped-off",
  "profile", "any", "hide", "expand", "first",
]);
const NUMBERS = new Set(["persons", "periods", "before", "after", "top", "limit"]);
/** What the page itself reads in an address. */
const OF_THE_PAGE = new Set(["lang", "theme"]);
const SWITCHES = new Set(["significance", "sizes", "birth-once", "average", "times", "merge-repeats", "total", "compare"]);

/**
 * @param {string} hash such as `#/dashboards/sale?period=7d`
 * @returns {{page: string, name: string|null, fields: URLSearchParams}} `page` is empty where none is named
 */
export function readAddress(hash) {
  const [path, query = ""] = splitOnce(hash.replace(/^#?\/?/, ""), "?");
  const [page, name = null] = splitOnce(path, "/");
  return { page: decode(page), name: name ? decode(name) : null, fields: new URLSearchParams(query) };
}

/**
 * @param {{page: string, name?: string|null, fields?: URLSearchParams}} place
 * @returns {string} with its number sign
 */
export function writeAddress({ page, name = null, fields = new URLSearchParams() }) {
  const path = [page, name].filter(Boolean).map(encodeURIComponent).join("/");
  const query = fields.toString();
  return `#/${path}${query && `?${query}`}`;
}

/** The body of a question, from the fields of an address. Empty texts say nothing and are left out. */
export function readQuestion(fields) {
  const asked = {};
  for (const name of new Set(fields.keys())) {
    if (OF_THE_PAGE.has(name)) continue;
    const texts = fields.getAll(name).filter((text) => text !== "");
    if (texts.length) asked[name] = readValue(name, texts);
  }
  return asked;
}

function readValue(name, texts) {
  if (LISTS.has(name)) return texts;
  const text = texts[0];
  if (NUMBERS.has(name) && /^\d+$/.test(text)) return Number(text);
  if (SWITCHES.has(name) && /^(yes|no)$/.test(text)) return text === "yes";
  return text;
}

/** The fields of an address, from the body of a question. */
export function writeQuestion(asked) {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) {
    for (const each of [value].flat()) {
      if (each === null || each === undefined || each === "") continue;
      fields.append(name, typeof each === "boolean" ? (each ? "yes" : "no") : String(each));
    }
  }
  return fields;
}

function splitOnce(text, sign) {
  const at = text.indexOf(sign);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** A text that is no proper encoding stays as it is: an address is typed by people, too. */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
