/** What the page counts of a published cube, as JSON: domain/exports/boards counts the same for files. */

import { Cube } from "../../web/figures/cube.js";
import { findCompared, findPeriod } from "../../web/figures/periods.js";

const { file, periods, comparisons, platforms, kpis, day } = JSON.parse(await new Response(process.stdin).text());
const cube = new Cube(file);
const told = [];
for (const name of periods) {
  for (const comparison of comparisons) {
    const period = findPeriod(name, day);
    const days = [period, findCompared(period, comparison, name)].map((each) => each && [each.first, each.last]);
    for (const platform of platforms) {
      for (const kpi of kpis) {
        const values = cube.pickDays(kpi, { platform }, period).map(({ value }) => value);
        told.push([name, comparison, platform, kpi, days, cube.total(kpi, { platform }, period), values]);
      }
    }
  }
}
console.log(JSON.stringify(told));
