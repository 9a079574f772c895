import { scheduleButton } from "../schedules/schedule_button.js";
import { showSchedules } from "../schedules/schedule_list.js";
import { writeAddress, writeQuestion } from "../shell/address.js";
import { make } from "../shell/elements.js";
import { showEmpty } from "../shell/states.js";

/** All that is kept under a name: questions, each of which leads to its builder, filled; and cohorts. */
export async function render(root, context) {
  const { api, words, signal, address } = context;
  if (address.name) return openQuestion(address.name, context);
  const [{ saved }, { cohorts }] = await Promise.all([api.read("/v1/saved", { signal }), api.read("/v1/cohorts", { signal })]);
  const questions = saved.map((each) => showKept(each, { page: each.kind, fields: writeQuestion(each.asked) }, context, { question: each.name }));
  const groups = cohorts.map((each) => showKept(each, { page: "cohort", fields: writeQuestion({ cohort: [each.name] }) }, context));
  root.replaceChildren(make("h1", {}, words.say("page.saved")),
    make("section", { class: "card" }, make("h2", {}, words.say("saved.questions")), listOrEmpty(questions, "saved.empty", words)),
    make("section", { class: "card" }, make("h2", {}, words.say("saved.cohorts")), listOrEmpty(groups, "saved.cohorts.empty", words)),
    await showSchedules(context));
}

/** The question of a link, as it stands now: its builder takes the place of the link, so that Back goes before it. */
async function openQuestion(name, { api, signal }) {
  const { kind, asked } = await api.read(`/v1/saved/${encodeURIComponent(name)}`, { signal });
  location.replace(writeAddress({ page: kind, fields: writeQuestion(asked) }));
}

const listOrEmpty = (rows, key, words) => (rows.length ? make("ul", { class: "rows" }, ...rows) : showEmpty(words, key));

function showKept({ name, description, owner }, place, context, sent = null) {
  const { words } = context;
  return make("li", {},
    make("div", {}, make("a", { href: writeAddress(place) }, description || name), description && make("p", { class: "soft" }, name)),
    make("span", { class: "soft" }, words.name(`page.${place.page}`, place.page)), owner && make("span", { class: "soft" }, owner),
    sent && scheduleButton(sent, context, { "aria-label": `${words.say("word.schedule")}: ${name}` }));
}
