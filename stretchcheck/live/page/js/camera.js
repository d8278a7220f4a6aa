/* Knows the camera of this computer: opens it, notices when it goes, and brings it back. */

import { listed, permission, refusal } from "/static/js/devices.js";

const RETRY_MS = 2000;
const QUIETLY_AGAIN = new Set(["lost", "none", "busy"]); // the notice stays while it is tried again
const CHOICE_KEY = "stretchcheck-camera";
const ASKED = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };

export const CAMERA_WORDS = {
  off: "The camera is off.",
  asking: "Waiting for the camera. If the browser asks, choose Allow.",
  on: "",
  denied:
    "The browser does not let this page use the camera. Click the sign at the left end of the address bar, " +
    "allow the camera for this page, then press “Try again”.",
  none: "No camera was found. Plug one in: it is used as soon as it is there.",
  busy: "The camera is there but gives no picture. Close other programs that use it; this page keeps trying.",
  lost: "The camera has gone. Plug it in again: this page goes on as soon as it is back.",
  dark: "The camera sends nothing. Look for a cover or a switch on it.",
};

export class Camera {
  /** @param {HTMLVideoElement} video shows the picture; @param {function()} onChange hears every new state. */
  constructor(video, onChange) {
    this.video = video;
    this.onChange = onChange;
    this.state = "off";
    this.stream = null;
    this.devices = [];
    this.allowed = "unasked"; // what the browser says while the camera is off
    this.wanted = false;
    this.timer = 0;
    this.attempt = 0;
  }

  get deviceId() {
    return this.stream?.getVideoTracks()[0]?.getSettings().deviceId ?? "";
  }

  /** Switches on or off; asking twice changes nothing. */
  want(wanted) {
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    if (wanted) this.open();
    else this.#release("off");
  }

  /** Uses this camera from now on. */
  choose(deviceId) {
    remember(deviceId);
    this.open();
  }

  async open() {
    clearTimeout(this.timer);
    this.attempt += 1;
    const attempt = this.attempt;
    this.#release(QUIETLY_AGAIN.has(this.state) ? this.state : "asking");
    try {
      const stream = await ask();
      if (attempt !== this.attempt || !this.wanted) return stop(stream);
      await this.#use(stream);
    } catch (error) {
      if (attempt === this.attempt && this.wanted) this.#failed(error);
    }
  }

  /** To be called when devices come or go. */
  async refresh() {
    this.devices = await listed("camera");
    this.allowed = await permission("camera");
    if (this.wanted && ["none", "busy", "lost", "denied"].includes(this.state)) this.open();
    else this.onChange();
  }

  async #use(stream) {
    this.stream = stream;
    const [track] = stream.getVideoTracks();
    track.addEventListener("ended", () => this.#ended(stream));
    track.addEventListener("mute", () => this.#become("dark", stream));
    track.addEventListener("unmute", () => this.#become("on", stream));
    this.video.srcObject = stream;
    await this.video.play().catch(() => {}); // moved in the page meanwhile: it is started again there
    this.devices = await listed("camera");
    this.#become("on", stream);
  }

  #become(state, stream) {
    if (stream !== this.stream) return;
    this.state = state;
    this.onChange();
  }

  #ended(stream) {
    if (stream !== this.stream) return;
    this.#release("lost");
    this.#later();
  }

  #failed(error) {
    const gone = this.state === "lost";
    const why = refusal(error);
    this.#release(gone && why !== "denied" ? "lost" : why);
    if (why !== "denied") this.#later();
  }

  #later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wanted && this.open(), RETRY_MS);
  }

  #release(state) {
    if (state === "off") clearTimeout(this.timer);
    stop(this.stream);
    this.stream = null;
    this.video.srcObject = null;
    this.state = state;
    this.onChange();
  }
}

async function ask() {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no camera interface", "NotFoundError");
  const deviceId = remembered();
  if (deviceId) {
    try {
      return await navigator.mediaDevices.getUserMedia({ video: { ...ASKED, deviceId: { exact: deviceId } } });
    } catch (error) {
      if (refusal(error) !== "none") throw error; // otherwise it is not there now: any other will do
    }
  }
  return navigator.mediaDevices.getUserMedia({ video: ASKED });
}

function stop(stream) {
  stream?.getTracks().forEach((track) => track.stop());
}

function remembered() {
  try {
    return localStorage.getItem(CHOICE_KEY);
  } catch {
    return null; // storage may be switched off
  }
}

function remember(deviceId) {
  try {
    localStorage.setItem(CHOICE_KEY, deviceId);
  } catch {
    // then it is chosen again next time
  }
}
