import { openDialog } from "../shell/dialog.js";
import { button, labelled, make, select } from "../shell/elements.js";
import { suggestName } from "../shell/free_name.js";
import { showError } from "../shell/states.js";
import { loadWords } from "../shell/words.js";
import { readFixed, showFixed, tellFixed } from "./fixed_days.js";
import { readSchedule, RHYTHMS, rhythmOf, WEEKDAYS } from "./written_schedule.js";

const FORMATS = { question: ["pdf", "xlsx", "csv", "png", "svg"], dashboard: ["pdf", "xlsx", "zip"] };
const LANGUAGES = { en: "English", fr: "Français" };
/** Names of settings, as domain/settings takes them. */
const NAME = "[a-z0-9][a-z0-9_\\-]{0,63}";
const FIRST_WEEKDAY = Date.UTC(2024, 0, 1);

/**
 * Sends a saved question or dashboard by itself from now on, or changes how it is sent.
 *
 * @param {{question?: string, dashboard?: string}} thing
 * @param {{name: string, value: object, version: string}|null} kept one that stands; null: a new one
 * @param {() => void} done after it was saved
 */
export async function openSchedule(thing, context, kept = null, done = () => {}) {
  const words = await loadWords(context.words.language, ["schedules"]);
  const [kind, of] = Object.entries(thing)[0];
  const { format = "pdf", language = words.language, hour = 7, to = {}, description = "", day = 1 } = kept?.value ?? {};
  const month = labelled(words.say("schedule.day"), make("input", { type: "number", name: "day", min: 1, max: 28, value: Number(day) || 1 }), {
    hidden: kept?.value.every !== "month",
  });
  const every = select(RHYTHMS.map((each) => [each, nameRhythm(each, words)]), rhythmOf(kept?.value), (chosen) => (month.hidden = chosen !== "month"), { name: "every" });
  const hours = Array.from({ length: 24 }, (_, at) => [String(at), `${at}:00`]);
  const named = make("input", { name: "name", required: true, pattern: NAME, value: kept?.name ?? of, disabled: kept !== null, autocomplete: "off" });
  if (!kept) suggestName(named, context.api.read("/v1/schedules").then(({ schedules }) => schedules.map((each) => each.name), () => []));
  const fixed = make("div", { role: "status", class: "stack" });
  readFixed(thing, context).then((found) => fixed.append(...showFixed(found, words, context.formats, () => dialog.close()), ...tellFixed(found, words)), () => {});
  const told = make("div", { role: "status" });
  const submit = make("button", { type: "submit", class: "main" }, words.say("word.save"));
  const name = kind === "dashboard" ? context.words.name(`board.${of}`, of) : of;
  const fields = make("div", { class: "stack" },
    make("p", { class: "soft" }, words.say(`schedule.of.${kind}`, { name })), fixed,
    labelled(words.say("schedule.name"), named),
    make("div", { class: "row fields" }, labelled(words.say("schedule.every"), every), month,
      labelled(words.say("schedule.hour", { zone: context.config.zone }), select(hours, String(hour), () => {}, { name: "hour" }))),
    make("div", { class: "row fields" },
      labelled(words.say("schedule.format"), select(FORMATS[kind].map((each) => [each, each.toUpperCase()]), format, () => {}, { name: "format" })),
      labelled(words.say("schedule.language"), select(Object.entries(LANGUAGES), language, () => {}, { name: "language" }))),
    labelled(words.say("schedule.mail"), make("input", { name: "mail", value: (to.mail ?? [kept ? null : context.session.person.email]).filter(Boolean).join(", "), autocomplete: "off" })),
    make("p", { class: "soft" }, words.say("schedule.mail.rule")),
    make("details", { open: Boolean(to.folder || to.table) }, make("summary", {}, words.say("schedule.more")),
      make("div", { class: "stack" },
        labelled(words.say("schedule.title"), make("input", { name: "description", value: description, autocomplete: "off" })),
        labelled(words.say("schedule.folder"), make("input", { name: "folder", value: to.folder ?? "", autocomplete: "off", placeholder: "board/weekly" })),
        make("div", { class: "check" }, labelled(words.say("schedule.table"), make("input", { type: "checkbox", name: "table", checked: to.table === true }))))),
    make("p", { class: "soft" }, words.say("schedule.persons")),
    make("div", { class: "row" }, submit, button(words.say("word.cancel"), () => dialog.close())));
  const form = make("form", { class: "stack", on: { submit: save } }, fields, told);
  const dialog = openDialog(words.say(kept ? "schedule.change" : "schedule.new"), [form], { close: words.say("word.close") });

  async function save(event) {
    event.preventDefault();
    submit.disabled = true;
    try {
      const given = Object.fromEntries(new FormData(form));
      const name = kept?.name ?? given.name;
      await context.api.write(`/v1/schedules/${encodeURIComponent(name)}`, readSchedule(thing, given), kept?.version ?? null);
      const link = make("a", { href: "#/saved", on: { click: () => dialog.close() } }, words.say("schedule.saved", { name }));
      fields.hidden = true;
      told.replaceChildren(make("p", { class: "sentence" }, link), button(words.say("word.close"), () => dialog.close()));
      link.focus();
      done();
    } catch (error) {
      told.replaceChildren(showError(words, error));
      submit.disabled = false;
    }
  }
}

/** Such as every Monday. */
export function nameRhythm(rhythm, words) {
  const at = WEEKDAYS.indexOf(rhythm);
  if (at < 0) return words.say(`schedule.every.${rhythm}`);
  const day = new Date(FIRST_WEEKDAY + at * 86_400_000);
  return words.say("schedule.every.week", { day: new Intl.DateTimeFormat(words.language, { weekday: "long", timeZone: "UTC" }).format(day) });
}
