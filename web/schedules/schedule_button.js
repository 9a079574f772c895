import { button } from "../shell/elements.js";

/**
 * A button that opens the dialog for a saved question or dashboard; it is loaded when somebody presses.
 *
 * @param {{question?: string, dashboard?: string}} thing
 */
export function scheduleButton(thing, context, given = {}) {
  const open = async () => (await import("./schedule_dialog.js")).openSchedule(thing, context);
  return button(context.words.say("word.schedule"), open, given);
}
