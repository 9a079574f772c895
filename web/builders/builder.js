import { reachNewest } from "../figures/periods.js";
import { readQuestion, writeQuestion } from "../shell/address.js";
import { prepareCharts } from "../shell/chart.js";
import { button, make } from "../shell/elements.js";
import { showEmpty, showError, showRunning } from "../shell/states.js";
import { showAnswer } from "./answer.js";
import { openCatalog } from "./catalog.js";
import { nameFields } from "./field_names.js";
import { DAYS, daysField } from "./fields.js";
import { showNewest } from "./newest_days.js";
import { titleQuestion } from "./question_title.js";
import { showTemplates } from "./templates_list.js";

/**
 * What all builders do: the question stands left and in the address, its answer beside it.
 *
 * @typedef {object} Builder
 * @property {string} kind of the report
 * @property {(asked: object) => boolean} isReady whether it can be asked
 * @property {(draft: Draft, context: object) => Node[]} form reads like the question
 * @property {(asked: object) => object} [prepare] what is sent, where it is not what is written
 * @property {(answer: object, context: object) => object[]} [people] questions for the persons behind an answer
 * @property {(row: object, answer: object, context: object) => object[]} [personsOf] the same, behind one of its rows
 *
 * @param {HTMLElement} root
 * @param {Builder} builder
 */
export async function renderBuilder(root, context, builder) {
  const { words, api, address } = context;
  const catalog = openCatalog(api);
  const draft = new Draft(readQuestion(address.fields), (asked) => context.keepAddress(writeQuestion(asked)));
  const result = make("section", { class: "card answer", "aria-label": words.say("answer.title") }, showEmpty(words, "answer.none"), showTemplates(builder.kind, { ...context, catalog }));
  const heading = make("h1", {}, words.say(`page.${builder.kind}`));
  const entitle = (title) => {
    heading.textContent = title;
    document.title = `${title} · Tally`;
  };
  const run = runner(result, builder, draft, { ...context, catalog, entitle });
  const unknown = make("p", { class: "soft", hidden: true }, words.say("builder.no_catalog"));
  const ask = (event) => {
    event.preventDefault();
    run();
    if (isOutOfSight(result)) result.scrollIntoView();
  };
  const form = make("form", { class: "card question", on: { submit: ask } },
    ...builder.form(draft, { ...context, catalog }),
    make("div", { class: "row" }, make("button", { type: "submit", class: "main" }, words.say("builder.ask")),
      button(words.say("builder.clear"), () => context.go(builder.kind))),
    unknown);
  catalog.isEmpty().then((isEmpty) => (unknown.hidden = !isEmpty));
  root.replaceChildren(heading, make("div", { class: "builder" }, form, result));
  if (Object.keys(draft.asked).length && builder.isReady(draft.asked)) return run();
  return fillDays(form, draft, { ...context, catalog });
}

/** Days that reach the newest events, where nobody has chosen any: a question of empty days says nothing. */
async function fillDays(form, draft, context) {
  const days = reachNewest(await context.catalog.newestDay());
  const field = form.querySelector(".days");
  if (!days || !field || DAYS.some((name) => draft.asked[name] !== undefined)) return;
  draft.set(days);
  field.replaceWith(daysField(draft, context));
}

/** The question that is written: every change goes into the address. */
class Draft {
  #changed;

  constructor(asked, changed) {
    this.asked = asked;
    this.#changed = changed;
  }

  /** @param {object} fields undefined takes one away */
  set(fields) {
    const asked = { ...this.asked, ...fields };
    this.asked = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined && value !== "" && !isEmptyList(value)));
    this.#changed(this.asked);
  }
}

const isEmptyList = (value) => Array.isArray(value) && value.length === 0;

/** Asks, one question at a time: another one stops that which runs. */
function runner(result, builder, draft, context) {
  const { words, api, signal } = context;
  let running = null;
  signal.addEventListener("abort", () => running?.abort());
  return async function run() {
    running?.abort();
    if (!builder.isReady(draft.asked)) return result.replaceChildren(showEmpty(words, "answer.unready"));
    const stop = (running = new AbortController());
    const shown = showRunning(words, () => stop.abort());
    result.replaceChildren(shown.element);
    result.parentElement?.classList.add("answered");
    prepareCharts().catch(() => {}); // told where the chart would be
    const began = performance.now();
    try {
      const asked = builder.prepare?.(draft.asked) ?? draft.asked;
      const answer = await api.ask(builder.kind, asked, { language: words.language, signal: stop.signal, onProgress: shown.tell });
      if (running !== stop) return null;
      const seconds = (performance.now() - began) / 1_000;
      const older = await showNewest(answer, draft, context);
      result.replaceChildren(...showAnswer({ ...answer, written: draft.asked, seconds }, builder, context));
      context.entitle(titleQuestion(builder.kind, draft.asked, words));
      if (older) result.querySelector(".facts-line").after(older);
      return context.say(answer.sentence ?? words.say("answer.ready"));
    } catch (error) {
      if (error.detail) error.detail = nameFields(error.detail, builder.kind, words);
      return running === stop ? result.replaceChildren(showError(words, error, run)) : null;
    }
  };
}

/** Whether its beginning cannot be seen: a form may be longer than a screen. */
function isOutOfSight(element) {
  const { top } = element.getBoundingClientRect();
  return top < 0 || top > innerHeight;
}
