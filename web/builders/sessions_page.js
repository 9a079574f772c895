import { make } from "../shell/elements.js";
import { renderBuilder } from "./builder.js";
import { cohortDayField, cohortField, DAYS, daysField, othersField } from "./fields.js";
import { chipsField, moreFields, numberField } from "./small_fields.js";

/** An answer over HTTP has at most 10,000 rows (docs/guides/reports-api.md). */
const MOST = 10_000;
const SHOWN = 100;
const MORE = ["first", "limit", "cohort-as-of"];
const OFFERED = ["cohort", ...MORE, ...DAYS];

export const render = (root, context) =>
  renderBuilder(root, context, { kind: "sessions", form, prepare, isReady: () => true });

/** Nobody looks at a thousand visits, and without days all of history would be read. */
const prepare = (asked) => ({ limit: SHOWN, ...(DAYS.some((name) => asked[name]) ? {} : { last: "30d" }), ...asked });

/** Visits one by one, the latest. */
function form(draft, context) {
  const { words, catalog } = context;
  return [
    make("h2", {}, words.say("sessions.which")),
    make("div", { class: "row fields" }, daysField(draft, context), cohortField(draft, context)),
    moreFields(words, MORE.some((name) => draft.asked[name] !== undefined),
      chipsField(draft, "first", { ...context, title: "sessions.first", list: () => catalog.properties("", { words }) }),
      numberField(draft, "limit", { words, title: "sessions.limit", least: 1, most: MOST, otherwise: SHOWN }),
      cohortDayField(draft, context)),
    othersField(draft, OFFERED, context),
  ];
}
