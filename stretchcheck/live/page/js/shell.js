/* Knows the frame around every stage: heading, progress, notices, the coach's line, and which view is shown. */

import { button, el, rows, shown, words } from "/static/js/dom.js";
import { MICROPHONE_WORDS } from "/static/js/microphone.js";
import { StopScreen } from "/static/js/stop_screen.js";
import { afterView } from "/static/js/view_after.js";
import { cameraView } from "/static/js/view_camera.js";
import { otherWindowView, prepareView, refusedView } from "/static/js/view_plain.js";
import { planView } from "/static/js/view_plan.js";
import { screeningView } from "/static/js/view_screening.js";
import { sessionView } from "/static/js/view_session.js";
import { wordView } from "/static/js/view_word.js";

const VIEWS = {
  screening: screeningView,
  refused: refusedView,
  prepare: prepareView,
  word: wordView,
  plan: planView,
  camera: cameraView,
  session: sessionView,
  after: afterView,
  other: otherWindowView,
};
const STEPS = [
  ["screening", "Questions"],
  ["prepare", "Prepare"],
  ["word", "Stop word"],
  ["plan", "Plan"],
  ["camera", "Camera"],
  ["session", "Stretch"],
];
const SAID_MS = 7000;

export class Shell {
  constructor(app, root) {
    this.app = app;
    this.root = root;
    this.name = null;
    this.view = null;
    this.saidUntil = 0;
    this.acted = null;
    this.#build();
    for (const kind of ["pointerdown", "keydown", "change"]) {
      root.addEventListener(kind, ({ target }) => (this.acted = target), { capture: true });
    }
  }

  #build() {
    this.steps = el("ol", { class: "steps" });
    this.showSteps = rows(this.steps, () => stepRow());
    this.mute = button("", () => this.app.send("mute", { on: !this.app.state.muted }), { kind: "quiet" });
    this.header = el(
      "header",
      { class: "top" },
      el("p", { class: "brand", text: "Stretch check" }),
      el("nav", { "aria-label": "Progress" }, this.steps),
      this.mute,
    );
    this.connection = el("p", { class: "notice strong", role: "status" });
    this.silence = el("p", { class: "notice", role: "status" });
    this.warnings = el("ul", { class: "notice list", "aria-label": "Warnings" });
    this.showWarnings = rows(this.warnings, () => textRow());
    this.deaf = el("p", { class: "notice strong", role: "status" });
    this.notices = el(
      "section",
      { class: "notices", "aria-label": "Notices" },
      this.connection,
      this.deaf,
      this.silence,
      this.warnings,
    );
    this.main = el("main", { class: "main" }, el("h1", { class: "lone", text: "Starting …" }));
    this.said = el("p", { class: "toast", "aria-hidden": "true" });
    this.spoken = el("p", { class: "unseen-words", "aria-live": "polite" });
    this.failure = el("p", { class: "error", role: "alert" });
    this.body = el("div", { class: "body" }, this.header, this.notices, this.main, this.said);
    this.stopScreen = new StopScreen(this.app);
    this.root.replaceChildren(this.body, this.spoken, this.stopScreen.root);
    shown(this.said, false);
  }

  render() {
    const { state } = this.app;
    this.#renderNotices(state);
    if (!state) return;
    this.#choose(state.owner ? state.stage : "other");
    this.#renderHeader(state);
    this.view.update(state);
    this.stopScreen.update(this.app.stopped);
    this.body.inert = Boolean(this.app.stopped);
  }

  /** A new verdict on a picture. */
  answer(answer) {
    this.view?.answer?.(answer);
  }

  /** A few times a second, for what ages by itself. */
  beat() {
    if (this.saidUntil && performance.now() > this.saidUntil) {
      this.saidUntil = 0;
      shown(this.said, false);
      this.app.picture.caption("");
    }
    this.view?.beat?.();
  }

  /** The coach's line: on the picture in a session, else at the foot of the page. */
  say(line) {
    words(this.spoken, line.text);
    words(this.said, line.text);
    shown(this.said, !this.app.running);
    if (this.app.running) this.app.picture.caption(line.text);
    this.saidUntil = performance.now() + SAID_MS;
  }

  /** Beside what was last clicked or changed. */
  error(text) {
    const near = this.acted?.isConnected ? this.acted.closest("[data-errors]") : null;
    const place = near ?? this.main.querySelector("[data-errors]") ?? this.main;
    place.append(this.failure);
    words(this.failure, "");
    words(this.failure, text);
  }

  clearError() {
    this.failure.remove();
  }

  #choose(name) {
    if (name === this.name) return;
    const first = this.name === null;
    this.name = name;
    this.clearError();
    shown(this.said, false);
    this.app.picture.caption("");
    this.view = VIEWS[name](this.app);
    this.main.replaceChildren(this.view.root);
    this.#place(this.notices, "notices", this.main);
    this.#place(this.mute, "mute", null);
    document.body.dataset.stage = name;
    scrollTo(0, 0);
    const heading = this.main.querySelector("h1");
    heading.tabIndex = -1;
    if (!first) heading.focus({ preventScroll: true });
  }

  /* A view may have a place of its own for the notices and the sound button; otherwise they are at the top. */
  #place(node, name, before) {
    const own = this.view.root.querySelector(`[data-place="${name}"]`);
    if (own) own.append(node);
    else (before ? this.body : this.header).insertBefore(node, before);
  }

  #renderHeader(state) {
    const at = STEPS.findIndex(([name]) => name === state.stage);
    shown(this.steps, at >= 0 && state.owner && state.stage !== "session");
    this.showSteps(STEPS.map(([, title], index) => ({ title, current: index === at, done: index < at })));
    shown(this.mute, state.owner && state.voice !== "none");
    words(this.mute, state.muted ? "Turn sound on" : "Turn sound off");
    const title = this.main.querySelector("h1")?.textContent;
    const wanted = title ? `${title} · Stretch check` : "Stretch check";
    if (document.title !== wanted) document.title = wanted;
  }

  #renderNotices(state) {
    const lost = this.app.failures > 0;
    shown(this.connection, lost);
    if (lost) words(this.connection, connectionWords(this.app.failures, this.app.running));
    const silent = Boolean(state?.owner && !state.muted && state.voice !== "none" && this.app.tones.silent);
    shown(this.silence, silent);
    words(this.silence, silent ? "The browser keeps this page silent until you click it once or press a key." : "");
    const deaf = Boolean(
      this.app.running &&
      state.word?.phrase &&
      !this.app.microphone.listening &&
      this.app.microphone.state !== "asking",
    );
    shown(this.deaf, deaf);
    words(this.deaf, deaf ? `The stop word is not heard. ${MICROPHONE_WORDS[this.app.microphone.state]}` : "");
    const warnings = state?.owner ? (state.warnings ?? []) : [];
    shown(this.warnings, warnings.length > 0);
    this.showWarnings(warnings);
  }
}

function connectionWords(failures, running) {
  const lead = running
    ? "The connection to the program is lost: nothing is being watched. "
    : "No connection to the program. ";
  if (failures < 5) return `${lead}Trying again …`;
  return `${lead}If it was closed, start it again and use the address that it prints. Still trying …`;
}

function stepRow() {
  const root = el("li");
  return {
    root,
    update({ title, current, done }) {
      words(root, title);
      root.classList.toggle("done", done);
      if (current) root.setAttribute("aria-current", "step");
      else root.removeAttribute("aria-current");
    },
  };
}

function textRow() {
  const root = el("li");
  return { root, update: (text) => words(root, text) };
}
