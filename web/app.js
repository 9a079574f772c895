/** Begins: settings, log-in, words, and then whatever page the address names. */

import { PAGES, FIRST_PAGE } from "./pages.js";
import { readAddress, writeAddress } from "./shell/address.js";
import { takeAhead } from "./shell/ahead.js";
import { Api } from "./shell/api.js";
import { make } from "./shell/elements.js";
import { Formats } from "./shell/formats.js";
import { drawFrame } from "./shell/frame.js";
import { LoginFailed, Session } from "./shell/session.js";
import { showError, showLoading } from "./shell/states.js";
import { applyTheme, keepChoice, machineTheme, readChoice, THEMES } from "./shell/theme.js";
import { LANGUAGES, loadWords } from "./shell/words.js";

/** What the deployment wrote: the user pool's addresses, the shop's zone, currency and language. */
let config;
let session;
/** Ends with each page, so that one that is left hears no more of the window, and asks nothing more. */
let leaving = new AbortController();

async function start() {
  config = (await takeAhead("/config.json")) ?? (await fetch("/config.json").then((reply) => reply.json()));
  session = new Session(config);
  await session.end();
  if (!session.isOpen) return session.begin();
  addEventListener("hashchange", () => show("main").catch(stop));
  return show();
}

/**
 * Draws the page of the address.
 *
 * @param {string|null} focused what has the focus then: a page that is drawn anew has nothing of the old one, and who hears
 *   it is told where they are
 */
async function show(focused = null) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const address = readAddress(location.hash);
  const page = PAGES.find(({ name }) => name === (address.page || FIRST_PAGE));
  const language = readChoice("lang", address.fields, LANGUAGES, config.language);
  const theme = readChoice("theme", address.fields, THEMES, machineTheme());
  applyTheme(theme);
  const [words, module] = await Promise.all([loadWords(language, page ? [page.room].flat() : []), page?.load()]);
  if (signal.aborted) return;
  document.documentElement.lang = language;
  const linked = PAGES.filter(({ listsPersons }) => !listsPersons || maySeePersons());
  const frame = drawFrame(linked, { words, theme, person: session.person, page: page?.name, change: choose, leave: () => session.leave() });
  document.title = `${words.say(page ? `page.${page.name}` : "page.none")} · Tally`;
  if (!page) return frame.main.append(make("h1", {}, words.say("page.none")), make("a", { href: "#/" }, words.say("page.first")));
  const context = makeContext({ words, address, frame, signal });
  frame.main.append(showLoading(words));
  if (focused) document.querySelector(focused)?.focus({ preventScroll: true });
  await module.render(frame.main, context).catch((error) => failPage(frame.main, words, error, signal));
  loadPanel().catch(() => {}); // who presses a figure tries again
}

/** What opens from a figure comes after the page, and before somebody presses one. */
const loadPanel = () => import("./shell/panel.js");

/**
 * What a page is given.
 *
 * @typedef {object} Context
 * @property {object} config @property {import("./shell/session.js").Session} session @property {Api} api
 * @property {import("./shell/words.js").Words} words @property {Formats} formats
 * @property {{page: string, name: string|null, fields: URLSearchParams}} address
 * @property {(fields: URLSearchParams) => void} keepAddress writes what is chosen into the address, and draws nothing
 * @property {(page: string, fields?: URLSearchParams, name?: string) => void} go to another page
 * @property {(figure: object) => void} openPanel
 * @property {boolean} maySeePersons whether lists of persons are offered; the API decides
 * @property {(text: string) => void} say to who listens @property {(text: string) => void} tellFresh
 * @property {AbortSignal} signal aborted when the page is left
 */
function makeContext({ words, address, frame, signal }) {
  const context = {
    config, session, api: new Api(session, words.language), words, address, signal,
    formats: new Formats(words.language, config),
    maySeePersons: maySeePersons(),
    keepAddress: (fields) => history.replaceState(null, "", writeAddress({ ...address, page: address.page || FIRST_PAGE, fields })),
    go: (page, fields, name = null) => (location.hash = writeAddress({ page, name, fields })),
    openPanel: (figure) => loadPanel().then(({ openPanel }) => openPanel(figure, context)),
    say: (text) => (frame.said.textContent = text),
    tellFresh: (text) => (frame.fresh.textContent = text),
  };
  return context;
}

const maySeePersons = () => session.person.groups.some((group) => (config.persons_for ?? ["administrators"]).includes(group));

function choose(what, value) {
  keepChoice(what, value);
  const address = readAddress(location.hash);
  address.fields.delete(what);
  history.replaceState(null, "", writeAddress({ ...address, page: address.page || FIRST_PAGE }));
  show(`[data-choice="${what}"]`).catch(stop);
}

function failPage(main, words, error, signal) {
  if (signal.aborted) return null;
  if (error instanceof LoginFailed) return stop(error);
  return main.replaceChildren(make("h1", {}, document.title.replace(/ · Tally$/, "")), showError(words, error, () => show().catch(stop)));
}

/** Without a log-in there is no page: what happened, and the way back in. */
async function stop(error) {
  session?.forget();
  const language = readChoice("lang", new URLSearchParams(), LANGUAGES, config?.language ?? "en");
  applyTheme(readChoice("theme", new URLSearchParams(), THEMES, machineTheme()));
  const words = await loadWords(language, []);
  document.documentElement.lang = language;
  document.body.replaceChildren(make("main", { id: "main" }, make("h1", {}, "Tally"), showError(words, error, () => location.reload())));
}

start().catch(stop);
