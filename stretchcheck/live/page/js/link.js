/* Knows how to keep a websocket to this page's own server open, with a growing pause between attempts. */

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4000;

export class Link {
  /**
   * @param {string} path such as "/ws/control"
   * @param {object} calls onText(string), onBytes(ArrayBuffer), onUp() and onDown(number), each as needed;
   *   `onDown` hears how many attempts in a row have failed.
   */
  constructor(path, calls) {
    this.path = path;
    this.calls = calls;
    this.socket = null;
    this.wanted = false;
    this.failures = 0;
    this.timer = 0;
  }

  get up() {
    return this.socket !== null && this.socket.readyState === WebSocket.OPEN;
  }

  /** Bytes handed over but not yet gone. */
  get waiting() {
    return this.up ? this.socket.bufferedAmount : 0;
  }

  open() {
    if (this.wanted) return;
    this.wanted = true;
    this.failures = 0;
    this.#connect();
  }

  close() {
    this.wanted = false;
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    if (socket) socket.close();
  }

  /** Says whether it could be handed over. */
  send(data) {
    if (!this.up) return false;
    this.socket.send(data);
    return true;
  }

  #connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}${this.path}`);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => {
      if (socket !== this.socket) return;
      this.failures = 0;
      this.calls.onUp?.();
    };
    socket.onmessage = ({ data }) => {
      if (socket !== this.socket) return;
      if (typeof data === "string") this.calls.onText?.(data);
      else this.calls.onBytes?.(data);
    };
    socket.onclose = () => {
      if (socket !== this.socket) return;
      this.socket = null;
      this.#again();
    };
  }

  #again() {
    if (!this.wanted) return;
    this.failures += 1;
    this.calls.onDown?.(this.failures);
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.failures - 1));
    this.timer = setTimeout(() => this.#connect(), pause * (0.8 + 0.4 * Math.random()));
  }
}
