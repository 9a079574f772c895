import { button, labelled, make, newId } from "../shell/elements.js";
import { scheduleButton } from "../schedules/schedule_button.js";
import { openDialog } from "../shell/dialog.js";
import { suggestName } from "../shell/free_name.js";
import { showEmpty, showError } from "../shell/states.js";

/** Names of settings, as domain/settings takes them. */
const NAME = "[a-z0-9][a-z0-9_\\-]{0,63}";

/**
 * Keeps a question under a name that others find, too.
 *
 * @param {{kind: string, asked: object}} kept @param {string} title what it tells, where nobody writes anything else
 */
export function openSave(kept, title, context) {
  const { words } = context;
  openForm(words.say("keep.save"), context, {
    title, taken: listNames("saved", context),
    save: async ({ name, description }) => {
      await context.api.write(`/v1/saved/${encodeURIComponent(name)}`, { ...kept, description });
      return { href: "#/saved", text: words.say("keep.saved", { name }), next: scheduleButton({ question: name }, context) };
    },
  });
}

/** Keeps a cohort as its definition: tomorrow others belong to it. */
export function openCohort(asked, title, context) {
  const { words } = context;
  openForm(words.say("keep.cohort"), context, {
    title, taken: listNames("cohorts", context),
    hint: words.say("keep.cohort.hint"),
    save: async ({ name, description }) => {
      await context.api.write(`/v1/cohorts/${encodeURIComponent(name)}`, { asked, description });
      return { href: `#/cohort?cohort=${encodeURIComponent(name)}`, text: words.say("keep.cohort.made", { name }) };
    },
  });
}

/** Saves a question, and puts it on a dashboard as its last panel. */
export function openPin(kept, title, context) {
  const { words, api } = context;
  const dashboards = make("datalist", { id: newId("list") });
  const standing = api.read("/v1/dashboards").then(({ dashboards: found }) => found, () => []);
  standing.then((found) => dashboards.append(...found.map(({ name, title }) => make("option", { value: name }, title ?? name))));
  const field = make("input", { list: dashboards.id, name: "dashboard", required: true, pattern: NAME, autocomplete: "off", value: writeName(title), on: { change: tidy } });
  suggestName(field, standing.then((found) => found.map(({ name }) => name))); // a dashboard that stands may be somebody else's
  openForm(words.say("keep.pin"), context, {
    title, taken: listNames("saved", context),
    more: [labelled(words.say("keep.dashboard"), field), make("p", { class: "soft" }, words.say("keep.dashboard.help")), dashboards],
    save: async ({ name, description, dashboard }) => {
      await api.write(`/v1/saved/${encodeURIComponent(name)}`, { ...kept, description });
      const isNew = !(await standing).some((each) => each.name === dashboard);
      await addPanel(dashboard, isNew, { question: name, title: description || name, width: 2 }, api);
      return { href: `#/dashboards/${encodeURIComponent(dashboard)}`, text: words.say("keep.pinned", { dashboard }), next: scheduleButton({ dashboard }, context) };
    },
  });
}

async function addPanel(dashboard, isNew, panel, api) {
  const path = `/v1/dashboards/${encodeURIComponent(dashboard)}`;
  const { value, version } = isNew ? { value: { title: panel.title }, version: null } : await api.readVersion(path);
  const { title, description = "", panel: panels = [] } = value;
  await api.write(path, { title, description, panel: [...panels, panel] }, version);
}

/** So long a button tells what it did. */
const TOLD_MS = 2_500;

/**
 * The address is the report: whoever opens it sees the same, as far as their role allows. Where the browser keeps its
 * clipboard to itself the link is shown, to be copied by hand.
 *
 * @param {HTMLButtonElement} pressed
 */
export async function copyLink(pressed, { words, say }) {
  try {
    await navigator.clipboard.writeText(location.href);
  } catch {
    return showLink(words);
  }
  say(words.say("keep.copied"));
  pressed.textContent = words.say("keep.copied.short");
  return setTimeout(() => (pressed.textContent = words.say("keep.link")), TOLD_MS);
}

function showLink(words) {
  const field = make("input", { value: location.href, readonly: true, autofocus: true, on: { focus: ({ target }) => target.select() } });
  openDialog(words.say("keep.link"), [labelled(words.say("keep.link.by_hand"), field)], { close: words.say("word.close") });
}

/** What people write becomes a name: Paniers d’été is paniers-d-ete. */
export const writeName = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9_]+/g, "-").replace(/^[-_]+|-+$/g, "").slice(0, 64);

/** Names that settings of a kind have already; none where they cannot be read. */
const listNames = (kind, { api }) => api.read(`/v1/${kind}`).then((found) => found[kind].map(({ name }) => name), () => []);

const tidy = ({ target }) => (target.value = writeName(target.value));

/** A dialog with a name and a description, which are suggested by what is kept; it tells what came of it, or why not. */
function openForm(heading, { words }, { title, taken, save, hint, more = [] }) {
  const name = make("input", { name: "name", required: true, pattern: NAME, autocomplete: "off", value: writeName(title), placeholder: words.say("keep.name.example"), on: { change: tidy } });
  const description = make("input", { name: "description", autocomplete: "off", autofocus: true, value: title });
  suggestName(name, taken);
  const told = make("div", { role: "status" });
  const submit = make("button", { type: "submit", class: "main" }, words.say("word.save"));
  async function send(event) {
    event.preventDefault();
    submit.disabled = true;
    try {
      const { href, text, next = "" } = await save(Object.fromEntries(new FormData(form)));
      const link = make("a", { href, on: { click: () => dialog.close() } }, text);
      fields.hidden = true;
      told.replaceChildren(make("p", { class: "sentence" }, link), make("div", { class: "row" }, next, button(words.say("word.close"), () => dialog.close())));
      link.focus();
    } catch (error) {
      told.replaceChildren(error.status === 412 ? showEmpty(words, "keep.taken") : showError(words, error));
      submit.disabled = false;
    }
  }
  const buttons = make("div", { class: "row" }, submit, button(words.say("word.cancel"), () => dialog.close()));
  const fields = make("div", { class: "stack" }, hint && make("p", { class: "soft" }, hint),
    labelled(words.say("keep.description"), description),
    labelled(words.say("keep.name"), name), make("p", { class: "soft" }, words.say("keep.name.rule")), ...more, buttons);
  const form = make("form", { class: "stack", on: { submit: send } }, fields, told);
  const dialog = openDialog(heading, [form], { close: words.say("word.close") });
}
