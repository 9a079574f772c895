/**
 * Why a verdict is what it is, or what is noted beside a number, out of a published file.
 *
 * @param {import("../shell/words.js").Words} words
 * @param {string|null|Array<string|[string, object]>} told keys with their places, one behind the other; a text is as it is
 */
export function tellReason(words, told) {
  if (!Array.isArray(told)) return told ?? null;
  return told.map((part) => (typeof part === "string" ? part : sayPart(words, part))).join("");
}

const sayPart = (words, [key, places]) =>
  words.say(key, Object.fromEntries(Object.entries(places).map(([name, value]) => [name, writePlace(words, name, value)])));

function writePlace(words, name, value) {
  if (Array.isArray(value)) return sayPart(words, value);
  if (name === "platform") return words.name(`platform.${value}`, value);
  if (name === "day") return new Intl.DateTimeFormat(words.language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(value));
  return name === "amount" ? Number(value) : value;
}
