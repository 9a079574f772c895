import { button, make } from "../shell/elements.js";
import { eventField } from "./event_field.js";

/**
 * The steps of a funnel in their order. They are moved by the arrow keys on a grip, and by pulling it.
 *
 * @param {import("./written.js").WrittenEvent[]} steps changed in place
 * @param {() => void} changed
 */
export function stepsField(steps, changed, context) {
  const { words, say } = context;
  const list = make("ol", { class: "steps" });

  function draw() {
    list.replaceChildren(...steps.map(showStep));
  }

  function move(from, to) {
    if (to < 0 || to >= steps.length || from === to) return;
    steps.splice(to, 0, ...steps.splice(from, 1));
    changed();
    draw();
    list.children[to].querySelector(".grip").focus();
    say(words.say("steps.moved", { name: steps[to].name, place: to + 1, of: steps.length }));
  }

  function showStep(step, at) {
    const grip = button("⋮⋮", () => {}, {
      class: "plain grip", "aria-label": words.say("steps.move", { place: at + 1 }), title: words.say("steps.hint"),
      "aria-keyshortcuts": "ArrowUp ArrowDown",
    });
    grip.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (by) event.preventDefault(), move(steps.indexOf(step), at + by);
    });
    pull(grip, list, at, move);
    const remove = () => (steps.splice(at, 1), changed(), draw(), (list.children[Math.max(0, at - 1)] ?? list).querySelector("button")?.focus());
    return make("li", { class: "step" }, grip, make("span", { class: "place", "aria-hidden": "true" }, at + 1),
      eventField(step, changed, { ...context, label: words.say("steps.event", { place: at + 1 }) }),
      button("✕", remove, { class: "plain", disabled: steps.length < 2, "aria-label": words.say("steps.remove", { place: at + 1 }) }));
  }

  function add() {
    steps.push({ name: "", conditions: [], isAnywhere: false });
    draw();
    list.lastChild.querySelector("input").focus();
  }

  draw();
  return make("div", { class: "steps-field" }, list, button(words.say("steps.add"), add));
}

/** Pulls a step with the pointer: it goes where it is let go. */
function pull(grip, list, from, move) {
  grip.addEventListener("pointerdown", (event) => {
    grip.setPointerCapture(event.pointerId);
    list.children[from].classList.add("pulled");
    const place = (y) => {
      const middles = [...list.children].map((each) => each.getBoundingClientRect()).map(({ top, height }) => top + height / 2);
      return middles.filter((middle, at) => at !== from && middle < y).length;
    };
    const drop = (at) => {
      list.children[from]?.classList.remove("pulled");
      grip.removeEventListener("pointerup", drop);
      if (Math.abs(at.clientY - event.clientY) > 8) move(from, place(at.clientY));
    };
    grip.addEventListener("pointerup", drop);
    grip.addEventListener("pointercancel", () => list.children[from]?.classList.remove("pulled"), { once: true });
  });
}
