/* Knows whose turn it is to be said: stop before all, counts before guides and only while fresh. */

const STALE_MS = { count: 1000, warn: 2500 };
const INTERRUPTED_BY_COUNT = new Set(["guide", "advice", "info"]);
const INTERRUPTED_BY_WARN = new Set(["guide", "advice", "info"]);
const SLOWEST_CHARACTER_MS = 140;
const PATIENCE_MS = 3000;

export class Speech {
  /** @param {import("./tones.js").Tones} tones; @param {function()} onVoices hears that the voices have changed. */
  constructor(tones, onVoices) {
    this.tones = tones;
    this.queue = [];
    this.current = null;
    this.muted = false;
    this.voice = "none";
    this.stopTonePlayed = -Infinity;
    window.speechSynthesis?.addEventListener?.("voiceschanged", onVoices);
  }

  /** How many voices of this computer speak English; those of a network are never used. */
  get voices() {
    return localVoices().length;
  }

  say(line) {
    const entry = { ...line, came: performance.now() };
    if (line.kind === "stop") {
      this.hush();
      this.#start(entry);
    } else if (!this.muted) this.#enqueue(entry);
  }

  /** The tone of a stop at once, when a key was pressed here; the server's line will not repeat it. */
  soundStop() {
    this.hush();
    this.tones.play("stop");
    this.stopTonePlayed = performance.now();
  }

  hush() {
    this.queue = [];
    this.#cancel();
  }

  setMuted(muted) {
    this.muted = muted;
    if (muted && this.current?.kind !== "stop") this.hush();
  }

  #enqueue(entry) {
    if (entry.kind === "count") {
      this.queue = this.queue.filter((waiting) => waiting.kind !== "count");
      this.queue.unshift(entry);
      if (this.current && INTERRUPTED_BY_COUNT.has(this.current.kind)) this.#cancel();
    } else if (entry.kind === "warn") {
      this.queue = this.queue.filter((waiting) => !INTERRUPTED_BY_WARN.has(waiting.kind));
      this.queue.unshift(entry);
      if (this.current && INTERRUPTED_BY_WARN.has(this.current.kind)) this.#cancel();
    } else this.queue.push(entry);
    if (!this.current) this.#next();
  }

  #next() {
    const now = performance.now();
    this.queue = this.queue.filter((entry) => now - entry.came <= (STALE_MS[entry.kind] ?? Infinity));
    const entry = this.queue.shift();
    if (entry) this.#start(entry);
  }

  #start(entry) {
    this.current = entry;
    const repeated = entry.tone === "stop" && performance.now() - this.stopTonePlayed < 2000;
    const lead_s = repeated ? 0 : this.tones.play(entry.tone);
    entry.timer = setTimeout(() => this.#speak(entry), lead_s * 1000);
  }

  #speak(entry) {
    const done = () => this.#finish(entry);
    entry.timer = setTimeout(done, PATIENCE_MS + entry.text.length * SLOWEST_CHARACTER_MS);
    const [voice] = this.voice === "browser" ? localVoices() : [];
    if (voice) entry.silence = utter(entry, voice, done);
    else if (entry.wav && this.voice !== "none") entry.silence = playWav(entry.wav, done);
    else done();
  }

  #finish(entry) {
    if (entry !== this.current) return;
    this.#cancel();
    this.#next();
  }

  #cancel() {
    const entry = this.current;
    this.current = null;
    if (!entry) return;
    clearTimeout(entry.timer);
    entry.silence?.();
  }
}

function localVoices() {
  const voices = window.speechSynthesis?.getVoices?.() ?? [];
  return voices.filter((voice) => voice.localService && voice.lang.toLowerCase().startsWith("en"));
}

function utter(entry, voice, done) {
  const utterance = new SpeechSynthesisUtterance(entry.text);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  utterance.rate = entry.kind === "count" ? 1.15 : 1;
  utterance.onend = done;
  utterance.onerror = done;
  speechSynthesis.speak(utterance);
  return () => {
    utterance.onend = null;
    utterance.onerror = null;
    speechSynthesis.cancel();
  };
}

function playWav(address, done) {
  const sound = new Audio(address);
  sound.onended = done;
  sound.onerror = done;
  sound.play().catch(done); // not allowed before the first click: the words are on the screen
  return () => {
    sound.onended = null;
    sound.onerror = null;
    sound.pause();
  };
}
