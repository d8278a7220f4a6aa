/* Knows the whole page: the state that the server tells, the devices, and what each of them sets off. */

import { Camera } from "/static/js/camera.js";
import { onDevicesChange } from "/static/js/devices.js";
import { Frames } from "/static/js/frames.js";
import { listenToKeys } from "/static/js/keys.js";
import { Link } from "/static/js/link.js";
import { Microphone } from "/static/js/microphone.js";
import { Picture } from "/static/js/picture.js";
import { Shell } from "/static/js/shell.js";
import { Speech } from "/static/js/speech.js";
import { Tones } from "/static/js/tones.js";
import { keepAwake } from "/static/js/wakelock.js";

const BEAT_MS = 200;
const HEARING = new Set(["word", "plan", "camera", "session"]);

class App {
  constructor() {
    this.state = null;
    this.localStop = null; // shown before the server has answered, and while it cannot
    this.greeting = "";
    this.failures = 0;
    this.refusals = 0;
    this.picture = new Picture();
    this.tones = new Tones(() => this.render());
    this.speech = new Speech(this.tones, () => this.greet());
    this.camera = new Camera(this.picture.video, () => this.devicesChanged());
    this.microphone = new Microphone(() => this.devicesChanged());
    this.frames = new Frames(this.picture.video, {
      onAnswer: (answer) => this.answered(answer),
      onPicture: (bitmap) => this.picture.showSent(bitmap),
    });
    this.control = new Link("/ws/control", {
      onText: (text) => this.told(JSON.parse(text)),
      onUp: () => this.connected(),
      onDown: (failures) => this.disconnected(failures),
    });
    this.picture.onRetry = () => this.camera.open();
    this.shell = new Shell(this, document.getElementById("shell"));
  }

  begin() {
    listenToKeys(this);
    onDevicesChange(() => {
      this.camera.refresh();
      this.microphone.refresh();
    });
    this.camera.refresh();
    this.microphone.refresh();
    this.tones.begin();
    this.control.open();
    setInterval(() => this.beat(), BEAT_MS);
  }

  /** Whether a stop means something now: any window may ask for one. */
  get stoppable() {
    return ["camera", "session"].includes(this.state?.stage);
  }

  /** Whether this window watches. */
  get running() {
    return Boolean(this.state?.owner && this.stoppable);
  }

  get stopped() {
    return this.running ? (this.state.stopped ?? this.localStop) : null;
  }

  /** One command; says whether it could be handed over. */
  send(name, fields = {}) {
    this.shell.clearError();
    const sent = this.control.send(JSON.stringify({ do: name, ...fields }));
    if (!sent) this.shell.error("Not connected to the program just now: that was not done.");
    return sent;
  }

  /** At once, here and in the server; without a connection the red screen still comes. */
  stop(by) {
    if (!this.stoppable) return;
    if (this.running && !this.state.stopped) {
      this.localStop = { by, text: "Let go slowly.", after_s: null };
      this.speech.soundStop();
    }
    const sent = this.control.send(JSON.stringify({ do: "stop", by }));
    if (!sent && this.running) this.speech.say({ kind: "stop", text: "Stop. Let go slowly.", tone: null, wav: null });
    this.render();
  }

  releaseStop() {
    if (!this.send("release_stop")) this.shell.error("Released here; the program is not connected.");
    this.localStop = null;
    this.render();
  }

  told(message) {
    if (message.type === "state") this.stateCame(message);
    else if (message.type === "hush") this.speech.hush();
    else if (message.type === "say") this.sayCame(message);
    else if (message.type === "error") this.errorCame(message.text);
  }

  stateCame(state) {
    const before = this.state;
    this.state = state;
    if (state.stopped || !this.running) this.localStop = null;
    this.speech.voice = state.voice;
    this.speech.setMuted(state.muted);
    const pictures = this.running;
    this.camera.want(pictures && state.source === "browser");
    this.frames.run(pictures, state.source === "browser");
    const choosing = state.stage === "word";
    const hears = state.owner && HEARING.has(state.stage) && (choosing || Boolean(state.word?.phrase));
    this.microphone.want(hears, { asks: hears && !choosing });
    keepAwake(pictures);
    if (before !== null && state.owner && !before.owner) this.greeting = ""; // what this window has was not asked before
    if (before === null || state.owner !== before.owner) this.greet();
    this.render();
  }

  sayCame(line) {
    if (this.state?.owner === false) return;
    this.shell.say(line);
    this.speech.say(line);
  }

  errorCame(text) {
    this.refusals += 1;
    if (this.state?.stage === "camera") this.localStop = null; // nothing was running that could be stopped
    this.shell.error(text);
    this.render();
  }

  answered(answer) {
    this.picture.answer(answer);
    this.shell.answer(answer);
  }

  connected() {
    this.failures = 0;
    this.greeting = "";
    if (this.localStop) this.control.send(JSON.stringify({ do: "stop", by: this.localStop.by }));
    this.greet();
    this.render();
  }

  disconnected(failures) {
    this.failures = failures;
    this.render();
  }

  devicesChanged() {
    if (this.microphone.listening) this.tones.wake();
    this.greet();
    this.render();
  }

  /** Tells the server what this browser has, when that is news. */
  async greet() {
    const greeting = JSON.stringify({
      do: "hello",
      voices: this.speech.voices,
      microphone: told(this.microphone.state),
      camera: told(this.camera.state === "off" ? this.camera.allowed : this.camera.state),
    });
    if (greeting !== this.greeting && this.control.send(greeting)) this.greeting = greeting;
  }

  beat() {
    if (this.running) this.picture.age(this.frames.age_ms(performance.now()));
    this.shell.beat();
  }

  render() {
    if (!this.shell) return; // still being put together
    if (this.state) this.picture.show(this.state.source, this.camera.state);
    this.shell.render();
  }
}

/* The server's words for what the browser allows. */
function told(state) {
  if (["granted", "on", "dark", "lost", "busy"].includes(state)) return "granted";
  return ["denied", "none"].includes(state) ? state : "unasked";
}

new App().begin();
