/* Knows the small drawings: one shape for each verdict, so that colour is never alone, and the arrows of lists. */

import { svg } from "/static/js/dom.js";

const PATHS = {
  ok: [
    ["circle", { cx: 12, cy: 12, r: 11, class: "ground" }],
    ["path", { d: "M6.5 12.5l3.8 3.8 7.2-8", class: "sign" }],
  ],
  warn: [
    ["path", { d: "M12 1.5L23 21.5H1Z", class: "ground" }],
    ["path", { d: "M12 9v5.5M12 17.6v.6", class: "sign" }],
  ],
  fault: [
    ["path", { d: "M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9Z", class: "ground" }],
    ["path", { d: "M8 8l8 8M16 8l-8 8", class: "sign" }],
  ],
  unknown: [
    ["circle", { cx: 12, cy: 12, r: 10.2, class: "hollow" }],
    ["path", { d: "M9.2 9.6a2.9 2.9 0 1 1 4.3 2.6c-1 .6-1.5 1.200-1.5 2.3M12 17.6v.4", class: "sign" }],
  ],
  up: [["path", { d: "M5 15l7-7 7 7", class: "sign" }]],
  down: [["path", { d: "M5 9l7 7 7-7", class: "sign" }]],
  remove: [["path", { d: "M6 6l12 12M18 6L6 18", class: "sign" }]],
  microphone: [
    ["path", { d: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3M6 11a6 6 0 0 0 12 0M12 17v4", class: "sign" }],
  ],
};

/** Words for a verdict, to stand beside its shape. */
export const VERDICT_WORDS = { ok: "good", warn: "nearly", fault: "change this", unknown: "cannot see" };

/** The same for the check of the camera, where nothing is exercised yet. */
export const CAMERA_VERDICTS = {
  ok: "good",
  warn: "could be better",
  fault: "change this",
  unknown: "cannot tell yet",
};

export function icon(name) {
  const shapes = (PATHS[name] ?? PATHS.unknown).map(([tag, given]) => svg(tag, given));
  return svg("svg", { class: `icon icon-${name}`, viewBox: "0 0 24 24", "aria-hidden": "true" }, ...shapes);
}
