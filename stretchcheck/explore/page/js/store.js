/* Knows everything that the server told, and tells whoever wants to hear what is new. */

import { Link } from "/shared/js/link.js";

export class Store {
  constructor() {
    this.hello = null;
    this.state = null;
    this.clips = new Map();
    this.figures = null;
    this.changed = [];
    this.listeners = new Map();
    this.link = new Link("/ws", {
      onText: (text) => this.#told(JSON.parse(text)),
      onUp: () => this.#say("link", true),
      onDown: () => this.#say("link", false),
    });
  }

  begin() {
    this.link.open();
  }

  /** `what`: hello, state, clips, figures, changed, error, saved or link. */
  on(what, call) {
    this.listeners.set(what, [...(this.listeners.get(what) ?? []), call]);
  }

  /** One command; without a connection it is not done, and that is said. */
  send(name, fields = {}) {
    const sent = this.link.send(JSON.stringify({ do: name, ...fields }));
    if (!sent) this.#say("error", { text: "Not connected to the program just now: that was not done." });
    return sent;
  }

  /** Clips in order of their numbers. */
  get list() {
    return [...this.clips.values()].sort((one, other) => one.number - other.number);
  }

  #told(message) {
    if (message.type === "clips") this.#clipsCame(message);
    else {
      if (message.type === "hello") this.hello = message;
      if (message.type === "state") this.state = message;
      if (message.type === "figures") this.figures = message;
      if (message.type === "changed") this.changed = message.rows;
      this.#say(message.type, message);
    }
  }

  #clipsCame({ clips, is_all: isAll }) {
    if (isAll) this.clips.clear();
    for (const clip of clips) this.clips.set(clip.number, clip);
    this.#say("clips", new Set(clips.map((clip) => clip.number)));
  }

  #say(what, message) {
    for (const call of this.listeners.get(what) ?? []) call(message);
  }
}
