/** Files that the browser makes of rows by itself. Pure, but for `hand`. */

/**
 * CSV of RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it, as the CSV
 * of `tally --format csv` does (OWASP, CSV injection); numbers stay numbers.
 *
 * @param {string[]} columns
 * @param {object[]} rows
 */
export function writeCsv(columns, rows) {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return lines.map((cells) => `${cells.map(writeCell).join(",")}\r\n`).join("");
}

function writeCell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "object" ? JSON.stringify(value) : value;
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const writeJson = (rows) => `${JSON.stringify(rows, null, 1)}\n`;

/** A name that any disk takes. */
export const nameFile = (title, ending) => `${title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "tally"}.${ending}`;

/** Hands a file to the person who asked for it. */
export function hand(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
