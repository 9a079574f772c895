import { labelled, make, select } from "../shell/elements.js";
import { Cube } from "../figures/cube.js";
import { nameCountry, namePlatform } from "../figures/names.js";
import { COMPARISONS, findCompared, findPeriod, PERIODS } from "../figures/periods.js";

const cubes = new WeakMap();

/** A cube is read into its places once, not with each change of a filter. */
function readCube(file) {
  if (!file) return null;
  if (!cubes.has(file)) cubes.set(file, new Cube(file));
  return cubes.get(file);
}

/**
 * What a dashboard looks at.
 *
 * @typedef {object} Look
 * @property {Record<string, object>} files @property {Cube|null} cube @property {object} context
 * @property {{first: string, last: string}} period @property {{first: string, last: string}|null} compared
 * @property {{platform: string, country: string, profile: string}} place
 * @property {string} periodName @property {string} sentence what is shown, in words
 * @param {string[]} filters those that mean something in this dashboard; the others are as if not chosen
 */
export function readLook(fields, files, context, filters) {
  const { words, formats } = context;
  const day = files[Object.keys(files)[0]].day;
  const cube = readCube(files.cube);
  const periodName = choose(fields.get("period"), PERIODS, "1d");
  const period = findPeriod(periodName, day);
  const compared = findCompared(period, filters.includes("compare") ? choose(fields.get("compare"), COMPARISONS, "week") : "none", periodName);
  const profile = choose(fields.get("profile"), cube?.profiles ?? [], "all");
  // Profiles are published for the whole shop alone.
  const place = {
    platform: profile === "all" ? choose(fields.get("platform"), listPlatforms(files, cube), "all") : "all",
    country: profile === "all" ? choose(fields.get("country"), cube?.countries ?? [], "all") : "all",
    profile,
  };
  const where = [
    place.platform !== "all" && namePlatform(words, place.platform),
    place.country !== "all" && nameCountry(words, place.country),
    place.profile !== "all" && words.name(`profile.${place.profile}`, place.profile),
  ].filter(Boolean);
  const firstDay = cube?.firstDay;
  const since = firstDay > period.first || (compared && firstDay > compared.first) ? words.say("filter.since", { day: formats.day(firstDay) }) : null;
  const parts = [formats.days(period.first, period.last), where.join(", ") || words.say("filter.whole"), compared && words.say("filter.against", { days: formats.days(compared.first, compared.last) }), since];
  return { files, cube, context, period, compared, place, periodName, sentence: parts.filter(Boolean).join(" · ") };
}

/** In a shop's first week no weekday has one before it: then the days right before are compared with. */
export function chooseComparison(fields, { cube: file }) {
  const cube = readCube(file);
  if (!cube || fields.has("compare")) return;
  const name = choose(fields.get("period"), PERIODS, "1d");
  const period = findPeriod(name, file.day);
  if (!cube.knows(findCompared(period, "week", name)) && cube.knows(findCompared(period, "before", name))) fields.set("compare", "before");
}

const choose = (value, allowed, otherwise) => (allowed.includes(value) ? value : otherwise);

/** Of the cube, or of the funnels where a board reads these alone. */
function listPlatforms({ funnels }, cube) {
  return cube?.platforms ?? [...new Set(funnels?.columns.platform ?? [])].filter((each) => each !== "all");
}

/**
 * The filters of a whole dashboard, from what it may be filtered by.
 *
 * @param {string[]} names of period, compare, platform, country, profile
 * @param {(field: string, value: string) => void} change
 */
export function makeFilters(names, files, context, change) {
  const { words, address } = context;
  if (!names.length) return "";
  const cube = readCube(files.cube);
  const options = {
    period: () => PERIODS.map((each) => [each, words.say(`period.${each}`)]),
    compare: () => COMPARISONS.map((each) => [each, words.say(`compare.${each}`)]),
    platform: () => [["", words.say("filter.all")], ...listPlatforms(files, cube).map((each) => [each, namePlatform(words, each)])],
    country: () => [["", words.say("filter.all")], ...cube.countries.map((each) => [each, nameCountry(words, each)])],
    profile: () => [["", words.say("filter.all")], ...cube.profiles.map((each) => [each, words.name(`profile.${each}`, each)])],
  };
  const pick = (name) => labelled(words.say(`filter.${name}`), select(options[name](), address.fields.get(name) ?? "", (value) => (change(name, value), lock(form))));
  const fields = Object.fromEntries(names.map((name) => [name, pick(name)]));
  const hints = [names.includes("profile") && "filter.profile.hint", names.includes("country") && "filter.region.hint"].filter(Boolean);
  const form = make("div", { class: "filters card", role: "search", "aria-label": words.say("filter.title") }, ...Object.values(fields),
    hints.length > 0 && make("p", { class: "soft hint" }, hints.map((key) => words.say(key)).join(" ")));
  /** A profile is one of the whole shop: beside it no platform and no country can be chosen. */
  function lock() {
    const isLocked = Boolean(address.fields.get("profile"));
    for (const name of ["platform", "country"]) fields[name]?.querySelector("select").toggleAttribute("disabled", isLocked && "profile" in fields);
  }
  lock();
  return form;
}
