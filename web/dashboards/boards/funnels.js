import { make } from "../../shell/elements.js";
import { showEmpty } from "../../shell/states.js";
import { drawBars } from "../../figures/bars.js";
import { findWorst } from "../../figures/cube.js";
import { namePlatform } from "../../shell/places.js";
import { listRows } from "../../figures/published.js";
import { writeEvent } from "../../builders/written.js";
import { writeAddress, writeQuestion } from "../../shell/address.js";
import { describeRows, makePanel } from "../panels.js";

/** From view to order, platform by platform. */
export const files = ["funnels", "trust"];
export const filters = ["period", "compare", "platform"];

const STEPS = { viewed: "Product Viewed", added: "Product Added", checkouts: "Checkout Started", ordered: "Order Completed" };

export const drawFirst = (look) => draw(look).slice(0, 1);

export function draw(look) {
  const { files: { funnels }, place, context } = look;
  const rows = listRows(funnels.columns);
  const platforms = [...new Set(rows.map((row) => row.platform))].sort((one, other) => (other === "all") - (one === "all") || one.localeCompare(other));
  const shown = platforms.filter((each) => place.platform === "all" || each === place.platform);
  const panels = shown.map((platform) => makeFunnel(platform, rows, look)).filter(Boolean);
  return panels.length ? panels : [showEmpty(context.words, "board.empty")];
}

function makeFunnel(platform, rows, look) {
  const { period, compared, context } = look;
  const { words, formats, openPanel } = context;
  const open = () => openPanel(describe(title, platform, days, look));
  const ofDays = ({ first, last }) => rows.filter((row) => row.platform === platform && row.day >= first && row.day <= last);
  const days = ofDays(period);
  const now = addSteps(days);
  if (!now.viewed) return null;
  const before = compared && compared.first >= rows[0].day && addSteps(ofDays(compared));
  const title = platform === "all" ? words.say("part.funnel") : namePlatform(words, platform);
  const bars = Object.keys(STEPS).map((step, at) => {
    const share = now[step] / now.viewed;
    const earlier = before && before.viewed ? words.say("funnel.before", { share: formats.share(before[step] / before.viewed) }) : null;
    return { name: words.say(`funnel.${step}`), value: now[step], text: `${formats.number(now[step])} · ${formats.share(share)}`, soft: at ? earlier : null, press: open };
  });
  const worst = findWorstStep(now, formats, words);
  return makePanel(title, () => describe(title, platform, days, look), look,
    make("p", {}, worst), drawBars(bars, { label: title, head: [words.say("column.step"), words.say("change.bar"), words.say("column.persons")] }),
    period.first !== period.last && make("p", { class: "soft" }, words.say("kpi.daily")));
}

/** Sums of days: a person who came on two of them is two, and the page says so. */
function addSteps(rows) {
  return Object.fromEntries(Object.keys(STEPS).map((step) => [step, rows.reduce((sum, row) => sum + row[step], 0)]));
}

/** Where most leave, as a sentence. */
function findWorstStep(now, formats, words) {
  const steps = Object.keys(STEPS);
  const kept = steps.slice(1).map((step, at) => ({ from: steps[at], to: step, share: now[steps[at]] ? now[step] / now[steps[at]] : 1 }));
  const worst = kept.reduce((one, other) => (other.share < one.share ? other : one));
  return words.say("funnel.sentence", {
    viewed: now.viewed, n: now.ordered,
    from: words.say(`funnel.${worst.from}`), to: words.say(`funnel.${worst.to}`), lost: formats.share(1 - worst.share),
  });
}

function describe(title, platform, rows, look) {
  const { files: { funnels, trust }, period } = look;
  const where = platform === "all" ? "" : `\n  and platform = '${platform.replaceAll("'", "''")}'`;
  const sql = `select *\nfrom ${platform === "all" ? "funnel_daily" : "funnel_by_platform"}\nwhere business_date between date '${period.first}' and date '${period.last}'${where}\norder by business_date`;
  const figure = describeRows(title, ["day", ...Object.keys(STEPS)], rows, { file: funnels, verdict: judge(platform, period, trust), sql, days: period });
  return { ...figure, further: writeAddress({ page: "funnel", fields: writeQuestion(askFurther(platform, period)) }) };
}

/** The same steps as a question: it leads to the persons behind each, and to a cohort of them. */
function askFurther(platform, { first, last }) {
  const [entry, ...others] = Object.values(STEPS);
  const steps = platform === "all" ? [entry, ...others] : [writeEvent({ name: entry, conditions: [{ property: "platform", operator: "=", values: [platform] }], isAnywhere: false }), ...others];
  return { steps, window: "1d", from: first, to: last };
}

/** The worst verdict of the events under it; days before those that are published are unaudited here. */
function judge(platform, period, trust) {
  const names = Object.values(STEPS);
  const judged = listRows(trust.events).filter((row) => names.includes(row.event) && (platform === "all" || row.platform === platform) && row.day >= period.first && row.day <= period.last);
  const days = new Set(judged.map((row) => row.day));
  const verdict = days.has(period.first) ? findWorst(judged.map((row) => row.verdict)) : "unaudited";
  const worst = judged.find((row) => row.verdict === verdict);
  return { verdict, reason: worst && worst.reason !== null ? trust.texts[worst.reason] : "" };
}
