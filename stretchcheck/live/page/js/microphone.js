/* Knows the microphone: opens it and sends what it hears to the program on this computer, as 16-bit sound. */

import { permission, refusal } from "/static/js/devices.js";
import { Link } from "/static/js/link.js";

const RETRY_MS = 3000;
const MOST_WAITING_BYTES = 200_000;

export const MICROPHONE_WORDS = {
  unasked: "The safe word is heard through the microphone. The sound stays on this computer.",
  asking: "Waiting for the microphone. If the browser asks, choose Allow.",
  granted: "The microphone is on. The sound stays on this computer.",
  denied:
    "The browser does not let this page use the microphone. Click the sign at the left end of the address bar, " +
    "allow the microphone for this page, then try again. Or go on without.",
  none: "No microphone was found. Plug one in, or go on without.",
  busy: "The microphone is there but gives no sound. Close other programs that use it, then try again.",
};

export class Microphone {
  constructor(onChange) {
    this.onChange = onChange;
    this.state = "unasked";
    this.stream = null;
    this.context = null;
    this.wanted = false;
    this.asks = false;
    this.opening = false;
    this.timer = 0;
    this.link = new Link("/ws/sound", { onUp: () => this.#greet() });
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => this.#wake(), { capture: true });
  }

  get listening() {
    return this.stream !== null;
  }

  /**
   * Opens by itself where the permission is there already; elsewhere `ask` needs a click, unless `asks`:
   * in the session the word has been agreed on, so it is asked for at once, as after a reload.
   */
  async want(wanted, { asks }) {
    if (wanted === this.wanted && asks === this.asks) return;
    this.wanted = wanted;
    this.asks = asks;
    if (!wanted) return this.#close();
    await this.refresh();
  }

  /** To be called when devices or permissions change. */
  async refresh() {
    if (this.opening || this.stream) return;
    this.state = await permission("microphone");
    this.onChange();
    if (this.wanted && (this.state === "granted" || (this.asks && this.state === "unasked"))) await this.ask();
  }

  async ask() {
    if (this.opening || this.stream) return;
    this.opening = true;
    this.state = "asking";
    this.onChange();
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        audio: { echoCancellation: true, noiseSuppression: false, autoGainControl: true },
      });
      await this.#listen();
      this.state = "granted";
    } catch (error) {
      this.#close();
      this.state = refusal(error);
      if (this.state !== "denied") this.#later();
    }
    this.opening = false;
    if (!this.wanted) this.#close();
    this.onChange();
  }

  async #listen() {
    const context = new AudioContext();
    this.context = context;
    await context.audioWorklet.addModule("/static/js/pcm_worklet.js");
    const node = new AudioWorkletNode(context, "pcm", { numberOfOutputs: 0 });
    node.port.onmessage = ({ data }) => {
      if (this.link.waiting < MOST_WAITING_BYTES) this.link.send(data);
    };
    context.createMediaStreamSource(this.stream).connect(node);
    this.stream.getAudioTracks()[0].addEventListener("ended", () => this.#gone());
    this.#wake();
    this.link.open();
  }

  /* Some browsers let nothing run before the first click, not even listening. */
  #wake() {
    if (this.context?.state === "suspended") this.context.resume().catch(() => {}); // the next click tries again
  }

  #later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wanted && this.refresh(), RETRY_MS);
  }

  #greet() {
    this.link.send(JSON.stringify({ rate_hz: this.context.sampleRate }));
  }

  #gone() {
    this.#close();
    this.refresh();
  }

  #close() {
    clearTimeout(this.timer);
    this.link.close();
    this.stream?.getTracks().forEach((track) => track.stop());
    this.context?.close();
    this.stream = null;
    this.context = null;
  }
}
