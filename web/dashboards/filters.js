import { labelled, make, select } from "../shell/elements.js";
import { nameCountry, namePlatform, nameRegion } from "../shell/places.js";
import { COMPARISONS, PERIODS } from "../figures/periods.js";
import { chooseComparison, listPlatforms, nameRegions, readCube } from "./look.js";

/** Which filters rule one another out: of both together nothing is published. */
const RULED_OUT = { platform: ["profile", "region"], country: ["profile"], region: ["profile"] };

/**
 * The filters of a whole dashboard, from what it may be filtered by.
 *
 * @param {string[]} names of period, compare, platform, country, region, profile
 * @param {(field: string, value: string) => void} change
 */
export function makeFilters(names, files, context, change, hasOwnDays = false) {
  const { words, address } = context;
  if (!names.length) return "";
  const cube = readCube(files.cube);
  const all = (name) => ["", words.name(`filter.all.${name}`, words.say("filter.all"))];
  const regions = readCube(files[nameRegions(address.fields.get("country"))])?.regions ?? [];
  const options = {
    period: () => [...(hasOwnDays ? [["", words.say("period.own")]] : []), ...PERIODS.map((each) => [each, words.say(`period.${each}`)])],
    compare: () => COMPARISONS.map((each) => [each, words.say(`compare.${each}`)]),
    platform: () => [all("platform"), ...listPlatforms(files, cube).map((each) => [each, namePlatform(words, each)])],
    country: () => [all("country"), ...cube.countries.map((each) => [each, nameCountry(words, each)])],
    region: () => [all("region"), ...regions.map((each) => [each, nameRegion(words, each)])],
    profile: () => [all("profile"), ...cube.profiles.map((each) => [each, words.name(`profile.${each}`, each)])],
  };
  const usual = { compare: chooseComparison(address.fields, files) };
  const pick = (name) => labelled(words.say(`filter.${name}`), select(options[name](), address.fields.get(name) ?? usual[name] ?? "", (value) => change(name, value), { data: { filter: name } }));
  const shown = names.filter((name) => name !== "region" || regions.length);
  const fields = Object.fromEntries(shown.map((name) => [name, pick(name)]));
  for (const [name, others] of Object.entries(RULED_OUT)) {
    const isRuledOut = others.some((other) => other in fields && address.fields.get(other));
    fields[name]?.querySelector("select").toggleAttribute("disabled", isRuledOut);
  }
  const hint = writeHint(names, regions, context);
  return make("div", { class: "filters card", role: "search", "aria-label": words.say("filter.title") }, ...Object.values(fields),
    hint && make("p", { class: "soft hint" }, hint));
}

/** What cannot be chosen together, and where regions are. */
function writeHint(names, regions, { words, address }) {
  const { fields } = address;
  if (names.includes("profile") && fields.get("profile")) return words.say("filter.profile.hint");
  if (names.includes("region") && fields.get("region")) return words.say("filter.region.hint");
  if (!names.includes("region")) return "";
  return words.say(!fields.get("country") ? "filter.region.choose" : regions.length ? "filter.region.some" : "filter.region.none");
}
