/* Knows the red screen: it covers everything and is released by a click, or by Enter on its button, only. */

import { el, shown, words } from "/static/js/dom.js";

const BY = {
  key: "a key",
  button: "the STOP button",
  "safe word": "the safe word",
  "raised hand": "a raised hand",
  tapping: "tapping",
  "hands off": "hands that let go",
};

export class StopScreen {
  constructor(app) {
    this.app = app;
    this.up = false;
    this.before = null;
    this.title = el("h2", { id: "stop-title", text: "Let go slowly" });
    this.text = el("p", { class: "stop-text" });
    this.by = el("p", { class: "stop-by", id: "stop-by" });
    this.release = el("button", {
      type: "button",
      class: "stop-release",
      text: "We have let go – continue",
      onclick: () => app.releaseStop(),
    });
    this.hint = el("p", {
      class: "stop-hint",
      text: "Click the button, or reach it with Tab and press Enter. Space and Escape do not release the stop.",
    });
    this.root = el(
      "div",
      {
        class: "stop-screen",
        role: "alertdialog",
        "aria-modal": "true",
        "aria-labelledby": "stop-title",
        "aria-describedby": "stop-by",
        tabindex: "-1",
      },
      this.title,
      this.text,
      this.by,
      this.release,
      this.hint,
    );
    shown(this.root, false);
  }

  /** @param {{by: string, text: string, after_s: ?number}|null} stopped */
  update(stopped) {
    if (stopped) this.#fill(stopped);
    if (Boolean(stopped) === this.up) return;
    this.up = Boolean(stopped);
    shown(this.root, this.up);
    document.body.classList.toggle("is-stopped", this.up);
    if (this.up) this.#open();
    else this.#shut();
  }

  #fill({ by, text, after_s }) {
    const plain = !text || /^let go slowly\.?$/i.test(text);
    shown(this.text, !plain);
    words(this.text, plain ? "" : text);
    const after = after_s === null || after_s === undefined ? "" : ` after ${after_s.toFixed(1)} s`;
    words(this.by, `Stopped by ${BY[by] ?? by}${after}.`);
  }

  /* The focus goes to the screen, not to the button: a key that is being pressed anyway must not release it. */
  #open() {
    this.before = document.activeElement;
    this.root.focus({ preventScroll: true });
    this.root.scrollTop = 0;
  }

  #shut() {
    const back = this.before?.isConnected ? this.before : null;
    requestAnimationFrame(() => back?.focus({ preventScroll: true }));
  }
}
