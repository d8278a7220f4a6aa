/* Knows the time while the page is hidden, when the page's own timers are slowed down: one message a beat. */

let timer = 0;

self.onmessage = ({ data }) => {
  clearInterval(timer);
  timer = data.every_ms ? setInterval(() => self.postMessage(null), data.every_ms) : 0;
};
