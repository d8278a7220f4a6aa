/* Knows the verdict lights: a shape, the title and a word for each, and why something cannot be seen. */

import { el, rows, words } from "/static/js/dom.js";
import { VERDICT_WORDS, icon } from "/static/js/icons.js";

export class Lights {
  constructor() {
    this.root = el("ul", { class: "lights", "aria-label": "What is being watched" });
    this.show = rows(this.root, () => lightRow());
  }

  update(lights) {
    this.root.dataset.count = String(lights.length);
    this.show(lights);
  }
}

function lightRow() {
  const shape = el("span", { class: "shape" });
  const title = el("span", { class: "light-title" });
  const verdict = el("span", { class: "verdict-word" });
  const root = el("li", { class: "light" }, shape, el("span", { class: "light-words" }, title, verdict));
  let drawn = null;
  return {
    root,
    update(light) {
      if (drawn !== light.verdict) shape.replaceChildren(icon(light.verdict));
      drawn = light.verdict;
      root.dataset.verdict = light.verdict;
      words(title, light.title);
      words(verdict, verdictWords(light));
    },
  };
}

function verdictWords({ verdict, why }) {
  if (verdict !== "unknown") return VERDICT_WORDS[verdict] ?? verdict;
  return why ? `cannot see: ${why}` : "cannot see";
}
