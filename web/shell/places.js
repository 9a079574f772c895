/** Places as people call them; programs, and what a page asks, have their codes. Pure. */

export const namePlatform = (words, platform) => words.name(`platform.${platform}`, platform);

const regions = new Map();

/** A country by its two letters; `others` and what is no country stay words. */
export function nameCountry(words, country) {
  if (!/^[A-Z]{2}$/.test(country)) return words.name(`country.${country}`, country);
  if (!regions.has(words.language)) regions.set(words.language, new Intl.DisplayNames([words.language], { type: "region" }));
  return regions.get(words.language).of(country) ?? country;
}

/** A region stands behind its country: IT-Lazio. */
export const nameRegion = (_words, region) => region.replace(/^[A-Z]{2}-/, "");

const nameProfile = (words, profile) => words.name(`profile.${profile}`, profile);

const NAMES = { platform: namePlatform, country: nameCountry, region: nameRegion, profile: nameProfile };

/** One of them, or all. @param {string} which of platform, country, region, profile */
export const namePlace = (words, which, place) => (place === "all" ? words.name(`place.all.${which}`, place) : NAMES[which](words, place));

/**
 * A value of a breakdown, as in the charts of the API.
 *
 * @param {string|undefined} by the property as it is asked by, such as `platform:step 2`
 */
export function nameSegment(words, by, segment) {
  const which = String(by ?? "").split(":")[0];
  return which in NAMES && segment ? namePlace(words, which, String(segment)) : segment;
}
