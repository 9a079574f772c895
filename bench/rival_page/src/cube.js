// What a place has of a KPI, out of the columns of the published cube.

/** Days in order: {day, value, before, verdict}; `before` is the day before it. */
export function listDays(cube, kpi, place) {
  const { numerator, denominator, verdict } = cube.columns[kpi];
  const { day, platform, country, profile } = cube.rows;
  const found = day
    .map((_, at) => at)
    .filter((at) => cube.platforms[platform[at]] === place.platform && cube.countries[country[at]] === place.country && cube.profiles[profile[at]] === place.profile)
    .map((at) => ({ day: new Date(cube.days[day[at]]), value: divide(numerator[at], denominator?.[at] ?? 1), verdict: cube.verdicts[verdict[at]] }))
    .filter((each) => each.verdict !== undefined)
    .sort((one, other) => one.day - other.day);
  return found.map((each, at) => ({ ...each, before: at ? found[at - 1].value : null }));
}

/** The newest day. */
export function totalOf(cube, kpi, place) {
  return listDays(cube, kpi, place).at(-1) ?? { value: null, before: null, verdict: "unaudited" };
}

const divide = (numerator, denominator) => (denominator ? numerator / denominator : null);
