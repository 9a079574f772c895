import { openDialog } from "./dialog.js";
import { button, make } from "./elements.js";
import { showEmpty } from "./states.js";
import { showTable } from "./table.js";
import { waitIn } from "./wait.js";

/**
 * The persons behind a figure: one button for each group of them, since a list is asked for on purpose, and its
 * answer is not kept. A cohort is a definition: it is made without seeing anybody.
 *
 * @param {Array<{text: string, kind: string, asked: object, cohort?: () => void}>} groups
 */
export function showPeople(groups, context) {
  const { words, maySeePersons } = context;
  const place = make("div", {});
  const rows = groups.map((group) =>
    make("li", {}, make("span", {}, group.text),
      maySeePersons && button(words.say("people.list"), () => list(group, place, context)),
      group.cohort && button(words.say("people.cohort"), group.cohort)));
  return make("div", {}, make("p", { class: "soft" }, words.say(maySeePersons ? "people.hint" : "people.hint.cohort")), make("ul", { class: "rows" }, ...rows), place);
}

/** The same in a dialog, of one point; nothing where no list can tell them. */
export function openPeople(groups, context) {
  const { words } = context;
  if (groups.length) openDialog(words.say("people.behind"), [showPeople(groups, context)], { close: words.say("word.close"), class: "figure-panel" });
}

function list(group, place, context) {
  const { words, api } = context;
  return waitIn(place, context, async (how) => {
    const answer = await api.ask(group.kind, group.asked, { language: words.language, ...how });
    const shown = answer.rows.length ? showTable({ ...answer, caption: group.text }, context) : showEmpty(words);
    return [make("h3", {}, group.text), shown];
  });
}
