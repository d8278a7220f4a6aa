/* Knows the picture on the page: the camera or what the server sends, the skeletons over it, and its notices. */

import { button, el, shown, words } from "/static/js/dom.js";
import { CAMERA_WORDS } from "/static/js/camera.js";
import { Skeleton } from "/static/js/skeleton.js";

const LATE_MS = 1000;

export class Picture {
  constructor() {
    this.video = el("video", {
      muted: true,
      playsinline: true,
      autoplay: true,
      "aria-label": "Camera picture, mirrored",
    });
    this.video.muted = true;
    this.sent = el("canvas", { class: "sent", role: "img", "aria-label": "Picture of the session" });
    this.overlay = el("canvas", { class: "overlay", "aria-hidden": "true" });
    this.skeleton = new Skeleton(this.overlay);
    this.late = el("p", { class: "late", role: "status" });
    this.said = el("p", { class: "said" });
    this.notice = el("p");
    this.retry = button("Try again", () => this.onRetry?.(), { kind: "primary" });
    this.problem = el("div", { class: "problem", role: "status" }, this.notice, this.retry);
    this.caption("");
    this.root = el(
      "div",
      { class: "picture" },
      this.video,
      this.sent,
      this.overlay,
      this.late,
      this.said,
      this.problem,
    );
  }

  /** Moves into `parent`; a video that is moved pauses, so it is started again. */
  moveTo(parent) {
    if (this.root.parentNode === parent) return;
    parent.append(this.root);
    if (this.video.srcObject) this.video.play().catch(() => {}); // starts by itself when it is shown
  }

  /** @param {"browser"|"camera"|"file"} source; @param {string} cameraState where the page has the camera. */
  show(source, cameraState) {
    const own = source === "browser";
    shown(this.video, own);
    shown(this.sent, !own);
    this.root.classList.toggle("mirrored", source !== "file");
    const problem = own ? CAMERA_WORDS[cameraState] : "";
    shown(this.problem, Boolean(problem));
    words(this.notice, problem);
    shown(this.retry, ["denied", "busy", "none"].includes(cameraState));
    if (problem) this.skeleton.clear();
  }

  showSent(bitmap) {
    if (this.sent.width !== bitmap.width) this.sent.width = bitmap.width;
    if (this.sent.height !== bitmap.height) this.sent.height = bitmap.height;
    this.sent.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
  }

  answer(answer) {
    this.skeleton.draw(answer.people, answer.size);
  }

  /** Says so when the newest verdict is old; `age_ms` null means that none has come yet. */
  age(age_ms) {
    const late = age_ms !== null && age_ms > LATE_MS;
    shown(this.late, late);
    this.root.classList.toggle("is-late", late);
    if (late) words(this.late, `Picture is late: ${Math.round(age_ms / 1000)} s`);
  }

  /** The newest line of the coach, over the top of the picture, where no people are. */
  caption(text) {
    shown(this.said, Boolean(text));
    words(this.said, text);
  }
}
