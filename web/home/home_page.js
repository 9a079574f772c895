import { button, make } from "../shell/elements.js";
import { showEmpty } from "../shell/states.js";
import { Published } from "../figures/published.js";
import { showChanges } from "./changes.js";
import { showFaults } from "./faults.js";
import { showNext } from "./next_questions.js";
import { showStrip } from "./strip.js";

/** What it reads at once. */
export const files = ["home"];

/** How are we doing, what is wrong with the data, where did the change come from: in this order. */
export async function render(root, context) {
  const { words, formats, api, signal } = context;
  const published = new Published(api, signal, words);
  const home = await published.read("home");
  if (home.day === null) return root.replaceChildren(make("h1", {}, words.say("page.home")), showEmpty(words, "home.nothing"));
  const told = tellFresh(home, context);
  context.tellFresh(told.short);
  root.replaceChildren(
    make("div", { class: "headline" },
      make("div", {}, make("h1", {}, capital(formats.weekday(home.day))), make("p", { class: "soft" }, told.long)),
      button(words.say("word.print"), () => window.print(), { class: "wide-only" })),
    showStrip(home, published, context),
    showFaults(home, published, context),
    showChanges(home, published, context),
    showNext(home.day, context));
}

/** Freshness in words: until when events came, until when they were compared, and which night was read. */
function tellFresh({ freshness, published_at }, { words, formats }) {
  const places = {
    events: freshness.events_until && formats.moment(freshness.events_until),
    audited: freshness.audited_until && formats.moment(freshness.audited_until),
    night: published_at && formats.moment(published_at),
  };
  const parts = ["events", "audited", "night"].filter((name) => places[name]);
  return {
    short: words.say("fresh.short", { events: places.events ?? "–" }),
    long: capital(parts.map((name) => words.say(`fresh.${name}`, { moment: places[name] })).join(" · ")),
  };
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);
