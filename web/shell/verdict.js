import { button, make } from "./elements.js";

/**
 * A verdict as word, mark and colour. With `press` it is a button that tells why.
 *
 * @param {import("./words.js").Words} words
 * @param {{verdict: string, reason?: string}} judged
 * @param {string} [of] what is judged: for who hears the button without what stands beside it
 */
export function badge(words, judged, press = null, of = null) {
  const text = words.say(`verdict.${judged.verdict}`);
  const given = { class: `verdict ${judged.verdict}`, title: judged.reason ?? null };
  return press ? button(text, press, { ...given, "aria-haspopup": "dialog", "aria-label": of && `${text}, ${of}` }) : make("span", given, text);
}
