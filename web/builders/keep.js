import { button, labelled, make, newId } from "../shell/elements.js";
import { scheduleButton } from "../schedules/schedule_button.js";
import { openDialog } from "../shell/dialog.js";
import { showError } from "../shell/states.js";

/** Names of settings, as domain/settings takes them. */
const NAME = "[a-z0-9][a-z0-9_\\-]{0,63}";

/** Keeps a question under a name that others find, too. */
export function openSave(kept, context) {
  const { words } = context;
  openForm(words.say("keep.save"), context, {
    save: async ({ name, description }) => {
      await context.api.write(`/v1/saved/${encodeURIComponent(name)}`, { ...kept, description });
      return { href: "#/saved", text: words.say("keep.saved", { name }), next: scheduleButton({ question: name }, context) };
    },
  });
}

/** Keeps a cohort as its definition: tomorrow others belong to it. */
export function openCohort(asked, context) {
  const { words } = context;
  openForm(words.say("keep.cohort"), context, {
    hint: words.say("keep.cohort.hint"),
    save: async ({ name, description }) => {
      await context.api.write(`/v1/cohorts/${encodeURIComponent(name)}`, { asked, description });
      return { href: `#/cohort?cohort=${encodeURIComponent(name)}`, text: words.say("keep.cohort.made", { name }) };
    },
  });
}

/** Saves a question, and puts it on a dashboard as its last panel. */
export function openPin(kept, context) {
  const { words, api } = context;
  const dashboards = make("datalist", { id: newId("list") });
  api.read("/v1/dashboards").then(({ dashboards: found }) =>
    dashboards.append(...found.map(({ name, title }) => make("option", { value: name }, title ?? name))), () => {});
  const field = make("input", { list: dashboards.id, name: "dashboard", required: true, pattern: NAME });
  openForm(words.say("keep.pin"), context, {
    more: [labelled(words.say("keep.dashboard"), field), dashboards],
    save: async ({ name, description, dashboard }) => {
      await api.write(`/v1/saved/${encodeURIComponent(name)}`, { ...kept, description });
      await addPanel(dashboard, { question: name, title: description || name, width: 1 }, api);
      return { href: `#/dashboards/${encodeURIComponent(dashboard)}`, text: words.say("keep.pinned", { dashboard }) };
    },
  });
}

async function addPanel(dashboard, panel, api) {
  const path = `/v1/dashboards/${encodeURIComponent(dashboard)}`;
  const found = await api.readVersion(path).catch((error) => {
    if (error.status === 404) return { value: { title: dashboard }, version: null };
    throw error;
  });
  const { title, description = "", panel: panels = [] } = found.value;
  await api.write(path, { title, description, panel: [...panels, panel] }, found.version);
}

/** The address is the report: whoever opens it sees the same, as far as their role allows. */
export async function copyLink({ words, say }) {
  await navigator.clipboard.writeText(location.href);
  say(words.say("keep.copied"));
}

/** What people write becomes a name: Paniers d’été is paniers-d-ete. */
export const writeName = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9_]+/g, "-").replace(/^[-_]+|-+$/g, "").slice(0, 64);

const tidy = ({ target }) => (target.value = writeName(target.value));

/** A dialog with a name and a description; it tells what came of it, or why not. */
function openForm(title, { words }, { save, hint, more = [] }) {
  const name = make("input", { name: "name", required: true, pattern: NAME, autocomplete: "off", placeholder: words.say("keep.name.example"), on: { change: tidy } });
  const description = make("input", { name: "description", autocomplete: "off" });
  const told = make("div", { role: "status" });
  const submit = make("button", { type: "submit", class: "main" }, words.say("word.save"));
  async function send(event) {
    event.preventDefault();
    submit.disabled = true;
    try {
      const { href, text, next = "" } = await save(Object.fromEntries(new FormData(form)));
      told.replaceChildren(make("a", { href, on: { click: () => dialog.close() } }, text), " ", next);
    } catch (error) {
      told.replaceChildren(showError(words, error));
      submit.disabled = false;
    }
  }
  const form = make("form", { class: "stack", on: { submit: send } }, hint && make("p", { class: "soft" }, hint),
    labelled(words.say("keep.name"), name), make("p", { class: "soft" }, words.say("keep.name.rule")),
    labelled(words.say("keep.description"), description), ...more,
    make("div", { class: "row" }, submit, button(words.say("word.cancel"), () => dialog.close())), told);
  const dialog = openDialog(title, [form], { close: words.say("word.close") });
}
