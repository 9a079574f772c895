import { writeAddress, writeQuestion } from "../shell/address.js";
import { button, make } from "../shell/elements.js";
import { showPanel, showVerdict } from "../shell/panel.js";
import { showEmpty, showError, showLoading, showRunning } from "../shell/states.js";
import { listRows } from "../figures/published.js";
import { filterAnswer } from "./answer_filter.js";
import { tellIgnored } from "./ignored.js";

/** Letters of a file's title that the API takes. */
const LONGEST_TITLE = 200;

/**
 * A saved question as a panel of a dashboard. Its answer is a file of the night; what was saved or changed since
 * is asked. Filters apply to the answer in the browser, as far as it holds them.
 */
export class SavedPanel {
  #panel;
  #context;
  #look = null;
  #answer = null;
  #drawn = null;
  #place = make("div", { class: "stack" });
  #note = make("div", {});
  #heading;
  #link;

  /** @param {{question: string, title?: string, width?: number}} panel as in the dashboard's setting */
  constructor(panel, context) {
    this.#panel = panel;
    this.#context = context;
    this.#place.append(showLoading(context.words));
    this.#heading = make("h2", {}, panel.title || panel.question);
    this.#link = make("a", { hidden: true }, context.words.say("own.question"));
    this.element = make("section", { class: panel.width === 1 ? "card" : "card wide" }, make("header", {}, this.#heading, this.#link), this.#place, this.#note);
  }

  /** @param {import("../figures/published.js").Published} published */
  async load(published) {
    const { words, signal } = this.#context;
    const file = await published.read(`questions/${this.#panel.question}`).catch(() => null);
    if (signal.aborted) return null;
    if (!file) return this.#ask();
    if (!this.#panel.title && file.description) this.#heading.textContent = file.description;
    if (file.problem) return this.#showProblem(file);
    const { texts, ...told } = file.told[words.language];
    return this.#take({ ...file.answer, rows: listRows({ ...file.answer.columns, ...texts }), columns: Object.keys(file.answer.columns), ...told, kind: file.kind, asked: file.asked, version: file.version, isOfNight: true });
  }

  /** Asks anew where the question was changed since the night. @param {Map<string, number>} versions by name */
  update(versions) {
    const version = versions.get(this.#panel.question);
    if (this.#answer?.version !== undefined && version !== undefined && version !== this.#answer.version) this.#ask();
  }

  /** @param {import("./look.js").Look|null} look */
  draw(look) {
    this.#look = look;
    if (this.#answer) this.#show();
    return this.element;
  }

  /** The question itself leads further: to its people, other days, another breakdown. */
  #take(answer) {
    this.#link.href = writeAddress({ page: answer.kind, fields: writeQuestion(answer.asked) });
    this.#link.hidden = false;
    this.#answer = answer;
    this.#drawn = null;
    this.#show();
  }

  #show() {
    const { words } = this.#context;
    const answer = this.#answer;
    const look = this.#look ?? { chosen: [], period: null, place: {} };
    const left = filterAnswer(answer, look);
    this.#note.replaceChildren(tellIgnored(left.ignored, words));
    // What a filter does not touch is not drawn again.
    const key = JSON.stringify(left.applied.map((name) => (name === "period" ? look.period : look.place[name])));
    if (key === this.#drawn) return;
    this.#drawn = key;
    const isCut = left.applied.length > 0;
    const { sentence, ...rest } = answer;
    const notes = isCut ? [...(answer.notes ?? []), words.say("own.cut.note")] : answer.notes;
    const figure = { ...rest, rows: left.rows, chart: left.chart, notes, title: this.#heading.textContent, question: this.#tellQuestion(answer) };
    const told = isCut ? words.say("own.cut", { what: this.#tellCut(left.applied, look) }) : sentence;
    const verdict = answer.verdict.verdict === "audited" ? null : showVerdict(figure, this.#context);
    const body = left.rows.length ? showPanel(figure, this.#context) : showEmpty(words, "own.cut.empty");
    this.#place.replaceChildren(...[told && make("p", { class: "sentence" }, told), verdict, body].filter(Boolean));
  }

  /** What its file is asked by: the night's answer by its name, so that the file has the figures that are seen. */
  #tellQuestion({ isOfNight, kind, asked }) {
    return isOfNight ? { question: this.#panel.question, title: this.#heading.textContent.slice(0, LONGEST_TITLE) } : { kind, asked };
  }

  #tellCut(applied, { period, sentencePlace }) {
    const { formats } = this.#context;
    return [applied.includes("period") && formats.days(period.first, period.last), applied.some((name) => name !== "period") && sentencePlace].filter(Boolean).join(" · ");
  }

  #showProblem({ problem, told }) {
    const { words } = this.#context;
    this.#place.replaceChildren(make("p", { class: "sentence" }, words.say("own.problem")), make("p", { class: "told" }, told?.[words.language]?.problem ?? problem), button(words.say("own.ask"), () => this.#ask()));
  }

  async #ask() {
    const { words, api, signal } = this.#context;
    const stop = new AbortController();
    signal.addEventListener("abort", () => stop.abort(), { once: true });
    const running = showRunning(words, () => stop.abort());
    this.#place.replaceChildren(running.element);
    try {
      const { kind, asked, description } = await api.read(`/v1/saved/${encodeURIComponent(this.#panel.question)}`, { signal: stop.signal });
      const answer = await api.ask(kind, asked, { language: words.language, signal: stop.signal, onProgress: running.tell });
      if (!this.#panel.title && description) this.#heading.textContent = description;
      this.#take({ ...answer, kind, asked, version: undefined });
    } catch (error) {
      if (!signal.aborted) this.#place.replaceChildren(showError(words, error, () => this.#ask()));
    }
  }
}
