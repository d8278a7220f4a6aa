/* Knows the dialog that saves a profile: what was moved, a name, and a note on why. */

import { button, el, freshId, words } from "/shared/js/dom.js";
import { plain } from "/static/js/words.js";

export class Saving {
  constructor(store) {
    this.store = store;
    const [file, note] = [freshId("file"), freshId("note")];
    this.file = el("input", { type: "text", id: file, required: true, maxlength: 100 });
    this.note = el("textarea", { id: note, required: true, maxlength: 1000 });
    this.moved = el("ul");
    this.where = el("p", { class: "soft" });
    this.error = el("p", { class: "error", role: "alert" });
    const acts = el("div", { class: "acts" }, button("Cancel", () => this.dialog.close()), el("button", { class: "button primary", text: "Save" }));
    const form = el("form", { method: "dialog" }, el("h2", { text: "Save a profile" }), this.moved,
      el("label", { for: file }, "File", this.file), this.where, el("label", { for: note }, "Why these numbers?", this.note), this.error, acts);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      words(this.error, "");
      if (!store.send("save_profile", { file: this.file.value.trim(), note: this.note.value })) words(this.error, "Not connected to the program just now.");
    });
    this.dialog = el("dialog", { "aria-label": "Save a profile" }, form);
    document.body.append(this.dialog);
    store.on("hello", (hello) => this.#hello(hello));
    store.on("saved", ({ what }) => what === "profile" && this.dialog.close());
    store.on("error", ({ text }) => this.dialog.open && words(this.error, text));
  }

  #hello({ file, folder }) {
    if (!this.file.value) this.file.value = file;
    words(this.where, `In ${folder}. Numbers that were not moved stay as they are; a file of others is never written over.`);
  }

  open() {
    const { hello, state } = this.store;
    if (!hello || !state) return;
    words(this.error, "");
    const moved = hello.thresholds.filter((each) => state.values[each.name] !== each.start);
    this.moved.replaceChildren(...(moved.length ? moved.map((each) => el("li", { text: `${plain(each.name)}: ${each.start} → ${state.values[each.name]} ${each.unit}` }))
      : [el("li", { text: "Nothing was moved." })]));
    this.dialog.showModal();
    this.note.focus();
  }
}
