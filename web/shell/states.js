import { button, make } from "./elements.js";
import { LoginFailed } from "./session.js";

/**
 * What stands where an answer is not: each state has a mark, one sentence, and what to do.
 * Words: `state.KIND`, `state.KIND.todo`.
 */
function state(kind, mark, sentence, todo, ...more) {
  return make("div", { class: `state ${kind}`, role: kind === "error" ? "alert" : null },
    make("span", { class: "mark", "aria-hidden": "true" }, mark),
    make("div", {}, make("p", { class: "sentence" }, sentence), todo && make("p", {}, todo), ...more));
}

export const showEmpty = (words, key = "state.empty") =>
  state("empty", "∅", words.say(key), words.has(`${key}.todo`) && words.say(`${key}.todo`));

/** Lines that move nothing: what is there in a moment needs no wheel. */
export const showLoading = (words) =>
  make("div", { class: "state loading", role: "status" }, make("span", {}, words.say("state.loading")), make("i"), make("i"), make("i"));

/**
 * A question that runs, with its seconds and a way to stop it.
 *
 * @returns {{element: HTMLElement, tell: (told: {seconds: number}) => void}}
 */
export function showRunning(words, cancel) {
  const told = make("span", {}, words.say("state.running", { seconds: 0 }));
  const bar = make("progress", { "aria-label": words.say("state.running.label") });
  const stop = button(words.say("state.cancel"), cancel);
  const element = make("div", { class: "state running", role: "status" }, told, bar, stop);
  return { element, tell: ({ seconds }) => (told.textContent = words.say("state.running", { seconds })) };
}

/**
 * An error in words, with what the API says of it. 403 is a state of its own: nothing is broken.
 *
 * @param {Error} error
 * @param {(() => void)|null} again
 */
export function showError(words, error, again = null) {
  if (error.name === "AbortError") return state("empty", "∅", words.say("state.cancelled"), words.say("state.cancelled.todo"), again && button(words.say("state.again"), again));
  if (error.status === 403) return state("forbidden", "⊘", words.say("error.403"), words.say("error.403.todo"), quote(error));
  const key = nameError(error, words);
  const sentence = words.has(key) ? words.say(key) : words.say("error.fault");
  const todo = words.has(`${key}.todo`) ? words.say(`${key}.todo`) : null;
  const back = error instanceof LoginFailed ? button(words.say("login.again"), () => location.reload(), { class: "main" }) : null;
  return state("error", "!", sentence, todo, quote(error), back ?? (again && button(words.say("state.again"), again)));
}

function nameError(error, words) {
  if (error instanceof LoginFailed) return `login.${error.code}`;
  const key = `error.${error.status ?? "fault"}`, ofSaving = `error.saving.${error.status}`;
  return error.isOfSaving && words.has(ofSaving) ? ofSaving : key;
}

/** What the API says, marked as being of its language, for who listens to the page. */
const quote = (error) => error.detail && make("p", { class: "told", lang: error.language ?? "en" }, error.detail);
