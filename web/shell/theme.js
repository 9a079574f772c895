/** Light, dark, or as the machine has it; and the language. What an address says is kept. */

const PLACES = { theme: "tally.theme", lang: "tally.lang" };

/** @param {"theme"|"lang"} what @param {URLSearchParams} fields of the address */
export function readChoice(what, fields, allowed, otherwise) {
  if (allowed.includes(fields.get(what))) keepChoice(what, fields.get(what));
  const kept = localStorage.getItem(PLACES[what]);
  return allowed.includes(kept) ? kept : otherwise;
}

export function keepChoice(what, value) {
  localStorage.setItem(PLACES[what], value);
}

export const THEMES = ["light", "dark"];

export function applyTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

export const machineTheme = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
