/* Knows the microphone: opens it and sends what it hears to the program on this computer, as 16-bit sound. */

import { permission, refusal } from "/static/js/devices.js";
import { Link } from "/static/js/link.js";

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
    this.opening = false;
    this.link = new Link("/ws/sound", { onUp: () => this.#greet() });
  }

  /** Opens by itself only where the permission is there already; otherwise `ask` needs a click. */
  async want(wanted) {
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    if (!wanted) return this.#close();
    await this.refresh();
  }

  /** To be called when devices or permissions change. */
  async refresh() {
    if (this.opening || this.stream) return;
    this.state = await permission("microphone");
    this.onChange();
    if (this.wanted && this.state === "granted") await this.ask();
  }

  async ask() {
    if (this.opening || this.stream) return;
    this.opening = true;
    this.state = "asking";
    this.onChange();
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: true },
      });
      await this.#listen();
      this.state = "granted";
    } catch (error) {
      this.#close();
      this.state = refusal(error);
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
    await context.resume();
    this.link.open();
  }

  #greet() {
    this.link.send(JSON.stringify({ rate_hz: this.context.sampleRate }));
  }

  #gone() {
    this.#close();
    this.refresh();
  }

  #close() {
    this.link.close();
    this.stream?.getTracks().forEach((track) => track.stop());
    this.context?.close();
    this.stream = null;
    this.context = null;
  }
}
