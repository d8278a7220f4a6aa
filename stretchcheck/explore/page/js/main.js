/* Knows the whole page: what the server tells, and which pane shows it. */

import { attribute, button, el, words } from "/shared/js/dom.js";
import { ClipPane } from "/static/js/clip.js";
import { Figures } from "/static/js/figures.js";
import { listenToKeys } from "/static/js/keys.js";
import { Saving } from "/static/js/saving.js";
import { Store } from "/static/js/store.js";
import { Thresholds } from "/static/js/thresholds.js";

const GOOD_MS = 8000;
const byId = (id) => document.getElementById(id);

class App {
  constructor() {
    this.store = new Store();
    this.saving = new Saving(this.store);
    this.thresholds = new Thresholds(this.store, byId("thresholds"));
    this.pane = new ClipPane(this.store, byId("clip"));
    this.figures = new Figures(this.store, byId("numbers"), byId("summary"), (row) => this.#go(row));
    this.hidden = new Set();
    this.undo = button("Undo", () => this.store.send("undo"), { title: "Ctrl Z" });
    this.redo = button("Redo", () => this.store.send("redo"), { title: "Ctrl Y" });
    this.reset = button("Reset all", () => this.store.send("reset"));
    this.save = button("Save profile…", () => this.saving.open(), { kind: "primary" });
    byId("acts").append(this.undo, this.redo, this.reset, this.save);
    this.store.on("hello", ({ profile }) => words(byId("from"), `start: ${profile}`));
    this.store.on("state", () => this.#state());
    this.store.on("error", ({ text }) => this.#note(text, "strong"));
    this.store.on("saved", ({ text }) => this.#note(text, "good"));
    this.store.on("link", (isUp) => this.#link(isUp));
    listenToKeys(this);
    this.store.begin();
  }

  #state() {
    const { state } = this.store;
    this.undo.disabled = !state.can_undo;
    this.redo.disabled = !state.can_redo;
    this.reset.disabled = this.store.hello.thresholds.every((each) => state.values[each.name] === each.start);
    this.save.disabled = state.stage !== "ready";
    attribute(byId("progress"), "data-busy", state.stage === "ready" && state.done === state.of ? "false" : "true");
    words(byId("progress"), progress(state));
    for (const text of state.notes) if (!this.hidden.has(text)) this.#note(text, "");
  }

  #link(isUp) {
    if (isUp) return;
    attribute(byId("progress"), "data-busy", "true");
    words(byId("progress"), "The program is not there: is it still running?");
  }

  #note(text, kind) {
    this.hidden.add(text);
    const close = button("Close", () => note.remove());
    const note = el("p", { class: `notice ${kind}`, role: kind ? "alert" : null }, el("span", { text }), close);
    byId("notices").append(note);
    if (kind === "good") setTimeout(() => note.remove(), GOOD_MS);
  }

  /* A changed verdict: its clip, at the moment where it was decided. */
  #go({ number, check, repetition }) {
    const found = this.store.clips.get(number)?.now?.repetitions[repetition]?.checks.find((each) => each.name === check);
    this.pane.open(number, found?.at_s ?? 0);
  }
}

function progress({ stage, prepared, of, done }) {
  if (stage === "labels") return `reading labels: ${prepared} of ${of}`;
  if (stage === "clips") return `measuring clips: ${prepared} of ${of}`;
  return done === of ? `${of} clips judged` : `judging: ${done} of ${of}`;
}

window.explorer = new App();
