import { button, make } from "./elements.js";
import { hand, nameFile, writeCsv, writeJson } from "./files.js";
import { waitIn } from "./wait.js";

/** Files that the API makes of a question; CSV and JSON the browser makes of the rows that are seen. */
const MADE_BY_API = ["xlsx", "pdf", "png", "svg"];

/** @param {import("./panel.js").Figure} figure */
export function showExports(figure, context) {
  const { words } = context;
  const place = make("div", {});
  const own = [
    button("CSV", () => hand(nameFile(figure.title, "csv"), "text/csv;charset=utf-8", writeCsv(figure.columns, figure.rows))),
    button("JSON", () => hand(nameFile(figure.title, "json"), "application/json", writeJson(figure.rows))),
  ];
  const ordered = figure.question ? MADE_BY_API.map((format) => button(format.toUpperCase(), () => order(figure, format, place, context))) : [];
  const hint = ["export.hint", ...(figure.question ? ["export.excel"] : [])].map((key) => words.say(key)).join(" ");
  return make("div", {}, make("p", { class: "soft" }, hint), make("div", { class: "row" }, ...own, ...ordered), place);
}

async function order(figure, format, place, context) {
  await orderFile({ ...figure.question, format }, nameFile(figure.title, format), place, context);
}

/** Formats of a whole dashboard; a ZIP has a CSV for each panel. */
const OF_DASHBOARDS = ["pdf", "xlsx", "zip"];
const FILTERS = ["period", "compare", "platform", "country", "region", "profile"];

/** Those that count together, as the page reads them: a profile is of the whole shop, a region of all platforms. */
function listCounted(fields) {
  if (fields.get("profile")) return ["period", "compare", "profile"];
  return FILTERS.filter((name) => name !== (fields.get("region") ? "platform" : "profile"));
}

/**
 * Buttons that give a dashboard as one file, with what is chosen of its filters.
 *
 * @param {string} name @param {() => URLSearchParams} readFields those of the address when it is pressed
 * @param {string[]} filters those that mean something in it
 */
export function showBoardExports(name, readFields, filters, context) {
  const place = make("div", {});
  const press = (format) => {
    const fields = readFields();
    const chosen = listCounted(fields).filter((each) => filters.includes(each) && fields.get(each)).map((each) => [each, fields.get(each)]);
    return orderFile({ dashboard: name, format, filters: Object.fromEntries(chosen) }, `${name}.${format}`, place, context);
  };
  const buttons = OF_DASHBOARDS.map((format) => {
    const shown = format.toUpperCase();
    return button(shown, () => press(format), { "aria-label": context.words.say("export.board", { format: shown }) });
  });
  return make("div", { class: "row" }, ...buttons, place);
}

async function orderFile(asked, name, place, context) {
  const { words, api } = context;
  await waitIn(place, context, async (how) => {
    const { url, file = name } = await api.order("/v1/exports", { ...asked, language: words.language }, how);
    return [make("p", {}, make("a", { href: onlyFile(url), download: file }, words.say("export.ready", { format: asked.format.toUpperCase() })))];
  });
  place.querySelector("a[download]")?.click();
}

/** The address of a file, or the file itself: never a script. */
function onlyFile(url) {
  const { protocol, href } = new URL(url, location.href);
  if (!["https:", "http:", "data:"].includes(protocol)) throw new Error("no address of a file");
  return href;
}
