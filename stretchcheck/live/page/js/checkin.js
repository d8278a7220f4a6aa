/* Knows the check-in: eleven big buttons from nought to ten, and one for pain. */

import { button, el, words } from "/static/js/dom.js";

export function checkinPanel(app) {
  const text = el("h2");
  const scores = Array.from({ length: 11 }, (_, value) =>
    button(String(value), () => app.send("score", { value }), {
      kind: "score",
      "data-level": value < 4 ? "low" : value < 7 ? "middle" : "high",
    }),
  );
  const pain = button("Pain", () => app.send("score", { value: "pain" }), { kind: "pain" });
  const root = el(
    "section",
    { class: "checkin", "aria-label": "Check-in", "data-errors": true },
    text,
    el("div", { class: "scores", role: "group", "aria-label": "Nought to ten" }, ...scores, pain),
    el(
      "p",
      { class: "ends", "aria-hidden": "true" },
      el("span", { text: "0 nothing" }),
      el("span", { text: "keys 0 to 9 answer too" }),
      el("span", { text: "10 the worst" }),
    ),
  );
  return { root, update: (checkin) => words(text, checkin?.text ?? "") };
}
