import { make } from "../shell/elements.js";

/** What a panel says of filters that it does not follow; nothing where it follows all. */
export function tellIgnored(names, words) {
  if (!names.length) return "";
  const list = new Intl.ListFormat(words.language).format(names.map((name) => words.say(`filter.${name}`)));
  return make("p", { class: "soft ignored" }, words.say("filter.ignored", { n: names.length, filters: list }));
}
