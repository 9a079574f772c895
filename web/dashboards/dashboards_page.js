import { scheduleButton } from "../schedules/schedule_button.js";
import { button, make } from "../shell/elements.js";
import { showBoardExports } from "../shell/exports.js";
import { showEmpty, showError, showLoading } from "../shell/states.js";
import { Published } from "../figures/published.js";
import { BOARDS } from "./boards.js";
import { makeFilters } from "./filters.js";
import { tellIgnored } from "./ignored.js";
import { nameRegions, readCube, readLook } from "./look.js";

/** The list of dashboards, or the one that the address names: everybody's, or one that the shop composed. */
export async function render(root, context) {
  const { name } = context.address;
  if (!name) return showList(root, context);
  return showBoard(root, await findBoard(name, context), context);
}

async function findBoard(name, context) {
  const { words, api } = context;
  const standing = BOARDS.find((each) => each.name === name);
  if (!standing) return (await import("./own_board.js")).makeOwnBoard(name, await api.readVersion(`/v1/dashboards/${encodeURIComponent(name)}`), context);
  const board = await standing.load();
  return { ...board, title: words.say(`board.${name}`), about: words.say(`board.${name}.about`), tools: [] };
}

async function showList(root, context) {
  const { words, api, signal } = context;
  const own = make("div", {});
  root.replaceChildren(
    make("div", { class: "headline" }, make("h1", {}, words.say("page.dashboards")),
      button(words.say("own.new"), () => compose(context), { class: "main" })),
    make("ul", { class: "boards" }, ...BOARDS.map(({ name }) => showLink(name, words.say(`board.${name}`), words.say(`board.${name}.about`)))),
    make("h2", {}, words.say("own.list")), own);
  own.append(showLoading(words));
  const found = await api.read("/v1/dashboards", { signal }).catch((error) => error);
  if (found instanceof Error) return own.replaceChildren(showError(words, found));
  const boards = found.dashboards.map(({ name, title, description }) => showLink(name, title || name, description));
  return own.replaceChildren(boards.length ? make("ul", { class: "boards" }, ...boards) : showEmpty(words, "own.none"));
}

const compose = async (context) => (await import("./composer.js")).openComposer(null, { value: {}, version: null }, context);

function showLink(name, title, about) {
  return make("li", { class: "card" }, make("a", { href: `#/dashboards/${encodeURIComponent(name)}` }, title), about && make("p", { class: "soft" }, about));
}

async function showBoard(root, board, context) {
  const { words, formats, api, signal, address } = context;
  const published = new Published(api, signal, words);
  const files = await published.readAll(board.files);
  const first = files[board.files[0]];
  const title = make("h1", {}, board.title);
  if (first?.day === null) return root.replaceChildren(title, showEmpty(words, "home.nothing"));
  const until = first?.freshness.events_until;
  if (until) context.tellFresh(words.say("fresh.short", { events: formats.moment(until) }));
  const panels = make("div", { class: "panels" });
  const about = make("p", { class: "soft", role: "status" });
  const bar = make("div", { class: "filters-bar" });
  const { fields } = address;
  if (board.usualPeriod && !fields.get("period")) fields.set("period", board.usualPeriod);
  await readRegions();
  const tools = make("div", { class: "row" }, ...board.tools, scheduleButton({ dashboard: address.name }, context),
    button(words.say("board.full"), () => root.requestFullscreen(), { hidden: !document.fullscreenEnabled, class: "wide-only" }),
    button(words.say("word.print"), () => window.print(), { class: "wide-only" }),
    showBoardExports(address.name, () => fields, board.filters, context));
  root.replaceChildren(make("div", { class: "headline" }, make("div", {}, title, about), tools), bar, panels);
  drawFilters();
  return draw();

  function draw() {
    const began = performance.now();
    const look = first && readLook(fields, files, { ...context, published }, board.filters);
    replaceChanged(panels, board.draw(look).filter(Boolean));
    about.textContent = board.filters.length ? look.sentence : board.about;
    panels.dataset.drawnMs = (performance.now() - began).toFixed(1);
  }

  function drawFilters(focused = null) {
    const ignored = ALL_FILTERS.filter((name) => fields.get(name) && !board.filters.includes(name));
    bar.replaceChildren(makeFilters(board.filters, files, context, change, board.hasOwnDays), tellIgnored(ignored, words));
    bar.querySelector(`[data-filter="${focused}"]`)?.focus();
  }

  /** Regions of a country are a file of their own, which is read when somebody chooses the country. */
  async function readRegions() {
    const country = fields.get("country");
    if (!board.filters.includes("region") || !readCube(files.cube).countries.includes(country)) return;
    files[nameRegions(country)] ??= await published.read(nameRegions(country)).catch(() => null);
  }

  async function change(field, value) {
    value ? fields.set(field, value) : fields.delete(field);
    if (field === "country") fields.delete("region");
    context.keepAddress(fields);
    draw();
    drawFilters(field);
    if (field !== "country") return;
    await readRegions();
    if (signal.aborted) return;
    draw();
    drawFilters(bar.contains(document.activeElement) ? document.activeElement.dataset.filter : null);
  }
}

/** Panels that stay the same stay where they are: a chart that is taken out and put back is laid out anew. */
function replaceChanged(place, wanted) {
  const standing = [...place.children];
  if (standing.length !== wanted.length) return place.replaceChildren(...wanted);
  return wanted.forEach((each, at) => each !== standing[at] && standing[at].replaceWith(each));
}

const ALL_FILTERS = ["period", "compare", "platform", "country", "region", "profile"];
