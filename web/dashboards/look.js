import { Cube } from "../figures/cube.js";
import { nameCountry, namePlatform, nameRegion } from "../shell/places.js";
import { COMPARISONS, findCompared, findPeriod, PERIODS } from "../figures/periods.js";

const cubes = new WeakMap();

/** A cube is read into its places once, not with each change of a filter. */
export function readCube(file) {
  if (!file) return null;
  if (!cubes.has(file)) cubes.set(file, new Cube(file));
  return cubes.get(file);
}

/** The file of a country's regions. */
export const nameRegions = (country) => `regions/${country}`;

/**
 * What a dashboard looks at.
 *
 * @typedef {object} Look
 * @property {Record<string, object>} files
 * @property {object} context the page's, and `published`: what else may be read
 * @property {Cube|null} cube of the place that is looked at: that of its country's regions where one is chosen
 * @property {Cube|null} regions those of the country that is chosen, where they are published
 * @property {{first: string, last: string}} period @property {{first: string, last: string}|null} compared
 * @property {{platform: string, country: string, region: string, profile: string}} place
 * @property {string[]} chosen the filters that somebody has set
 * @property {string} periodName
 * @property {string} sentence what is shown, in words @property {string} sentencePlace where, alone
 * @param {string[]} filters those that mean something in this dashboard; the others are as if not chosen
 */
export function readLook(fields, files, context, filters) {
  const { words, formats } = context;
  const day = files[Object.keys(files)[0]].day;
  const whole = readCube(files.cube);
  const periodName = choose(fields.get("period"), PERIODS, "1d");
  const period = findPeriod(periodName, day);
  const compared = findCompared(period, filters.includes("compare") ? choose(fields.get("compare") ?? chooseComparison(fields, files), COMPARISONS, "week") : "none", periodName);
  const place = readPlace(fields, files, whole);
  const regions = readCube(files[nameRegions(place.country)]);
  const cube = place.region === "all" ? whole : regions;
  const where = [
    place.platform !== "all" && namePlatform(words, place.platform),
    place.country !== "all" && place.region === "all" && nameCountry(words, place.country),
    place.region !== "all" && nameRegion(words, place.region),
    place.profile !== "all" && words.name(`profile.${place.profile}`, place.profile),
  ].filter(Boolean);
  const firstDay = cube?.firstDay ?? findFirstDay(files);
  const since = firstDay > period.first || (compared && firstDay > compared.first) ? words.say("filter.since", { day: formats.day(firstDay) }) : null;
  const sentencePlace = where.join(", ");
  const parts = [formats.days(period.first, period.last), sentencePlace || words.say("filter.whole"), compared && words.say("filter.against", { days: formats.days(compared.first, compared.last) }), since];
  const chosen = [...["period", compared && "compare"].filter((name) => name && fields.get(name)), ...Object.keys(place).filter((name) => place[name] !== "all")];
  return { files, cube, regions, context, period, compared, place, chosen, periodName, sentencePlace, sentence: parts.filter(Boolean).join(" · ") };
}

/** Profiles are published for the whole shop alone, regions within their country for all platforms. */
function readPlace(fields, files, cube) {
  const place = { platform: "all", country: "all", region: "all", profile: choose(fields.get("profile"), cube?.profiles ?? [], "all") };
  if (place.profile !== "all") return place;
  place.country = choose(fields.get("country"), cube?.countries ?? [], "all");
  place.region = choose(fields.get("region"), readCube(files[nameRegions(place.country)])?.regions ?? [], "all");
  if (place.region === "all") place.platform = choose(fields.get("platform"), listPlatforms(files, cube), "all");
  return place;
}

/** In a shop's first week no weekday has one before it: then the days right before are compared with. */
export function chooseComparison(fields, files) {
  const firstDay = findFirstDay(files);
  if (!firstDay || fields.has("compare")) return null;
  const name = choose(fields.get("period"), PERIODS, "1d");
  const period = findPeriod(name, files[Object.keys(files)[0]].day);
  const isKnown = (comparison) => findCompared(period, comparison, name).first >= firstDay;
  const isYoung = !isKnown("week") && isKnown("before");
  return isYoung ? "before" : null;
}

/** The first day that is published: of the cube, or of what a board reads without it. */
const findFirstDay = ({ cube, funnels, kpis }) => readCube(cube)?.firstDay ?? (funnels ?? kpis)?.columns.day[0];

export const choose = (value, allowed, otherwise) => (allowed.includes(value) ? value : otherwise);

/** Of the cube, or of the funnels where a board reads these alone. */
export function listPlatforms({ funnels }, cube) {
  return cube?.platforms ?? [...new Set(funnels?.columns.platform ?? [])].filter((each) => each !== "all");
}
