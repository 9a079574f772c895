import { writeAddress, writeQuestion } from "../shell/address.js";
import { make } from "../shell/elements.js";
import { showEmpty } from "../shell/states.js";

/** All saved questions: each leads to its builder, filled. */
export async function render(root, context) {
  const { api, words, signal } = context;
  const { saved } = await api.read("/v1/saved", { signal });
  const list = saved.length ? make("ul", { class: "rows" }, ...saved.map((each) => showSaved(each, context))) : showEmpty(words, "saved.empty");
  root.replaceChildren(make("h1", {}, words.say("page.saved")), make("section", { class: "card" }, list));
}

function showSaved({ name, kind, asked, description, owner }, { words }) {
  const href = writeAddress({ page: kind, fields: writeQuestion(asked) });
  return make("li", {},
    make("div", {}, make("a", { href }, name), description && make("p", { class: "soft" }, description)),
    make("span", { class: "soft" }, words.name(`page.${kind}`, kind)), owner && make("span", { class: "soft" }, owner));
}
