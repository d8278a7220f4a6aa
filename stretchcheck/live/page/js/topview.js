/* Knows where the laptop goes: the mat from above, the two people on it and the camera's view, for each view. */

import { svg } from "/static/js/dom.js";

/* Place of the laptop on a drawing of 320 x 220, the mat in the middle with the head at the left. */
const PLACES = {
  side: { x: 168, y: 196, label: "Laptop level with the hips, square to the body" },
  oblique: { x: 282, y: 182, label: "Laptop beyond the feet, off to one side, looking back at the hips" },
  "foot-end": { x: 300, y: 82, label: "Laptop beyond the feet, raised" },
  "head-end": { x: 20, y: 82, label: "Laptop beyond the head, raised" },
};
const HIPS = { x: 168, y: 82 };

/** A drawing, or null for a view that has none. */
export function topView(view) {
  const place = PLACES[view];
  if (!place) return null;
  return svg(
    "svg",
    { class: "topview", viewBox: "0 0 320 220", role: "img", "aria-label": `From above: ${place.label}.` },
    sight(place),
    svg("rect", { x: 58, y: 56, width: 204, height: 52, rx: 8, class: "mat" }),
    lying(),
    kneeling(),
    laptop(place),
    distance(place, view),
  );
}

function lying() {
  return svg(
    "g",
    { class: "recipient" },
    svg("circle", { cx: 84, cy: 82, r: 13 }),
    svg("rect", { x: 100, y: 66, width: 66, height: 32, rx: 14 }),
    svg("path", { d: "M162 75H238M162 89H238", class: "limb" }),
  );
}

function kneeling() {
  return svg(
    "g",
    { class: "partner" },
    svg("rect", { x: 172, y: 14, width: 44, height: 24, rx: 11 }),
    svg("rect", { x: 184, y: 16, width: 20, height: 20, rx: 4, class: "head" }),
    svg("path", { d: "M178 36L184 62M210 36L206 62", class: "limb thin" }),
  );
}

function angleTo({ x, y }) {
  return Math.atan2(HIPS.y - y, HIPS.x - x);
}

function sight(place) {
  const angle = angleTo(place);
  const reach = Math.hypot(HIPS.x - place.x, HIPS.y - place.y) + 36;
  const edge = (turn) => `${place.x + reach * Math.cos(angle + turn)} ${place.y + reach * Math.sin(angle + turn)}`;
  return svg("path", { d: `M${place.x} ${place.y}L${edge(-0.5)}L${edge(0.5)}Z`, class: "sight" });
}

function laptop(place) {
  const turn = (angleTo(place) * 180) / Math.PI + 90;
  return svg(
    "g",
    { class: "laptop", transform: `translate(${place.x} ${place.y}) rotate(${turn})` },
    svg("rect", { x: -19, y: -3, width: 38, height: 6, rx: 2 }),
    svg("rect", { x: -19, y: 4, width: 38, height: 15, rx: 3, class: "keys" }),
  );
}

function distance(place, view) {
  if (view !== "side" && view !== "oblique") return null;
  const middle = { x: (place.x + HIPS.x) / 2, y: (place.y + HIPS.y) / 2 };
  return svg("text", {
    x: middle.x + (view === "side" ? 10 : 4),
    y: middle.y + 26,
    class: "distance",
    text: view === "side" ? "2 to 3 m" : "2.5 to 3 m",
  });
}
