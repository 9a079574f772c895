import { nameKpi } from "../figures/names.js";
import { Published } from "../figures/published.js";
import { labelled, make, select } from "../shell/elements.js";
import { renderBuilder } from "./builder.js";
import { DAYS, daysField, othersField } from "./fields.js";
import { captioned, dayField, explain, moreFields, wordField } from "./small_fields.js";
import { suggestField } from "./suggest.js";

const PLACES = ["platform", "country", "region", "profile"];
const FORMS = ["total", "compare"];
const MORE = [...PLACES, "as-of"];
const OFFERED = ["kpi", "by", ...FORMS, ...MORE, ...DAYS];

export const render = (root, context) => renderBuilder(root, context, { kind: "kpis", form, prepare, isReady: () => true });

/** The days that the form shows where none are chosen. */
const prepare = (asked) => ({ ...(DAYS.some((name) => asked[name]) ? {} : { last: "30d" }), ...asked });

/** One number or all of them, day by day, in all, or beside a week before. */
function form(draft, context) {
  const { words } = context;
  const published = new Published(context.api);
  return [
    make("h2", {}, words.say("kpis.which")),
    make("div", { class: "row fields" }, kpiField(draft, context)),
    make("div", { class: "row fields" }, formField(draft, words), wordField(draft, "by", ["", ...PLACES], { words, title: "kpis.by" })),
    make("div", { class: "row fields" }, daysField(draft, context)),
    moreFields(words, MORE.some((name) => draft.asked[name] !== undefined),
      ...PLACES.map((place) => placeField(draft, place, published, context)),
      dayField(draft, "as-of", { words, title: "kpis.as-of" })),
    othersField(draft, OFFERED, context),
  ];
}

/** One of all KPIs, by the names that people call them. */
function kpiField(draft, { words }) {
  const named = words.list("kpi.").map((kpi) => [kpi, nameKpi(words, kpi)]).sort(([, one], [, other]) => one.localeCompare(other, words.language));
  const choose = (chosen) => draft.set({ kpi: chosen || undefined });
  return explain(labelled(words.say("kpis.kpi"), select([["", words.say("kpis.kpi.none")], ...named], draft.asked.kpi ?? "", choose)), "kpis.kpi", words);
}

/** Day by day, as one figure, or beside the week before: of the three one. */
function formField(draft, words) {
  const current = FORMS.find((name) => draft.asked[name]) ?? "";
  const choose = (chosen) => draft.set(Object.fromEntries(FORMS.map((name) => [name, name === chosen || undefined])));
  const options = ["", ...FORMS].map((name) => [name, words.say(`kpis.form.${name || "days"}`)]);
  return explain(labelled(words.say("kpis.form"), select(options, current, choose)), "kpis.form", words);
}

function placeField(draft, place, published, { words, formats, catalog }) {
  const list = async () => {
    if (place !== "profile") return catalog.values("", place);
    const { profiles = [] } = await published.read("cube").catch(() => ({}));
    return profiles.filter((name) => name !== "all").map((name) => ({ value: name, description: words.name(`profile.${name}`, name) }));
  };
  const choose = (value) => draft.set({ [place]: value || undefined });
  const label = words.say(`kpis.${place}`);
  return captioned(label, suggestField({ label, value: draft.asked[place], placeholder: words.say("kpis.place.none"), list, choose, formats }));
}
