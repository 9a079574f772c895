/**
 * Makes an element. Texts are text nodes, so that no stored name ever becomes markup.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [given] `class`, `on` ({click: ...}), `data` (data-*), properties of the
 *   element (value, checked), and else attributes; null, undefined and false leave one out.
 * @param {...(Node|string|number|null|undefined|false)} children
 * @returns {HTMLElement}
 */
export function make(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = String(value);
    else if (name === "on") listen(element, value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (PROPERTIES.has(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false).map(toNode));
  return element;
}

const PROPERTIES = new Set(["value", "checked", "selected", "disabled", "hidden", "textContent", "tabIndex"]);

function listen(element, listeners) {
  for (const [event, listener] of Object.entries(listeners)) element.addEventListener(event, listener);
}

/** Letters that turn the rest of a line around: within a name they would turn the numbers behind it, too. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

const toNode = (child) => (child instanceof Node ? child : document.createTextNode(String(child).replace(TURNING, "")));

let lastId = 0;

/** An id that no other element has. */
export const newId = (what) => `${what}-${++lastId}`;

/** A label with its field below it. */
export function labelled(text, field, given = {}) {
  field.id ||= newId("field");
  return make("div", { class: "field", ...given }, make("label", { for: field.id }, text), field);
}

/**
 * A list to choose one of.
 *
 * @param {Array<[string, string]>} options value and text of each
 * @param {string} chosen
 * @param {(value: string) => void} change
 */
export function select(options, chosen, change, given = {}) {
  const made = options.map(([value, text]) => make("option", { value, selected: value === chosen }, text));
  return make("select", { ...given, on: { change: (event) => change(event.target.value) } }, ...made);
}

/** A button that does one thing. `given` as of `make`. */
export const button = (text, press, given = {}) => make("button", { type: "button", ...given, on: { click: press } }, text);
