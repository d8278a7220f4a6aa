/* Knows the panel that edits labels: whose, which, from when to when; and how they are saved. */

import { attribute, button, el, freshId, words } from "/shared/js/dom.js";
import { clock, plain } from "/static/js/words.js";

const KEPT = "stretchcheck-rater";
const NEW_S = 1;

export class Labels {
  /** @param {object} host draft, store, time(), end(), changed() */
  constructor(host) {
    this.host = host;
    this.whose = el("select");
    this.rater = el("input", { type: "text", maxlength: 80, autocomplete: "off", value: remembered() });
    this.kind = el("select");
    this.start = el("input", { type: "number", step: "0.01", min: "0" });
    this.end = el("input", { type: "number", step: "0.01", min: "0" });
    this.stretch = el("select");
    this.side = el("select");
    this.list = el("select");
    this.saveButton = button("Save labels", () => this.save(), { kind: "primary" });
    this.undoButton = button("Undo edit", () => this.#do(() => host.draft.undo()));
    this.status = el("p", { class: "soft", role: "status" });
    this.root = el("section", { class: "labels", "aria-label": "Labels" }, this.#head(), this.#form(), this.status);
    this.#listen();
    this.render();
  }

  #head() {
    return el("div", { class: "head" }, el("h2", { text: "Labels" }), field("as labelled by", this.whose), field("label", this.list),
      field("your name", this.rater), this.undoButton, this.saveButton);
  }

  #form() {
    this.fields = el("fieldset", { class: "form" },
      field("kind", this.kind), field("from, s", this.start), button("[ here", () => this.edge("start_s"), { title: "Begins at the playhead ([)" }),
      field("to, s", this.end), button("here ]", () => this.edge("end_s"), { title: "Ends at the playhead (])" }),
      field("stretch", this.stretch), field("side", this.side), button("Delete", () => this.#do(() => this.host.draft.remove())));
    return el("div", { class: "form" }, button("New label here", () => this.add(), { title: "N" }), this.fields);
  }

  #listen() {
    const { draft } = this.host;
    const set = (name, value) => this.#do(() => draft.change({ [name]: value }, this.host.end()));
    this.kind.onchange = () => set("kind", this.kind.value);
    this.stretch.onchange = () => set("stretch", this.stretch.value || null);
    this.side.onchange = () => set("side", this.side.value || null);
    this.start.onchange = () => this.start.value !== "" && set("start_s", Number(this.start.value));
    this.end.onchange = () => this.end.value !== "" && set("end_s", Number(this.end.value));
    this.list.onchange = () => this.#do(() => draft.choose(Number(this.list.value)));
    this.rater.onchange = () => remember(this.rater.value);
    this.whose.onchange = () => this.#otherRater();
  }

  /** The closed lists, once they are known. */
  fill({ kinds, stretches, sides }) {
    const group = (label, names) => el("optgroup", { label }, names.map((name) => el("option", { value: name, text: plain(name) })));
    this.kind.replaceChildren(group("phases", kinds.phases), group("events", kinds.events));
    this.stretch.replaceChildren(...["", ...stretches].map((name) => el("option", { value: name, text: name || "(as the clip)" })));
    this.side.replaceChildren(...["", ...sides].map((name) => el("option", { value: name, text: name || "(as the clip)" })));
  }

  /** Another clip, or other labels of it. */
  show(clip) {
    this.clip = clip;
    const names = clip.raters.map((one) => one.rater ?? "");
    this.whose.replaceChildren(...(names.length ? names : [""]).map((name) => el("option", { value: name, text: name || "(no name)" })));
    this.whose.value = this.host.draft.base ?? "";
    this.render();
  }

  render() {
    const { draft } = this.host;
    const { label } = draft;
    this.list.replaceChildren(el("option", { value: -1, text: "(choose)" }), ...draft.labels.map((one, index) =>
      el("option", { value: index, text: `${plain(one.kind)} ${clock(one.start_s)} to ${clock(one.end_s)}` })));
    this.list.value = draft.chosen;
    attribute(this.fields, "disabled", !label);
    if (label) {
      this.kind.value = label.kind;
      this.start.value = label.start_s;
      this.end.value = label.end_s;
    }
    this.stretch.value = label?.stretch ?? "";
    this.side.value = label?.side ?? "";
    this.saveButton.disabled = !draft.isDirty;
    this.undoButton.disabled = !draft.past.length;
    const file = this.host.store.hello?.corrections ?? "corrections.csv";
    words(this.status, draft.isDirty ? `Not saved yet. Saved labels go to ${file}; the files they came from stay as they are.`
      : `Drag a label or its ends on the axis, or edit it here; saved labels go to ${file}.`);
  }

  add() {
    const { draft } = this.host;
    const start = this.host.time();
    this.#do(() => draft.add({ kind: this.kind.value || "hold", start_s: round(start), end_s: round(Math.min(start + NEW_S, this.host.end())) }));
    this.kind.focus();
  }

  /** Puts an end of the chosen label where the playhead is. */
  edge(name) {
    this.#do(() => this.host.draft.change({ [name]: round(this.host.time()) }, this.host.end()));
  }

  shift(seconds) {
    const { draft } = this.host;
    if (!draft.label) return;
    const { start_s: start, end_s: end } = draft.label;
    const by = Math.min(Math.max(seconds, -start), this.host.end() - end);
    this.#do(() => draft.change({ start_s: start + by, end_s: end + by }, this.host.end()));
  }

  save() {
    const { draft, store } = this.host;
    if (!this.rater.value.trim()) {
      words(this.status, "Your name is needed: labels are kept under it.");
      this.rater.focus();
      return;
    }
    store.send("save_labels", { number: draft.number, rater: this.rater.value.trim(), labels: draft.labels });
  }

  #otherRater() {
    const { draft } = this.host;
    if (draft.isDirty && !window.confirm("Throw away the labels that are not saved?")) {
      this.whose.value = draft.base ?? "";
      return;
    }
    const own = this.clip.raters.find((one) => (one.rater ?? "") === this.whose.value);
    this.#do(() => draft.begin(this.clip.number, own?.rater ?? null, own?.labels ?? []));
  }

  #do(change) {
    change();
    this.host.changed();
  }
}

function field(name, control) {
  const id = freshId("field");
  control.id = id;
  return el("label", { for: id }, name, control);
}

function round(seconds) {
  return Number(seconds.toFixed(3));
}

function remembered() {
  try {
    return localStorage.getItem(KEPT) ?? "";
  } catch {
    return "";
  }
}

function remember(name) {
  try {
    localStorage.setItem(KEPT, name.trim());
  } catch {
    // it is typed again next time
  }
}
