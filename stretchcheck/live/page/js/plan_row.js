/* Knows one step of the plan as a row of controls: side, seconds, order. */

import { attribute, button, duration, el, freshId, shown, words } from "/static/js/dom.js";
import { icon } from "/static/js/icons.js";

/** @param {function(string, number, *)} change hears ("side"|"hold_s"|"move"|"remove", index, value). */
export function planRow(change) {
  const parts = makeParts(change, () => index);
  const root = el(
    "li",
    { class: "plan-item", tabindex: "-1" },
    parts.view,
    el(
      "div",
      { class: "plan-row" },
      parts.number,
      parts.title,
      parts.sides,
      parts.hold,
      el("div", { class: "order" }, parts.up, parts.down, parts.remove),
    ),
  );
  let index = 0;
  return {
    root,
    update(item) {
      index = item.index;
      fill(parts, item);
    },
    focusMove(direction) {
      const wanted = direction < 0 ? parts.up : parts.down;
      const usable = wanted.getAttribute("aria-disabled") === "true" ? (direction < 0 ? parts.down : parts.up) : wanted;
      usable.focus();
    },
  };
}

function makeParts(change, at) {
  const slider = el("input", { type: "range", step: "5" });
  const seconds = el("output", { class: "seconds" });
  slider.addEventListener("input", () => {
    slider.dataset.touched = "";
    words(seconds, `${slider.value} s`);
  });
  slider.addEventListener("change", () => {
    delete slider.dataset.touched;
    change("hold_s", at(), Number(slider.value));
  });
  const name = freshId("side");
  const radios = ["left", "right"].map((side) =>
    el("input", { type: "radio", name, value: side, onchange: () => change("side", at(), side) }),
  );
  const small = (what, value) =>
    button("", (event) => event.currentTarget.getAttribute("aria-disabled") !== "true" && change(what, at(), value), {
      kind: "small",
    });
  const [up, down, remove] = [small("move", -1), small("move", 1), small("remove", null)];
  up.append(icon("up"));
  down.append(icon("down"));
  remove.append(icon("remove"));
  const sides = el(
    "div",
    { class: "choice compact", role: "radiogroup" },
    ...radios.map((radio) => el("label", {}, radio, el("span", { text: radio.value }))),
  );
  return {
    view: el("h2", { class: "plan-view" }),
    number: el("span", { class: "number", "aria-hidden": "true" }),
    title: el("span", { class: "plan-title" }),
    sides,
    radios,
    slider,
    seconds,
    hold: el("div", { class: "hold-choice" }, slider, seconds),
    up,
    down,
    remove,
  };
}

function fill(parts, { step, index, count, range, newView }) {
  shown(parts.view, newView);
  words(parts.view, `Camera ${step.view_title}`);
  words(parts.number, String(index + 1));
  words(parts.title, step.result ? `${step.title}: ${step.result}` : step.title);
  const whole = `step ${index + 1}, ${step.title}`;
  attribute(parts.sides, "aria-label", `Side of ${whole}`);
  for (const radio of parts.radios) radio.checked = radio.value === step.side;
  fillHold(parts, step, range, whole);
  attribute(parts.up, "aria-label", `Move up: ${whole}`);
  attribute(parts.down, "aria-label", `Move down: ${whole}`);
  attribute(parts.remove, "aria-label", `Remove: ${whole}`);
  attribute(parts.up, "aria-disabled", index === 0 ? "true" : null);
  attribute(parts.down, "aria-disabled", index === count - 1 ? "true" : null);
}

function fillHold({ slider, seconds }, step, [least, most], whole) {
  attribute(slider, "min", least);
  attribute(slider, "max", most);
  attribute(slider, "aria-label", `Seconds to hold, ${whole}`);
  attribute(slider, "aria-valuetext", duration(step.hold_s));
  if (slider.dataset.touched !== undefined) return; // a hand is on it
  if (slider.value !== String(step.hold_s)) slider.value = String(step.hold_s);
  words(seconds, `${Math.round(step.hold_s)} s`);
}
