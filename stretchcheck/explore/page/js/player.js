/* Knows time: plays a clip forth and back, with its video where there is one, and draws the skeletons. */

import { Skeleton } from "/shared/js/skeleton.js";
import { attribute, el, shown, words } from "/shared/js/dom.js";

const FASTEST = 4;

export class Player {
  /** @param {(seconds: number) => void} onTime hears every change of time. */
  constructor(onTime) {
    this.onTime = onTime;
    this.time = 0;
    this.rate = 0; // negative plays back
    this.speed = 1;
    this.skeletons = null;
    this.showsBones = true;
    this.video = el("video", { muted: true, playsinline: true, preload: "auto", tabindex: -1, "aria-hidden": "true" });
    this.video.muted = true;
    this.canvas = el("canvas", { role: "img", "aria-label": "The picture, with the skeletons that were found" });
    this.note = el("p");
    this.root = el("div", { class: "screen" }, this.video, this.canvas, this.note);
    this.skeleton = new Skeleton(this.canvas);
    this.last = 0;
    this.video.addEventListener("seeked", () => this.draw());
    this.video.addEventListener("error", () => this.#noVideo("The video cannot be played, or it is another than was recorded: skeletons only."));
    new ResizeObserver(() => this.draw()).observe(this.root);
  }

  get playing() {
    return this.rate !== 0;
  }

  get end() {
    return this.skeletons?.end ?? 0;
  }

  /** Shows another clip from its beginning. */
  open(number, hasVideo) {
    this.pause();
    this.skeletons = null;
    this.hasVideo = hasVideo;
    shown(this.video, hasVideo);
    if (hasVideo) this.video.src = `/clip/${number}/video`;
    else this.video.removeAttribute("src");
    words(this.note, hasVideo ? "" : "No video: skeletons only.");
    this.skeleton.clear();
    this.seek(0);
  }

  give(skeletons) {
    this.skeletons = skeletons;
    this.draw();
    this.onTime(this.time);
  }

  #noVideo(why) {
    if (!this.video.getAttribute("src")) return;
    this.hasVideo = false;
    shown(this.video, false);
    words(this.note, why);
  }

  seek(seconds) {
    this.time = Math.min(Math.max(0, seconds), this.end || Infinity);
    if (this.hasVideo && Math.abs(this.video.currentTime - this.time) > 0.004) this.video.currentTime = this.time + 0.001;
    this.draw();
    this.onTime(this.time);
  }

  /** Frames forth or back. */
  step(frames) {
    this.pause();
    if (!this.skeletons) return;
    const { times } = this.skeletons;
    const next = Math.min(Math.max(0, this.skeletons.frame(this.time) + frames), times.length - 1);
    this.seek(times[next]);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play(this.speed);
  }

  play(rate) {
    if (!this.skeletons) return;
    if (rate > 0 && this.time >= this.end - 0.01) this.seek(0);
    const was = this.playing;
    this.rate = rate;
    this.last = performance.now();
    if (this.hasVideo && rate > 0) {
      this.video.playbackRate = rate;
      this.video.play().catch(() => this.#noVideo("The video cannot be played: skeletons only."));
    } else this.video.pause();
    if (!was) requestAnimationFrame((now) => this.#tick(now));
    this.onTime(this.time);
  }

  pause() {
    this.rate = 0;
    this.video.pause();
    this.onTime(this.time);
  }

  /** J and L: faster each time, in their direction. */
  shuttle(direction) {
    const speed = Math.sign(this.rate) === direction ? Math.min(FASTEST, 2 * Math.abs(this.rate)) : 1;
    this.play(direction * speed);
  }

  #tick(now) {
    if (!this.playing) return;
    const passed = ((now - this.last) / 1000) * this.rate;
    this.last = now;
    if (this.hasVideo && this.rate > 0) {
      this.time = Math.min(this.video.currentTime, this.end);
      if (this.video.ended || this.time >= this.end) this.pause();
      this.draw();
      this.onTime(this.time);
    } else {
      this.seek(this.time + passed);
      if ((this.rate < 0 && this.time <= 0) || (this.rate > 0 && this.time >= this.end)) this.pause();
    }
    if (this.playing) requestAnimationFrame((later) => this.#tick(later));
  }

  draw() {
    if (!this.skeletons) return;
    const people = this.showsBones || !this.hasVideo ? this.skeletons.people(this.time) : {};
    this.skeleton.draw(people, this.skeletons.size);
    attribute(this.root, "data-frame", this.skeletons.frame(this.time));
  }
}
