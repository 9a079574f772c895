import { badge } from "../shell/verdict.js";
import { button, make } from "../shell/elements.js";
import { namePlatform } from "../shell/places.js";
import { listRows } from "../figures/published.js";

const MARKS = { lost_events: "disputed", doubled_events: "disputed", other_amounts: "disputed", no_witness: "unaudited", refused_events: "unaudited" };

/** What is wrong with the data: a sentence, why, and what to do. */
export function showFaults(home, published, context) {
  const { words, formats } = context;
  const day = formats.weekday(home.day);
  if (!home.faults.length) {
    return make("section", { class: "card fine" }, make("h2", {}, words.say("fault.none", { day })), make("p", { class: "soft" }, words.say("fault.none.todo")));
  }
  return make("section", { class: "card wrong" },
    make("header", {}, make("h2", {}, words.say("fault.some", { n: home.faults.length, day })), make("a", { href: "#/dashboards/trust" }, words.say("fault.all"))),
    make("ul", { class: "faults" }, ...home.faults.map((fault) => showFault(fault, home, published, context))));
}

function showFault({ code, numbers }, home, published, context) {
  const { words } = context;
  const places = writePlaces(numbers, context);
  const hours = numbers.hours && button(words.say("fault.hours"), () => openHours(numbers, home, published, context), { class: "quiet", "aria-haspopup": "dialog" });
  return make("li", {},
    make("p", { class: "sentence" }, badge(words, { verdict: MARKS[code] }), " ", words.say(chooseWords(code, numbers), places)),
    numbers.reason && code !== "refused_events" && make("p", { class: "soft" }, words.say("fault.why"), " ", make("q", {}, numbers.reason)),
    make("p", {}, make("b", {}, words.say("fault.todo")), " ", words.say(`fault.${code}.todo`, places)), hours);
}

/** Lost orders have an amount; lost views have none. */
const chooseWords = (code, { amount }) => (code === "lost_events" && amount > 0 ? "fault.lost_events.money" : `fault.${code}`);

function writePlaces(numbers, { words, formats }) {
  const platforms = (numbers.platforms ?? []).map((each) => namePlatform(words, each));
  return {
    ...numbers,
    n: numbers.found,
    field: numbers.field ?? "–",
    source: numbers.source ?? "–",
    amount: formats.money(numbers.amount ?? 0),
    share: formats.share(numbers.of ? numbers.found / numbers.of : 0),
    platform: numbers.platform && namePlatform(words, numbers.platform),
    platforms: new Intl.ListFormat(words.language).format(platforms),
    first_hour: writeHour(numbers.first_hour, words),
    last_hour: writeHour((numbers.last_hour ?? 0) + 1, words),
  };
}

const writeHour = (hour, { language }) =>
  new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" }).format(Date.UTC(2000, 0, 1, hour ?? 0));

async function openHours(numbers, home, published, context) {
  const { words, openPanel, formats } = context;
  const { disputed } = await published.read("trust");
  const rows = listRows(disputed).filter(({ day, event, platform }) => day === home.day && event === numbers.event && platform === numbers.platform);
  openPanel({
    title: words.say("fault.title", { event: numbers.event, platform: namePlatform(words, numbers.platform), day: formats.weekday(home.day) }),
    columns: ["local_hour", "lake_events", "witness_events", "missing_in_lake", "quarantined", "duplicates_in_lake", "amount_differs", "missing_amount", "reason"],
    rows,
    verdict: { verdict: "disputed", reason: numbers.reason },
    sql: `select *\nfrom audit_cells\nwhere business_date = date '${home.day}'\n  and event_name = '${numbers.event.replaceAll("'", "''")}'\n  and platform = '${numbers.platform.replaceAll("'", "''")}'\n  and verdict = 'disputed'\norder by hour_at`,
    build: home.build,
    answered_at: home.published_at,
    days: { first: home.day, last: home.day },
  });
}
