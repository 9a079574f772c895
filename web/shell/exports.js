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
  return make("div", {}, make("p", { class: "soft" }, words.say("export.hint")), make("div", { class: "row" }, ...own, ...ordered), place);
}

async function order(figure, format, place, context) {
  const { words, api } = context;
  await waitIn(place, context, async (how) => {
    const asked = { ...figure.question, format, language: words.language };
    const { url, file = nameFile(figure.title, format) } = await api.order("/v1/exports", asked, how);
    return [make("p", {}, make("a", { href: onlyFile(url), download: file }, words.say("export.ready", { format: format.toUpperCase() })))];
  });
  place.querySelector("a[download]")?.click();
}

/** The address of a file, or the file itself: never a script. */
function onlyFile(url) {
  const { protocol, href } = new URL(url, location.href);
  if (!["https:", "http:", "data:"].includes(protocol)) throw new Error("no address of a file");
  return href;
}
