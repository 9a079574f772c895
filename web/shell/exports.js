import { button, make } from "./elements.js";
import { hand, nameFile, writeCsv, writeJson } from "./files.js";
import { showError, showRunning } from "./states.js";

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
  return make("div", {}, make("p", { class: "soft" }, words.say("export.hint")), make("div", { class: "row" }, ...own, ...ordered), place);
}

async function order({ question }, format, place, context) {
  const { words, api } = context;
  const stop = new AbortController();
  const running = showRunning(words, () => stop.abort());
  place.replaceChildren(running.element);
  try {
    const asked = { ...question, format, language: words.language };
    const { url } = await api.order("/v1/exports", asked, { signal: stop.signal });
    place.replaceChildren(make("p", {}, make("a", { href: onlyWeb(url), download: "" }, words.say("export.ready", { format: format.toUpperCase() }))));
    place.querySelector("a").click();
  } catch (error) {
    place.replaceChildren(showError(words, error));
  }
}

/** An address to press: of the web, never a script. */
function onlyWeb(url) {
  const address = new URL(url, location.href);
  if (!["https:", "http:"].includes(address.protocol)) throw new Error("no address of a file");
  return address.href;
}
