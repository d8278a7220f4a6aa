/* Knows the labels that are being edited: a copy of some rater's, changed step by step until it is saved. */

const MOST_STEPS = 200;

export class Draft {
  constructor() {
    this.number = null;
    this.base = null;
    this.labels = [];
    this.chosen = -1;
    this.past = [];
    this.held = null;
    this.isDirty = false;
  }

  /** Begins with labels as they are. */
  begin(number, base, labels) {
    Object.assign(this, { number, base, chosen: -1, past: [], held: null, isDirty: false });
    this.labels = labels.map((label) => ({ ...label }));
  }

  get label() {
    return this.labels[this.chosen] ?? null;
  }

  choose(index) {
    this.chosen = index;
  }

  add(label) {
    this.#step();
    this.labels.push({ stretch: null, side: null, ...label });
    this.chosen = this.labels.length - 1;
  }

  remove() {
    if (!this.label) return;
    this.#step();
    this.labels.splice(this.chosen, 1);
    this.chosen = Math.min(this.chosen, this.labels.length - 1);
  }

  /** Changes the chosen label; times stay in the clip and in order. */
  change(fields, end) {
    if (!this.label) return;
    this.#step();
    Object.assign(this.label, tidy({ ...this.label, ...fields }, end));
  }

  /** A drag of an edge or of the whole; all moves of one drag are one step. */
  drag(index, { edge, by, isFirst }, end) {
    this.chosen = index;
    if (isFirst) {
      this.#step();
      this.held = { ...this.labels[index] };
    }
    const { start_s: start, end_s: stop } = this.held;
    const shift = Math.min(Math.max(by, -start), end - stop);
    const moved = { both: [start + shift, stop + shift], start: [start + by, stop], end: [start, stop + by] }[edge];
    Object.assign(this.label, tidy({ ...this.label, start_s: moved[0], end_s: moved[1] }, end, edge));
  }

  undo() {
    const before = this.past.pop();
    if (!before) return;
    this.labels = before.labels;
    this.chosen = before.chosen;
    this.isDirty = this.past.length > 0;
  }

  saved() {
    this.past = [];
    this.isDirty = false;
  }

  #step() {
    this.past.push({ labels: this.labels.map((label) => ({ ...label })), chosen: this.chosen });
    if (this.past.length > MOST_STEPS) this.past.shift();
    this.isDirty = true;
  }
}

function tidy(label, end, edge = "both") {
  let [start, stop] = [label.start_s, label.end_s].map((at) => Math.min(Math.max(0, at), end));
  if (start > stop && edge === "start") start = stop;
  if (start > stop && edge !== "start") stop = start;
  return { ...label, start_s: Number(start.toFixed(3)), end_s: Number(stop.toFixed(3)) };
}
