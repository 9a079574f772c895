/** Elements of SVG: small charts that are drawn within a frame, in the page's colours, without a library. */

/** What a browser calls SVG; it is a name, and loads nothing. */
const NAMESPACE = ["http:", "", "www.w3.org", "2000", "svg"].join("/");

/** @param {Record<string, unknown>} given attributes; null, undefined and false leave one out */
export function draw(tag, given = {}, ...children) {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(given)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter(Boolean));
  return element;
}
