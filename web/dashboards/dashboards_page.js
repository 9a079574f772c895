import { button, make } from "../shell/elements.js";
import { showEmpty } from "../shell/states.js";
import { Published } from "../figures/published.js";
import { BOARDS } from "./boards.js";
import { makeFilters, readLook } from "./filters.js";

/** The list of dashboards, or the one that the address names. */
export async function render(root, context) {
  const { name } = context.address;
  const board = BOARDS.find((each) => each.name === name);
  if (!name) return showList(root, context);
  if (!board) return root.replaceChildren(make("h1", {}, context.words.say("board.none")), make("a", { href: "#/dashboards" }, context.words.say("page.dashboards")));
  return showBoard(root, board, context);
}

function showList(root, { words }) {
  root.replaceChildren(make("h1", {}, words.say("page.dashboards")), make("ul", { class: "boards" }, ...BOARDS.map(({ name }) =>
    make("li", { class: "card" }, make("a", { href: `#/dashboards/${name}` }, words.say(`board.${name}`)), make("p", { class: "soft" }, words.say(`board.${name}.about`))))));
}

async function showBoard(root, { name, load }, context) {
  const { words, formats, api, signal, address } = context;
  const published = new Published(api, signal);
  const board = await load();
  const files = await published.readAll(board.files);
  const { day, freshness } = files[board.files[0]];
  const title = make("h1", {}, words.say(`board.${name}`));
  if (day === null) return root.replaceChildren(title, showEmpty(words, "home.nothing"));
  if (freshness.events_until) context.tellFresh(words.say("fresh.short", { events: formats.moment(freshness.events_until) }));
  const panels = make("div", { class: "panels" });
  const about = make("p", { class: "soft", role: "status" });
  const draw = () => {
    const began = performance.now();
    const look = readLook(address.fields, files, context, board.filters);
    panels.replaceChildren(...board.draw(look).filter(Boolean));
    about.textContent = board.filters.length ? look.sentence : words.say(`board.${name}.about`);
    panels.dataset.drawnMs = (performance.now() - began).toFixed(1);
  };
  const change = (field, value) => {
    value ? address.fields.set(field, value) : address.fields.delete(field);
    context.keepAddress(address.fields);
    draw();
  };
  const tools = make("div", { class: "row" },
    button(words.say("board.full"), () => root.requestFullscreen(), { hidden: !document.fullscreenEnabled }),
    button(words.say("word.print"), () => window.print()));
  root.replaceChildren(make("div", { class: "headline" }, make("div", {}, title, about), tools), makeFilters(board.filters, files, context, change), panels);
  draw();
}
