import { button, make } from "../shell/elements.js";
import { showEmpty, showError } from "../shell/states.js";
import { loadWords } from "../shell/words.js";
import { showFixed, tellFixed } from "./fixed_days.js";
import { nameRhythm, openSchedule } from "./schedule_dialog.js";
import { listPlaces, rhythmOf } from "./written_schedule.js";

/** All that is sent by itself, each with what changes and ends it, as a section of a page. */
export async function showSchedules(context) {
  const words = await loadWords(context.words.language, ["schedules"]);
  const list = make("div", {});
  const told = make("div", { role: "status" });
  await tell(show);
  return make("section", { class: "card" }, make("h2", {}, words.say("schedule.list")), list, told);

  async function show() {
    const { schedules } = await context.api.read("/v1/schedules", { signal: context.signal });
    const rows = schedules.map(showRow);
    const fixed = schedules.flatMap((each) => each.fixed);
    list.replaceChildren(...(rows.length ? [make("ul", { class: "rows" }, ...rows), ...tellFixed(fixed, words)] : [showEmpty(words, "schedule.none")]));
  }

  function showRow(schedule) {
    const { name, owner, question, dashboard, format, hour, to, fixed } = schedule;
    const thing = question ? { question } : { dashboard };
    const sent = words.say("schedule.sent", { what: question ?? dashboard, format: format.toUpperCase(), rhythm: nameRhythm(rhythmOf(schedule), words), hour: `${hour}:00` });
    return make("li", {},
      make("div", {}, name !== (question ?? dashboard) && make("span", {}, name), make("p", {}, sent), make("p", { class: "soft" }, listPlaces(to)),
        ...showFixed(fixed, words, context.formats)),
      make("span", { class: "soft" }, owner),
      make("div", { class: "row" },
        button(words.say("schedule.change"), () => change(thing, name), { "aria-label": words.say("schedule.change.of", { name }) }),
        button(words.say("schedule.end"), () => end(name), { "aria-label": words.say("schedule.end.of", { name }) })));
  }

  async function change(thing, name) {
    await tell(async () => openSchedule(thing, context, { name, ...(await context.api.readVersion(pathOf(name))) }, show));
  }

  async function end(name) {
    await tell(async () => {
      await context.api.remove(pathOf(name));
      await show();
      return make("p", {}, words.say("schedule.ended", { name }));
    });
  }

  /** What came of it, or why not. */
  async function tell(act) {
    try {
      told.replaceChildren((await act()) ?? "");
    } catch (error) {
      told.replaceChildren(showError(words, error));
    }
  }
}

const pathOf = (name) => `/v1/schedules/${encodeURIComponent(name)}`;
