/* Knows the stages that are mostly words: refused, preparation, and the notice in a second window. */

import { button, el, rows, words } from "/static/js/dom.js";

export function refusedView(app) {
  const title = el("h1");
  const text = el("p", { class: "large" });
  const panel = el("section", { class: "card refusal", "aria-label": "Result" }, title, text);
  const root = el(
    "div",
    { class: "page narrow" },
    panel,
    el(
      "div",
      { class: "foot", "data-errors": true },
      button("Answer the questions again", () => app.send("new"), { kind: "plain", "data-primary": true }),
    ),
  );
  return {
    root,
    update({ refusal }) {
      words(title, refusal?.title ?? "Not today");
      words(text, refusal?.text ?? "");
      panel.classList.toggle("urgent", Boolean(refusal?.urgent));
    },
  };
}

export function prepareView(app) {
  const list = el("ol", { class: "tips" });
  const showTips = rows(list, () => tipRow());
  const root = el(
    "div",
    { class: "page" },
    el("h1", { text: "Get the room ready" }),
    el("p", { class: "lead", text: "Both of you: read this once, then make it so." }),
    list,
    el(
      "div",
      { class: "foot", "data-errors": true },
      button("We are ready", () => app.send("prepared"), { kind: "primary", "data-primary": true }),
    ),
  );
  return { root, update: ({ preparation }) => showTips(preparation ?? []) };
}

function tipRow() {
  const title = el("h2");
  const text = el("p");
  const root = el("li", { class: "card tip" }, title, text);
  return {
    root,
    update(tip) {
      words(title, tip.title);
      words(text, tip.text);
    },
  };
}

export function otherWindowView(app) {
  const root = el(
    "div",
    { class: "page narrow" },
    el(
      "section",
      { class: "card refusal", "aria-label": "Another window" },
      el("h1", { text: "The session runs in another window" }),
      el("p", {
        class: "large",
        text:
          "Only one window can watch and coach. " +
          "You can go on here instead: the other one then shows this notice. " +
          "During a session Space and Escape stop from here too.",
      }),
      el(
        "div",
        { class: "foot", "data-errors": true },
        button("Use this window", () => app.send("take"), { kind: "primary", "data-primary": true }),
      ),
    ),
  );
  return { root, update() {} };
}
