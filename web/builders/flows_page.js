import { make } from "../shell/elements.js";
import { renderBuilder } from "./builder.js";
import { eventField, newEvent } from "./event_field.js";
import { cohortDayField, cohortField, DAYS, daysField, othersField } from "./fields.js";
import { checkField, chipsField, moreFields, numberField, spanField, wordField } from "./small_fields.js";
import { readEvent, writeEvent } from "./written.js";

const AFTER = 3;
const MORE = ["top", "window", "merge-repeats", "hide", "expand", "cohort-as-of"];
const OFFERED = ["anchor", "after", "before", "count", "cohort", ...MORE, ...DAYS];

export const render = (root, context) =>
  renderBuilder(root, context, { kind: "flows", form, isReady: ({ anchor }) => Boolean(anchor) });

/** What people did right after this, or right before it. */
function form(draft, context) {
  const { words, catalog } = context;
  const anchor = draft.asked.anchor ? readEvent(draft.asked.anchor) : newEvent();
  const write = () => draft.set({ anchor: anchor.name ? writeEvent(anchor) : undefined });
  const number = (name, how) => numberField(draft, name, { words, title: `flows.${name}`, least: 0, most: 10, ...how });
  const events = () => catalog.events({ words });
  return [
    make("h2", {}, words.say("flows.anchor")),
    eventField(anchor, write, { ...context, label: words.say("insights.event") }),
    make("div", { class: "row fields" }, 
        number("after", { shown: draft.asked.before ? 0 : AFTER }),
        // Without a word on what comes after, steps before would be all that is told.
        number("before", { otherwise: 0, also: () => ({ after: draft.asked.after ?? AFTER }) }),
        wordField(draft, "count", ["", "sessions", "totals"], { words, title: "funnel.count" })),
    make("div", { class: "row fields" }, daysField(draft, context), cohortField(draft, context)),
    moreFields(words, MORE.some((name) => draft.asked[name] !== undefined),
      number("top", { least: 1, most: 20, otherwise: 3 }),
      spanField(draft, "window", { words, title: "flows.window", otherwise: "30d" }),
      checkField(draft, "merge-repeats", { words, title: "flows.merge-repeats" }),
      chipsField(draft, "hide", { ...context, title: "flows.hide", list: events }),
      chipsField(draft, "expand", { ...context, title: "flows.expand", list: () => catalog.propertiesOfEvents() }),
      cohortDayField(draft, context)),
    othersField(draft, OFFERED, context),
  ];
}
