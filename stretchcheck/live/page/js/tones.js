/* Knows the six tones, made from oscillators, and whether the browser lets them sound yet. */

/* Each note: [start s, length s, Hz, loudness 0..1, wave]. */
const TONES = {
  ready: [
    [0, 0.12, 523, 0.22, "sine"],
    [0.14, 0.2, 784, 0.22, "sine"],
  ],
  tick: [[0, 0.07, 988, 0.2, "triangle"]],
  good: [
    [0, 0.14, 659, 0.22, "sine"],
    [0.15, 0.14, 784, 0.22, "sine"],
    [0.3, 0.3, 1047, 0.22, "sine"],
  ],
  warn: [
    [0, 0.16, 330, 0.32, "triangle"],
    [0.2, 0.2, 262, 0.32, "triangle"],
  ],
  ask: [
    [0, 0.14, 523, 0.24, "sine"],
    [0.16, 0.24, 698, 0.24, "sine"],
  ],
  stop: [
    [0, 0.34, 880, 0.7, "sawtooth"],
    [0.36, 0.34, 587, 0.7, "sawtooth"],
    [0.72, 0.34, 880, 0.7, "sawtooth"],
    [1.08, 0.5, 587, 0.7, "sawtooth"],
  ],
};

/* How long to wait before speaking, s; the voice may begin over the tail of the stop tone. */
const LEAD_S = { ready: 0.36, tick: 0.08, good: 0.55, warn: 0.4, ask: 0.4, stop: 0.9 };

export class Tones {
  constructor(onChange) {
    this.onChange = onChange;
    this.context = null;
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => this.wake(), { capture: true });
  }

  /** Browsers keep silent until somebody has clicked or pressed a key. */
  get silent() {
    return this.context !== null && this.context.state === "suspended";
  }

  /** Tries to sound; finds out whether it may. */
  begin() {
    if (this.context || !window.AudioContext) return;
    this.context = new AudioContext({ latencyHint: "interactive" });
    this.context.addEventListener("statechange", () => this.onChange());
    this.onChange();
  }

  /** Returns the seconds after which speech may follow. */
  play(name) {
    const notes = TONES[name];
    if (!notes) return 0;
    this.begin();
    if (!this.context || this.context.state !== "running") return 0;
    for (const note of notes) this.#sound(...note);
    return LEAD_S[name];
  }

  #sound(start, length, pitch, loudness, wave) {
    const from = this.context.currentTime + 0.01 + start;
    const oscillator = new OscillatorNode(this.context, { type: wave, frequency: pitch });
    const gain = new GainNode(this.context, { gain: 0 });
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(loudness, from + 0.012);
    gain.gain.setValueAtTime(loudness, from + Math.max(0.012, length - 0.06));
    gain.gain.linearRampToValueAtTime(0, from + length);
    oscillator.connect(gain).connect(this.context.destination);
    oscillator.start(from);
    oscillator.stop(from + length + 0.02);
  }

  /** Tries again to be allowed: after a click, a key, or once the microphone is open. */
  wake() {
    this.begin();
    if (this.silent) this.context.resume().catch(() => {}); // stays silent: the notice stays too
  }
}
