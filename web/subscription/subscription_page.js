import { button, labelled, make, newId, select } from "../shell/elements.js";
import { showError } from "../shell/states.js";
import { LANGUAGES } from "../shell/words.js";

const PATH = "/v1/subscription";
/** As the API names them; 2 January 2006 was a Monday. */
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MONDAY = Date.UTC(2006, 0, 2);
const DAY_MS = 86_400_000;
const LANGUAGE_NAMES = { en: "English", fr: "Français" };

/** Who is logged in chooses their own daily report: when, in which language, and of what. */
export async function render(root, context) {
  const { api, words } = context;
  const { value: chosen, version } = await api.readVersion(PATH);
  const form = makeForm(chosen, context);
  const told = make("div", { role: "status" });
  const keep = async (choices) => {
    try {
      await api.write(PATH, choices, version);
      await render(root, context);
      context.say(words.say("subscription.kept"));
    } catch (error) {
      told.replaceChildren(showError(words, error));
    }
  };
  const stop = chosen.weekdays.length > 0 && button(words.say("subscription.stop"), () => keep({ ...form.read(), weekdays: [] }));
  root.replaceChildren(make("h1", {}, words.say("page.subscription")),
    make("form", { class: "card stack", on: { submit: (event) => (event.preventDefault(), keep(form.read())) } },
      make("p", {}, words.say(chosen.weekdays.length ? "subscription.on" : "subscription.off", { email: chosen.email })),
      ...form.fields, told,
      make("div", { class: "row" }, make("button", { class: "main" }, words.say("word.save")), stop)));
}

/** The fields, filled, and what is chosen in them. */
function makeForm(chosen, { words, config }) {
  const choices = { hour: chosen.hour, language: chosen.language };
  const hours = Array.from({ length: 24 }, (_, hour) => [String(hour), writeHour(hour, words)]);
  const weekdays = makeChecks(words.say("subscription.weekdays"), WEEKDAYS, chosen.weekdays, (day) => nameWeekday(day, words));
  const kpis = makeChecks(words.say("subscription.kpis"), chosen.offered, chosen.kpis, (kpi) => words.name(`kpi.${kpi}`, kpi), words.say("subscription.kpis.none"));
  return {
    fields: [
      weekdays.element,
      make("div", { class: "row" },
        labelled(words.say("subscription.hour", { zone: config.zone }), select(hours, String(chosen.hour), (hour) => (choices.hour = Number(hour)))),
        labelled(words.say("frame.language"), select(LANGUAGES.map((each) => [each, LANGUAGE_NAMES[each]]), chosen.language, (language) => (choices.language = language)))),
      kpis.element,
    ],
    read: () => ({ ...choices, weekdays: weekdays.read(), kpis: kpis.read() }),
  };
}

/** Several of some names. */
function makeChecks(title, names, chosen, write, hint = null) {
  const boxes = names.map((name) => make("input", { type: "checkbox", id: newId("check"), value: name, checked: chosen.includes(name) }));
  const labels = boxes.map((box) => make("label", { class: "choice", for: box.id }, box, write(box.value)));
  return {
    element: make("fieldset", { class: "choices" }, make("legend", {}, title), hint && make("p", { class: "soft" }, hint), make("div", {}, ...labels)),
    read: () => boxes.filter((box) => box.checked).map((box) => box.value),
  };
}

const nameWeekday = (day, { language }) =>
  new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" }).format(MONDAY + DAY_MS * WEEKDAYS.indexOf(day));

const writeHour = (hour, { language }) =>
  new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" }).format(MONDAY + hour * 3_600_000);
