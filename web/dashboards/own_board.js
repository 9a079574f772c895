import { button, make } from "../shell/elements.js";
import { showPanel, showVerdict } from "../shell/panel.js";
import { showEmpty, showError, showRunning } from "../shell/states.js";
import { openComposer } from "./composer.js";
import { PARTS } from "./published_panels.js";

/**
 * A dashboard that the shop composed, as a board: published parts are drawn with each change of a filter, saved
 * questions are asked once, of the days that they name themselves.
 *
 * @param {{value: object, version: string|null}} kept the setting
 */
export async function makeOwnBoard(name, { value, version }, context) {
  const panels = value.panel ?? [];
  const parts = panels.map(({ published }) => PARTS[published] ?? null);
  const modules = await Promise.all(parts.map((part) => part?.load()));
  const asked = panels.map((panel) => (panel.question ? askSaved(panel, context) : null));
  const files = [...new Set(parts.flatMap((part) => part?.files ?? []))];
  return {
    title: value.title || name,
    about: value.description ?? "",
    // The first file tells the last day: the cube's where there is one, since filters are of its places.
    files: files.includes("cube") ? ["cube", ...files.filter((each) => each !== "cube")] : files,
    filters: files.includes("cube") ? ["period", "compare", "platform", "country", "profile"] : files.length ? ["period"] : [],
    tools: [button(context.words.say("own.change"), () => openComposer(name, { value, version }, context))],
    draw: (look) => {
      const shown = panels.flatMap((_, at) => asked[at] ?? (parts[at] && look ? modules[at][parts[at].draw](look) : []));
      return shown.length ? shown : [showEmpty(context.words, "own.empty")];
    },
  };
}

/** A saved question as a panel: it runs while the rest is looked at. */
function askSaved({ question, title, width }, context) {
  const { words, api, signal } = context;
  const place = make("div", {});
  const section = make("section", { class: width === 1 ? "card" : "card wide" }, make("header", {}, make("h2", {}, title || question)), place);
  ask();
  return section;

  async function ask() {
    const stop = new AbortController();
    signal.addEventListener("abort", () => stop.abort(), { once: true });
    const running = showRunning(words, () => stop.abort());
    place.replaceChildren(running.element);
    try {
      const { kind, asked } = await api.read(`/v1/saved/${encodeURIComponent(question)}`, { signal: stop.signal });
      const answer = await api.ask(kind, asked, { language: words.language, signal: stop.signal, onProgress: running.tell });
      const figure = { ...answer, title: title || question, question: { kind, asked } };
      const verdict = answer.verdict.verdict === "audited" ? null : showVerdict(figure, context);
      place.replaceChildren(...[answer.sentence && make("p", { class: "sentence" }, answer.sentence), verdict, showPanel(figure, context)].filter(Boolean));
    } catch (error) {
      if (!signal.aborted) place.replaceChildren(showError(words, error, ask));
    }
  }
}
