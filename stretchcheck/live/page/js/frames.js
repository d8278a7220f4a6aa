/* Knows the exchange of pictures for verdicts: one picture on its way at a time, always the newest. */

import { Capture } from "/static/js/capture.js";
import { Link } from "/static/js/link.js";

const PATIENCE_MS = 2000;
const TIMINGS_KEPT = 2000;

export class Frames {
  /**
   * @param {HTMLVideoElement} video the camera's picture, where this page has the camera
   * @param {{onAnswer: function(object), onPicture: function(ImageBitmap)}} calls
   *   `onAnswer` draws one answer and is called once a screen refresh at most.
   */
  constructor(video, calls) {
    this.calls = calls;
    this.capture = new Capture(video, () => this.#pump());
    this.link = new Link("/ws/frames", {
      onText: (text) => this.#answered(JSON.parse(text)),
      onBytes: (bytes) => this.#pictureCame(bytes),
      onUp: () => this.#pump(),
      onDown: () => this.#free(),
    });
    this.sends = false;
    this.busy = false;
    this.sent_ms = -Infinity;
    this.newest = null; // {answer, came_ms}
    this.undrawn = null;
    this.timer = 0;
    window.stretchcheckTimings = [];
  }

  /** @param {boolean} running; @param {boolean} sends whether the pictures come from this page. */
  run(running, sends) {
    this.sends = sends;
    if (running) this.link.open();
    else this.link.close();
    if (!running) this.#forget();
    this.capture.run(running && sends);
  }

  /** Age of the newest verdict in ms, from capture where that is known; null before the first. */
  age_ms(now) {
    if (!this.newest) return null;
    const { answer, came_ms } = this.newest;
    const before_ms = this.sends ? came_ms - answer.t : (answer.age_ms ?? 0);
    return Math.max(0, now - came_ms + before_ms);
  }

  #forget() {
    this.newest = null;
    this.undrawn = null;
    this.#free();
  }

  #free() {
    clearTimeout(this.timer);
    this.busy = false;
  }

  async #pump() {
    const seen = this.capture.newest;
    if (!this.sends || this.busy || !this.link.up || !seen || seen.steady_ms <= this.sent_ms) return;
    this.busy = true;
    const message = await this.capture.message().catch(told);
    if (!message || !this.link.send(message.data)) return this.#free();
    this.sent_ms = message.steady_ms;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.#free();
      this.#pump();
    }, PATIENCE_MS);
  }

  #answered(answer) {
    const seen = !answer.late && !answer.lost; // a picture that came too late, or while the engine began anew
    if (seen && (!this.newest || answer.t >= this.newest.answer.t)) {
      this.newest = { answer, came_ms: performance.now() };
      this.#drawSoon(answer);
    }
    if (this.sends && answer.t < this.sent_ms) return; // a late answer to a picture given up on
    this.#free();
    this.#pump();
  }

  #drawSoon(answer) {
    const waiting = this.undrawn !== null;
    this.undrawn = answer;
    if (waiting) return;
    requestAnimationFrame(() => {
      const drawn = this.undrawn;
      this.undrawn = null;
      if (!drawn) return;
      this.calls.onAnswer(drawn);
      note({ t: drawn.t, drawn_ms: performance.now() });
    });
  }

  async #pictureCame(bytes) {
    if (document.hidden) return;
    try {
      this.calls.onPicture(await createImageBitmap(new Blob([bytes], { type: "image/jpeg" })));
    } catch (error) {
      console.warn("A picture from the server could not be read.", error);
    }
  }
}

/* A camera may go in the middle of it; the next picture is tried anew. */
function told(error) {
  console.warn("A picture could not be made.", error);
  return null;
}

function note(timing) {
  const kept = window.stretchcheckTimings;
  kept.push(timing);
  if (kept.length > TIMINGS_KEPT) kept.splice(0, kept.length - TIMINGS_KEPT);
}
