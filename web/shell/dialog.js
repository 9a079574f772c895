import { button, make, newId } from "./elements.js";

/**
 * Opens a dialog over the page; Escape, its cross and a press beside it close it, and the focus goes back.
 *
 * @param {string} title
 * @param {Node[]} content
 * @param {{close: string, class?: string}} how `close` is the word on its button
 * @returns {HTMLDialogElement} `close()` closes it
 */
export function openDialog(title, content, { close, ...given }) {
  const heading = make("h2", { id: newId("title") }, title);
  const dialog = make("dialog", { "aria-labelledby": heading.id, ...given });
  const head = make("header", {}, heading, button("✕", () => dialog.close(), { class: "plain", "aria-label": close }));
  dialog.append(head, ...content);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
