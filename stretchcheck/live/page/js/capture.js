/* Knows how to turn the newest camera picture into a small JPEG, with the time at which it was seen. */

const LONGEST_PX = 640;
const QUALITY = 0.8;
const HIDDEN_BEAT_MS = 66;
const HEADER_BYTES = 16;

export class Capture {
  /** @param {HTMLVideoElement} video; @param {function()} onPicture hears that there is a new picture. */
  constructor(video, onPicture) {
    this.video = video;
    this.onPicture = onPicture;
    this.newest = null; // {steady_ms, wall_ms} of the picture that the video shows
    this.running = false;
    this.canvas = makeCanvas();
    this.context = this.canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    this.ticker = null;
    document.addEventListener("visibilitychange", () => this.#pace());
  }

  run(running) {
    if (running === this.running) return;
    this.running = running;
    this.newest = null;
    if (running) this.#watch();
    this.#pace();
  }

  /** The newest picture as one message, or null when there is none yet or it cannot be drawn. */
  async message() {
    const { newest, video } = this;
    if (!newest || !video.videoWidth) return null;
    const scale = Math.min(1, LONGEST_PX / Math.max(video.videoWidth, video.videoHeight));
    const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.context.drawImage(video, 0, 0, width, height);
    const blob = await encoded(this.canvas);
    if (!blob) return null;
    const header = new DataView(new ArrayBuffer(HEADER_BYTES));
    header.setFloat64(0, newest.steady_ms, true);
    header.setFloat64(8, newest.wall_ms, true);
    return { ...newest, data: new Blob([header, blob]) };
  }

  #watch() {
    if (!this.video.requestVideoFrameCallback) return this.#watchByScreen();
    const seen = () => {
      if (!this.running) return;
      this.#saw();
      this.video.requestVideoFrameCallback(seen);
    };
    this.video.requestVideoFrameCallback(seen);
  }

  #watchByScreen() {
    let shown_s = -1;
    const look = () => {
      if (!this.running) return;
      if (this.video.currentTime !== shown_s) this.#saw();
      shown_s = this.video.currentTime;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }

  /* Neither frame callbacks nor screen callbacks come while the page is hidden; a worker's timer does. */
  #pace() {
    const hidden = this.running && document.hidden;
    if (hidden && !this.ticker) {
      this.ticker = new Worker("/static/js/ticker_worker.js");
      this.ticker.onmessage = () => this.running && document.hidden && this.#saw();
    }
    this.ticker?.postMessage({ every_ms: hidden ? HIDDEN_BEAT_MS : 0 });
  }

  #saw() {
    const live = this.video.srcObject?.getVideoTracks().some((track) => track.readyState === "live" && !track.muted);
    if (!live) return;
    this.newest = { steady_ms: performance.now(), wall_ms: Date.now() };
    this.onPicture();
  }
}

/* As quick as a canvas of the page, and unlike it not put off while the page is hidden. */
function makeCanvas() {
  if (!window.OffscreenCanvas?.prototype.convertToBlob) return document.createElement("canvas");
  return new OffscreenCanvas(LONGEST_PX, LONGEST_PX);
}

function encoded(canvas) {
  if (canvas.convertToBlob) return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}
