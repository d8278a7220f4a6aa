/* Knows the choice of the stop word, the microphone's permission, and the rehearsal of the word. */

import { attribute, button, el, freshId, rows, shown, words } from "/static/js/dom.js";
import { MICROPHONE_WORDS } from "/static/js/microphone.js";

export function wordView(app) {
  const microphone = microphoneCard(app);
  const choose = chooseCard(app);
  const rehearse = rehearseCard(app, () => choose.reopen());
  const root = el(
    "div",
    { class: "page" },
    el("h1", { text: "Agree on a stop word" }),
    el("p", {
      class: "lead",
      text: "Whoever says it: the partner lets go, slowly. Choose words that you never say otherwise.",
    }),
    microphone.root,
    choose.root,
    rehearse.root,
    el(
      "div",
      { class: "foot", "data-errors": true },
      button("Go on without a stop word", () => app.send("word_skip"), { kind: "quiet" }),
      el("p", { class: "soft", text: "Then Space, Escape, the STOP button and a raised hand stop." }),
    ),
  );
  return {
    root,
    update(state) {
      const choosing = state.word.state === "choose" || choose.reopened(state.word);
      microphone.update(app.microphone.state, state.word);
      choose.update(state.word, choosing);
      shown(rehearse.root, !choosing);
      if (!choosing) rehearse.update(state.word);
    },
  };
}

function microphoneCard(app) {
  const text = el("p", { role: "status" });
  const allow = button("Allow the microphone", () => app.microphone.ask(), { kind: "primary" });
  const level = el("div", { class: "level-fill" });
  const meter = el(
    "div",
    { class: "level", role: "meter", "aria-label": "Loudness", "aria-valuemin": "0", "aria-valuemax": "100" },
    level,
  );
  const root = el(
    "section",
    { class: "card row-card", "data-errors": true },
    el("div", { class: "grow" }, el("h2", { text: "Microphone" }), text, meter),
    allow,
  );
  return {
    root,
    update(state, word) {
      words(text, MICROPHONE_WORDS[state]);
      shown(allow, state !== "granted" && state !== "asking");
      attribute(allow, "data-primary", state === "unasked");
      words(allow, state === "unasked" ? "Allow the microphone" : "Try again");
      shown(meter, state === "granted");
      const share = Math.max(0, Math.min(1, word.level ?? 0));
      level.style.transform = `scaleX(${share.toFixed(3)})`;
      attribute(meter, "aria-valuenow", Math.round(share * 100));
    },
  };
}

function chooseCard(app) {
  const id = freshId("phrase");
  const input = el("input", {
    id,
    type: "text",
    maxlength: "80",
    autocomplete: "off",
    spellcheck: "false",
    "data-own-enter": true,
  });
  const use = button("Use these words", () => submit(), { kind: "plain" });
  const suggestions = el("div", { class: "chips" });
  const showSuggestions = rows(suggestions, () => chip((phrase) => app.send("word", { phrase })));
  let reopenedFor = null;
  let latest = null;
  input.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && submit());

  function submit() {
    const phrase = input.value.trim();
    if (!phrase) return app.shell.error("Type two or three words first, or choose a suggestion.");
    reopenedFor = null;
    return app.send("word", { phrase });
  }

  const root = el(
    "section",
    { class: "card", "data-errors": true },
    el("h2", { text: "Your stop word" }),
    suggestions,
    el(
      "div",
      { class: "own-word" },
      el("label", { for: id, text: "or your own words" }),
      el("div", { class: "joined" }, input, use),
    ),
  );
  return {
    root,
    /** Shows the choice again although a word is being rehearsed; until another phrase comes. */
    reopen() {
      reopenedFor = latest.phrase;
      app.render();
      input.focus();
    },
    reopened: (word) => reopenedFor !== null && word.phrase === reopenedFor && word.state !== "choose",
    update(word, visible) {
      latest = word;
      if (word.phrase !== reopenedFor) reopenedFor = null;
      shown(root, visible);
      if (visible) showSuggestions(word.suggestions ?? []);
    },
  };
}

function chip(choose) {
  const root = button("", () => choose(root.textContent), { kind: "chip" });
  return { root, update: (text) => words(root, text) };
}

const STEP_TITLES = {
  saying: "Say it, as you would in a stretch",
  listening: "Now talk about anything else",
  ready: "The stop word works",
  failed: "That did not work",
};

function rehearseCard(app, reopen) {
  const phrase = el("p", { class: "phrase" });
  const title = el("h2");
  const dots = el("ol", { class: "dots", "aria-hidden": "true" });
  const showDots = rows(dots, () => dot());
  const bar = el("progress", { class: "bar", "aria-label": "Listening" });
  const text = el("p", { class: "large", role: "status" });
  const count = el("p", { class: "soft" });
  const done = button("Go on", () => app.send("word_done"), { kind: "primary" });
  const again = button("Try again", () => app.send("word_again"), { kind: "primary" });
  const other = button("Choose another", reopen, { kind: "plain" });
  const root = el(
    "section",
    { class: "card rehearse", "data-errors": true, "aria-label": "Rehearsal" },
    title,
    phrase,
    dots,
    count,
    bar,
    text,
    el("div", { class: "buttons" }, done, again, other),
  );
  return {
    root,
    update(word) {
      root.dataset.state = word.state;
      words(title, STEP_TITLES[word.state] ?? "");
      words(phrase, word.phrase ? `“${word.phrase}”` : "");
      shown(dots, word.state === "saying");
      showDots(Array.from({ length: word.wanted }, (_, index) => index < word.said));
      shown(count, word.state === "saying" || word.state === "listening");
      words(
        count,
        word.state === "saying"
          ? `Heard ${word.said} of ${word.wanted}`
          : `${Math.floor(word.listened_s)} of ${Math.round(word.listen_s)} s`,
      );
      shown(bar, word.state === "listening");
      bar.max = word.listen_s || 1;
      bar.value = word.listened_s || 0;
      words(text, word.text);
      for (const [node, name] of [
        [done, "ready"],
        [again, "failed"],
      ]) {
        shown(node, word.state === name);
        attribute(node, "data-primary", word.state === name);
      }
      shown(other, true);
    },
  };
}

function dot() {
  const root = el("li");
  return { root, update: (full) => root.classList.toggle("full", full) };
}
