import { isNumeric, kindIn, kindOf, listShown, writeValue } from "./columns.js";
import { button, make } from "./elements.js";
import { nameSegment } from "./places.js";
import { badge } from "./verdict.js";

/** So many rows are drawn; all of them are in the exports. */
const MOST_ROWS = 500;

/**
 * The rows of an answer. It scrolls by itself, and by keyboard.
 *
 * @param {{columns: string[], rows: object[], caption: string, units?: Record<string, string>, asked?: object, personsOf?: (row: object) => object[],
 *   openPersons?: (groups: object[]) => void}} answer
 */
export function showTable({ columns: all, rows, caption, units, asked, personsOf, openPersons }, { words, formats }) {
  const columns = listShown(all, rows);
  const kinds = columns.map((column) => kindOf(column, rows, units));
  const write = (value, kind) => (kind === "verdict" && value ? badge(words, { verdict: value }) : writeValue(value, kind, words, formats));
  const read = (row, column) => (column === "segment" ? nameSegment(words, asked?.by, row.segment) : row[column]);
  const cell = (row, at) => make("td", { class: isNumeric(kinds[at]) ? "n" : `of-${kinds[at]}` }, write(read(row, columns[at]), kindIn(row, kinds[at])));
  const head = columns.map((column, at) =>
    make("th", { scope: "col", class: isNumeric(kinds[at]) ? "n" : null }, words.name(`column.${column}`, column.replaceAll("_", " "))));
  const groups = new Map(openPersons ? rows.slice(0, MOST_ROWS).map((row) => [row, personsOf(row)]).filter(([, found]) => found.length) : []);
  const behind = (row) => make("td", {}, groups.has(row) && button(words.say("people.behind.short"), () => openPersons(groups.get(row)), { class: "plain link" }));
  if (groups.size) head.push(make("th", { scope: "col" }, make("span", { class: "unseen" }, words.say("people.behind"))));
  const body = rows.slice(0, MOST_ROWS).map((row) => make("tr", {}, ...columns.map((_, at) => cell(row, at)), groups.size > 0 && behind(row)));
  return make("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": caption },
    make("table", {}, make("caption", { class: "unseen" }, caption), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body)),
    rows.length > MOST_ROWS && make("p", { class: "soft" }, words.say("table.cut", { shown: MOST_ROWS, n: rows.length })));
}
