/* Knows the pane of thresholds: a slider and a number for each, in groups, with range and source. */

import { attribute, button, el, freshId, shown, words } from "/shared/js/dom.js";
import { atStep, plain } from "/static/js/words.js";

const PAUSE_MS = 60;

export class Thresholds {
  constructor(store, root) {
    this.store = store;
    this.root = root;
    this.rows = new Map();
    this.groups = [];
    this.pending = new Map();
    this.timer = 0;
    this.drag = 0;
    store.on("hello", (hello) => this.#build(hello));
    store.on("state", (state) => this.#show(state));
  }

  #build({ thresholds }) {
    const open = new Set(this.groups.filter((group) => group.root.open).map((group) => group.title));
    this.rows.clear();
    const titles = [...new Set(thresholds.map((each) => each.group))];
    this.groups = titles.map((title) => {
      const own = thresholds.filter((each) => each.group === title).map((each) => this.#row(each));
      const count = el("span", { class: "count" });
      const summary = el("summary", {}, `${title} `, count);
      const root = el("details", { class: "group", open: open.has(title) }, summary, own.map((row) => row.root));
      return { title, root, rows: own, count };
    });
    if (!open.size && this.groups.length) this.groups[0].root.open = true;
    this.root.replaceChildren(el("h2", { text: "Thresholds" }), this.#filters(), ...this.groups.map((group) => group.root));
    if (this.store.state) this.#show(this.store.state);
  }

  #filters() {
    const [text, moved, read] = [freshId("filter"), freshId("moved"), freshId("read")];
    this.text ??= el("input", { type: "search", id: text, placeholder: "name, check or source", "aria-label": "Find a threshold" });
    this.moved ??= el("input", { type: "checkbox", id: moved });
    this.read ??= el("input", { type: "checkbox", id: read });
    this.text.oninput = this.moved.onchange = this.read.onchange = () => this.#filter();
    return el(
      "div",
      { class: "filters" },
      this.text,
      el("label", { class: "check", for: this.moved.id }, this.moved, "only those that were moved"),
      el("label", { class: "check", for: this.read.id }, this.read, "only those that a clip depends on"),
    );
  }

  #row(each) {
    const id = freshId("threshold");
    const slider = el("input", {
      type: "range", id, min: each.low, max: each.high, step: each.step, "aria-describedby": `${id}-about`,
    });
    const number = el("input", { type: "number", step: "any", "aria-label": `${plain(each.name)}, exact` });
    const reset = button("↺", () => this.store.send("reset", { names: [each.name] }), {
      class: "button tight", title: "Back to the start", "aria-label": `Reset ${plain(each.name)}`,
    });
    const read = el("p", { class: "unread" });
    const about = el("p", { id: `${id}-about`, text: told(each) });
    const label = el("label", { class: "name", for: id, text: each.name });
    const root = el("div", { class: "threshold", "data-name": each.name }, label, el("div", { class: "row" }, slider, number, reset), about, read);
    slider.addEventListener("input", () => this.#moved(each, Number(slider.value), true));
    slider.addEventListener("change", () => this.#moved(each, Number(slider.value), true, { ends: true }));
    number.addEventListener("change", () => {
      if (number.value !== "") this.#moved(each, Number(number.value), false, { ends: true });
    });
    const row = { each, root, slider, number, reset, read, isMoved: false, value: null };
    this.rows.set(each.name, row);
    return row;
  }

  /* Moves of one drag are one step; they are sent a few times a second. */
  #moved({ name }, value, isDrag, { ends = false } = {}) {
    const row = this.rows.get(name);
    if (value === row.value && !this.pending.has(name)) {
      if (ends) this.drag += 1;
      return;
    }
    row.value = value;
    row.number.value = value;
    this.pending.set(name, { value, drag: isDrag ? `${name} ${this.drag}` : null });
    if (ends) this.#send();
    else if (!this.timer) this.timer = setTimeout(() => this.#send(), PAUSE_MS);
    if (ends) this.drag += 1;
  }

  #send() {
    clearTimeout(this.timer);
    this.timer = 0;
    for (const [name, { value, drag }] of this.pending) this.store.send("move", { values: { [name]: value }, drag });
    this.pending.clear();
  }

  #show({ values, read_by: readBy }) {
    for (const [name, row] of this.rows) {
      if (this.pending.has(name)) continue;
      row.value = values[name];
      const text = atStep(row.value, row.each.step);
      if (Number(row.slider.value) !== row.value) row.slider.value = row.value;
      attribute(row.slider, "aria-valuetext", `${text} ${row.each.unit}`.trim());
      if (document.activeElement !== row.number || Number(row.number.value) !== row.value) row.number.value = text;
      row.isMoved = row.value !== row.each.start;
      row.isRead = readBy[name] > 0;
      attribute(row.root, "data-moved", row.isMoved ? "true" : "false");
      row.reset.disabled = !row.isMoved;
      words(row.read, this.#unread(name, readBy));
      shown(row.read, !row.isRead);
    }
    for (const group of this.groups) {
      const count = group.rows.filter((row) => row.isMoved).length;
      words(group.count, count ? `(${count} moved)` : "");
    }
    this.#filter();
  }

  #unread(name, readBy) {
    return readBy[name] || !this.store.clips.size ? "" : "No clip depends on it as things stand.";
  }

  #filter() {
    const text = this.text.value.trim().toLowerCase();
    const narrows = text || this.moved.checked || this.read.checked;
    for (const group of this.groups) {
      let some = false;
      for (const row of group.rows) {
        const { name, source, bears_on: bears } = row.each;
        const found = `${name} ${plain(name)} ${source} ${bears.join(" ")} ${group.title}`.toLowerCase().includes(text);
        const visible = found && (!this.moved.checked || row.isMoved) && (!this.read.checked || row.isRead);
        shown(row.root, visible);
        some ||= visible;
      }
      shown(group.root, some);
      if (narrows && some && !group.root.open) group.root.open = group.byFilter = true;
      else if (!narrows && group.byFilter) group.root.open = group.byFilter = false;
    }
  }
}

function told({ low, high, default: own, start, unit, source, bears_on: bears }) {
  const from = start === own ? "" : ` · the profile has ${start}`;
  const on = bears.length ? ` Tuned by: ${bears.map(plain).join(", ")}.` : "";
  return `${low} to ${high} ${unit} · default ${own}${from}. ${source}.${on}`;
}
