import { showError, showRunning } from "./states.js";

/**
 * Does what may take long: the place shows that it runs, and a way to stop it; then what came of it, or why not.
 *
 * @param {HTMLElement} place
 * @param {(how: {signal: AbortSignal, onProgress: (told: {seconds: number}) => void}) => Promise<Node[]>} work
 */
export async function waitIn(place, { words }, work) {
  const stop = new AbortController();
  const running = showRunning(words, () => stop.abort());
  place.replaceChildren(running.element);
  try {
    place.replaceChildren(...(await work({ signal: stop.signal, onProgress: running.tell })));
  } catch (error) {
    place.replaceChildren(showError(words, error));
  }
}
