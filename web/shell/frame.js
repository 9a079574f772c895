import { button, make, select } from "./elements.js";
import { LANGUAGES } from "./words.js";

const LANGUAGE_NAMES = { en: "English", fr: "Français" };

/**
 * What stands around every page: the name, how fresh the data is, language, theme, who is logged in, and the
 * links to all pages.
 *
 * @returns {{main: HTMLElement, fresh: HTMLElement, said: HTMLElement}} where a page is drawn, where it may say
 *   how fresh its data is, and what is told to who listens
 */
export function drawFrame(pages, { words, theme, person, page, change, leave }) {
  const main = make("main", { id: "main", tabIndex: -1, "aria-label": words.say(page ? `page.${page}` : "page.none") });
  const fresh = make("p", { class: "fresh" });
  const said = make("p", { class: "unseen", role: "status" });
  const skip = make("a", { class: "skip", href: "#main", on: { click: (event) => (event.preventDefault(), main.focus()) } }, words.say("frame.skip"));
  const other = theme === "dark" ? "light" : "dark";
  const header = make("header", { class: "top" },
    make("a", { class: "brand", href: "#/" }, "Tally"), fresh,
    select(LANGUAGES.map((each) => [each, LANGUAGE_NAMES[each]]), words.language, (value) => change("lang", value), { "aria-label": words.say("frame.language"), data: { choice: "lang" } }),
    button(other === "dark" ? "☾" : "☀", () => change("theme", other), { class: "plain", "aria-label": words.say(`frame.${other}`), title: words.say(`frame.${other}`), data: { choice: "theme" } }),
    make("details", { class: "account" }, make("summary", {}, make("span", { class: "unseen" }, words.say("frame.account")), (person.email[0] ?? "?").toUpperCase()),
      make("div", { class: "menu" }, make("p", {}, person.email), make("p", { class: "soft" }, person.groups.join(", ")), make("a", { href: "#/subscription" }, words.say("page.subscription")), button(words.say("frame.leave"), leave))));
  document.body.replaceChildren(skip, header, drawLinks(pages, words, page), main, said);
  // On a phone the links are one line that scrolls.
  document.querySelector(".pages [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  return { main, fresh, said };
}

function drawLinks(pages, words, current) {
  const groups = [...new Set(pages.map((page) => page.group).filter(Boolean))];
  const link = ({ name }) => make("a", { href: `#/${name}`, "aria-current": name === current ? "page" : null }, words.say(`page.${name}`));
  return make("nav", { class: "pages", "aria-label": words.say("frame.pages") },
    ...groups.flatMap((group) => [make("h2", {}, words.say(`group.${group}`)), ...pages.filter((page) => page.group === group).map(link)]));
}
