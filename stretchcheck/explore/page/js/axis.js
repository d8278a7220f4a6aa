/* Knows the time axis: one scale for every track, zoom, the playhead, and pointers on it. */

import { attribute, svg } from "/shared/js/dom.js";
import { draw } from "/static/js/tracks.js";

const LEFT = 74;
const RIGHT = 8;
const NARROWEST_S = 0.5;
const EDGE_PX = 7;
const STEPS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600];
const TICK_PX = 60;

export class Axis {
  /** @param {object} calls onSeek(seconds), onChoose(index), onDrag(index, change), onDrop() */
  constructor(calls) {
    this.calls = calls;
    this.end = 1;
    this.from = 0;
    this.to = 1;
    this.time = 0;
    this.content = null;
    this.root = svg("svg", { class: "axis", role: "group", "aria-label": "Time axis" });
    this.head = svg("line", { class: "playhead", y1: 0 });
    this.root.addEventListener("pointerdown", (event) => this.#down(event));
    this.root.addEventListener("pointermove", (event) => this.#move(event));
    this.root.addEventListener("pointerup", (event) => this.#up(event));
    this.root.addEventListener("pointercancel", (event) => this.#up(event));
    this.root.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    this.root.addEventListener("click", (event) => this.#chosen(event.target));
    this.root.addEventListener("focusin", (event) => this.#chosen(event.target));
    new ResizeObserver(() => this.render()).observe(this.root);
  }

  get width() {
    return Math.max(200, this.root.clientWidth || 600);
  }

  x(seconds) {
    return LEFT + ((seconds - this.from) / (this.to - this.from)) * (this.width - LEFT - RIGHT);
  }

  seconds(x) {
    return this.from + ((x - LEFT) / (this.width - LEFT - RIGHT)) * (this.to - this.from);
  }

  /** Another clip, or one whose length is known now; all of it is shown. */
  setEnd(end) {
    this.end = Math.max(NARROWEST_S, end);
    this.from = 0;
    this.to = this.end;
    this.render();
  }

  show(content) {
    this.content = content;
    this.render();
  }

  setTime(seconds, { follow = false } = {}) {
    this.time = seconds;
    if (follow && (seconds < this.from || seconds > this.to)) this.#window(seconds - 0.1 * (this.to - this.from), this.to - this.from);
    this.#placeHead();
  }

  /** Narrower above 1, about the playhead unless told otherwise. */
  zoom(factor, about = this.time) {
    const length = Math.min(this.end, Math.max(NARROWEST_S, (this.to - this.from) / factor));
    const share = Math.min(1, Math.max(0, (about - this.from) / (this.to - this.from)));
    this.#window(about - share * length, length);
  }

  all() {
    this.#window(0, this.end);
  }

  pan(share) {
    this.#window(this.from + share * (this.to - this.from), this.to - this.from);
  }

  #window(from, length) {
    this.from = Math.min(Math.max(0, from), Math.max(0, this.end - length));
    this.to = Math.min(this.end, this.from + length);
    this.render();
  }

  render() {
    if (!this.content) return;
    const focused = document.activeElement?.dataset?.index;
    const hadFocus = focused !== undefined && this.root.contains(document.activeElement);
    const { parts, height } = draw(this, this.content, this.#ticks());
    attribute(this.root, "viewBox", `0 0 ${this.width} ${height}`);
    attribute(this.root, "height", height);
    attribute(this.head, "y2", height);
    this.root.replaceChildren(...parts, this.head);
    this.#placeHead();
    if (hadFocus) this.root.querySelector(`[data-index="${focused}"]`)?.focus({ preventScroll: true });
  }

  #ticks() {
    const least = (TICK_PX * (this.to - this.from)) / (this.width - LEFT - RIGHT);
    const step = STEPS_S.find((each) => each >= least) ?? 1200;
    const first = Math.ceil(this.from / step - 1e-9);
    const count = Math.floor(this.to / step + 1e-9) - first + 1;
    return Array.from({ length: Math.max(0, count) }, (_, index) => Number(((first + index) * step).toFixed(3)));
  }

  #placeHead() {
    const x = this.x(this.time);
    attribute(this.head, "x1", x);
    attribute(this.head, "x2", x);
    attribute(this.head, "visibility", x >= LEFT - 1 && x <= this.width ? "visible" : "hidden");
  }

  #at(event) {
    return event.clientX - this.root.getBoundingClientRect().left;
  }

  #chosen(target) {
    const index = target.dataset?.index;
    if (index !== undefined && !this.held) this.calls.onChoose(Number(index));
  }

  #down(event) {
    if (event.button !== 0) return;
    const x = this.#at(event);
    const index = event.target.dataset?.index;
    if (index !== undefined) {
      const [left, right] = [Number(event.target.getAttribute("x")), Number(event.target.getAttribute("x")) + Number(event.target.getAttribute("width"))];
      const narrow = right - left < 3 * EDGE_PX;
      const edge = x > right - EDGE_PX ? "end" : x < left + EDGE_PX && !narrow ? "start" : "both";
      this.held = { index: Number(index), edge, from: this.seconds(x), moved: false };
    } else {
      this.held = { seeks: true };
      this.calls.onSeek(Math.min(this.end, Math.max(0, this.seconds(x))));
    }
    this.root.setPointerCapture(event.pointerId);
  }

  #move(event) {
    if (!this.held) return;
    const now = this.seconds(this.#at(event));
    if (this.held.seeks) {
      this.calls.onSeek(Math.min(this.end, Math.max(0, now)));
      return;
    }
    const by = now - this.held.from;
    if (!this.held.moved && Math.abs(by) * (this.width / (this.to - this.from)) < 3) return;
    const isFirst = !this.held.moved;
    this.held.moved = true;
    this.calls.onDrag(this.held.index, { edge: this.held.edge, by, isFirst });
  }

  #up(event) {
    const held = this.held;
    this.held = null;
    if (this.root.hasPointerCapture(event.pointerId)) this.root.releasePointerCapture(event.pointerId);
    if (held?.moved) this.calls.onDrop();
    else if (held && !held.seeks) this.calls.onChoose(held.index);
  }

  #wheel(event) {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1.25 : 0.8, this.seconds(this.#at(event)));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this.pan((event.deltaX || event.deltaY) / this.width);
    }
  }
}

export { LEFT, RIGHT };
