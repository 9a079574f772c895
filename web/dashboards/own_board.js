import { button } from "../shell/elements.js";
import { showEmpty } from "../shell/states.js";
import { Published } from "../figures/published.js";
import { openComposer } from "./composer.js";
import { tellIgnored } from "./ignored.js";
import { PARTS } from "./published_panels.js";
import { SavedPanel } from "./saved_panel.js";

/**
 * A dashboard that the shop composed, as a board: published parts are drawn with each change of a filter, answers
 * of saved questions are filtered where they hold what is filtered by.
 *
 * @param {{value: object, version: string|null}} kept the setting
 */
export async function makeOwnBoard(name, { value, version }, context) {
  const { words, api, signal } = context;
  const panels = value.panel ?? [];
  const parts = panels.map(({ published }) => PARTS[published] ?? null);
  const modules = await Promise.all(parts.map((part) => part?.load()));
  const saved = panels.map((panel) => (panel.question ? new SavedPanel(panel, context) : null));
  const files = ["cube", ...new Set(parts.flatMap((part) => part?.files ?? []))];
  loadSaved(saved.filter(Boolean), new Published(api, signal, words), context);
  return {
    title: value.title || name,
    about: value.description ?? "",
    // The cube's first: it tells the last day, and the places that are filtered by.
    files: [...new Set(files)],
    filters: panels.length ? ["period", "compare", "platform", "country", "region", "profile"] : [],
    hasOwnDays: saved.some(Boolean),
    tools: [button(words.say("own.change"), () => openComposer(name, { value, version }, context))],
    draw: (look) => {
      const shown = panels.flatMap((_, at) => saved[at]?.draw(look) ?? (parts[at] && look ? drawPart(parts[at], modules[at], panels[at], look) : []));
      return shown.length ? shown : [showEmpty(words, "own.empty")];
    },
  };
}

/** Answers of the night at once; then what was changed since. */
async function loadSaved(panels, published, { api, signal }) {
  await Promise.all(panels.map((panel) => panel.load(published)));
  if (!panels.length || signal.aborted) return;
  const { saved } = await api.read("/v1/saved", { signal }).catch(() => ({ saved: [] }));
  const versions = new Map(saved.map(({ name, version }) => [name, version]));
  panels.forEach((panel) => panel.update(versions));
}

/** A published part, as wide as the shop wishes, and below it the filters that it does not follow. */
function drawPart(part, module, { title, width }, look) {
  const drawn = module[part.draw](look);
  const [first] = drawn;
  if (width === 2) first?.classList.add("wide");
  const heading = first?.querySelector(":scope > header h2");
  if (title && heading) heading.textContent = title;
  const note = tellIgnored(look.chosen.filter((name) => !part.follows.includes(name)), look.context.words);
  if (note) drawn.at(-1)?.append(note);
  return drawn;
}
