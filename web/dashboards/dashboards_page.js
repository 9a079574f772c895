import { button, make } from "../shell/elements.js";
import { showBoardExports } from "../shell/exports.js";
import { showEmpty, showError } from "../shell/states.js";
import { Published } from "../figures/published.js";
import { BOARDS } from "./boards.js";
import { openComposer } from "./composer.js";
import { chooseComparison, makeFilters, readLook } from "./filters.js";
import { makeOwnBoard } from "./own_board.js";

/** The list of dashboards, or the one that the address names: everybody's, or one that the shop composed. */
export async function render(root, context) {
  const { name } = context.address;
  if (!name) return showList(root, context);
  return showBoard(root, await findBoard(name, context), context);
}

async function findBoard(name, context) {
  const { words, api } = context;
  const standing = BOARDS.find((each) => each.name === name);
  if (!standing) return makeOwnBoard(name, await api.readVersion(`/v1/dashboards/${encodeURIComponent(name)}`), context);
  const board = await standing.load();
  return { ...board, title: words.say(`board.${name}`), about: words.say(`board.${name}.about`), tools: [] };
}

async function showList(root, context) {
  const { words, api, signal } = context;
  const own = make("div", {});
  root.replaceChildren(
    make("div", { class: "headline" }, make("h1", {}, words.say("page.dashboards")),
      button(words.say("own.new"), () => openComposer(null, { value: {}, version: null }, context), { class: "main" })),
    make("ul", { class: "boards" }, ...BOARDS.map(({ name }) => showLink(name, words.say(`board.${name}`), words.say(`board.${name}.about`)))),
    make("h2", {}, words.say("own.list")), own);
  const found = await api.read("/v1/dashboards", { signal }).catch((error) => error);
  if (found instanceof Error) return own.replaceChildren(showError(words, found));
  const boards = found.dashboards.map(({ name, title, description }) => showLink(name, title || name, description));
  return own.replaceChildren(boards.length ? make("ul", { class: "boards" }, ...boards) : showEmpty(words, "own.none"));
}

function showLink(name, title, about) {
  return make("li", { class: "card" }, make("a", { href: `#/dashboards/${encodeURIComponent(name)}` }, title), about && make("p", { class: "soft" }, about));
}

async function showBoard(root, board, context) {
  const { words, formats, api, signal, address } = context;
  const files = await new Published(api, signal, words).readAll(board.files);
  const first = files[board.files[0]];
  const title = make("h1", {}, board.title);
  if (first?.day === null) return root.replaceChildren(title, showEmpty(words, "home.nothing"));
  const until = first?.freshness.events_until;
  if (until) context.tellFresh(words.say("fresh.short", { events: formats.moment(until) }));
  chooseComparison(address.fields, files);
  const panels = make("div", { class: "panels" });
  const about = make("p", { class: "soft", role: "status" });
  const draw = () => {
    const began = performance.now();
    const look = first && readLook(address.fields, files, context, board.filters);
    panels.replaceChildren(...board.draw(look).filter(Boolean));
    about.textContent = board.filters.length ? look.sentence : board.about;
    panels.dataset.drawnMs = (performance.now() - began).toFixed(1);
  };
  const change = (field, value) => {
    value ? address.fields.set(field, value) : address.fields.delete(field);
    context.keepAddress(address.fields);
    draw();
  };
  const tools = make("div", { class: "row" }, ...board.tools,
    button(words.say("board.full"), () => root.requestFullscreen(), { hidden: !document.fullscreenEnabled }),
    button(words.say("word.print"), () => window.print()),
    showBoardExports(address.name, () => address.fields, board.filters, context));
  root.replaceChildren(make("div", { class: "headline" }, make("div", {}, title, about), tools), makeFilters(board.filters, files, context, change), panels);
  draw();
}
