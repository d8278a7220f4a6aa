/* Knows the camera check: the picture, what is right or wrong about it, and where the laptop goes. */

import { attribute, button, el, freshId, rows, shown, words } from "/static/js/dom.js";
import { CAMERA_VERDICTS, icon } from "/static/js/icons.js";
import { topView } from "/static/js/topview.js";

export function cameraView(app) {
  const frame = el("div", { class: "frame" });
  const checks = el("ul", { class: "checks" });
  const showChecks = rows(checks, () => checkRow());
  const place = placeCard();
  const picker = cameraPicker(app);
  const hint = el("p", { class: "soft", role: "status" });
  const keep = button("", () => app.send("keep_video", { on: !app.state.keep_video }), { kind: "toggle" });
  const begin = button("Start", () => tryBegin(), { kind: "primary big", "data-primary": true });
  const rate = el("p", { class: "soft rate" });

  function tryBegin() {
    if (app.state.camera.ready) app.send("begin");
    else app.shell.error("Not yet: first put right what the list marks.");
  }

  const root = el(
    "div",
    { class: "page wide" },
    el("h1", { text: "Set up the camera" }),
    el(
      "div",
      { class: "two" },
      el("div", { class: "stack" }, frame, rate, picker.root, place.root),
      el(
        "div",
        { class: "stack" },
        el(
          "section",
          { class: "card", "aria-labelledby": "checks-title" },
          el("h2", { id: "checks-title", text: "What the camera sees" }),
          checks,
        ),
        el("section", { class: "card start", "aria-label": "Start", "data-errors": true }, begin, hint, keep),
      ),
    ),
  );
  return {
    root,
    update(state) {
      app.picture.moveTo(frame);
      showChecks(state.camera.checks ?? []);
      place.update(state.camera);
      picker.update(state.source);
      attribute(begin, "aria-disabled", state.camera.ready ? null : "true");
      words(
        hint,
        state.camera.ready
          ? "Ready. Space or Escape stop at any time."
          : "You can start when nothing in the list needs a change.",
      );
      attribute(keep, "aria-pressed", state.keep_video ? "true" : "false");
      words(
        keep,
        state.keep_video
          ? "The video of this session is kept on this computer"
          : "Keep the video of this session (now: not kept)",
      );
    },
    answer(answer) {
      words(rate, Number.isFinite(answer.fps) ? `${Math.round(answer.fps)} pictures a second` : "");
    },
  };
}

function checkRow() {
  const shape = el("span", { class: "shape" });
  const title = el("strong");
  const verdict = el("span", { class: "verdict-word" });
  const text = el("p");
  const root = el(
    "li",
    { class: "check" },
    shape,
    el("div", {}, el("p", { class: "check-head" }, title, verdict), text),
  );
  let drawn = null;
  return {
    root,
    update(check) {
      if (drawn !== check.verdict) shape.replaceChildren(icon(check.verdict));
      drawn = check.verdict;
      root.dataset.verdict = check.verdict;
      words(title, check.title);
      words(verdict, CAMERA_VERDICTS[check.verdict]);
      words(text, check.text);
    },
  };
}

/** Where the laptop goes: words and, for the views that have one, a drawing from above. */
export function placeCard() {
  const drawing = el("div", { class: "drawing" });
  const text = el("p", { class: "large" });
  const root = el(
    "section",
    { class: "card place", "aria-label": "Where the laptop goes" },
    drawing,
    el("div", {}, el("h2", { text: "Where the laptop goes" }), text),
  );
  let drawn = null;
  return {
    root,
    update({ wanted_view, wanted_text }) {
      if (drawn !== wanted_view) {
        const view = topView(wanted_view);
        drawing.replaceChildren(...(view ? [view] : []));
        drawn = wanted_view;
      }
      words(text, wanted_text);
    },
  };
}

/* Radio buttons, not a list that opens: Space must stop, and an open list would catch it. */
function cameraPicker(app) {
  const name = freshId("camera");
  const list = el("div", { class: "chips" });
  const showCameras = rows(list, () => {
    const input = el("input", { type: "radio", name, onchange: () => app.camera.choose(input.value) });
    const label = el("span");
    return {
      root: el("label", { class: "pick" }, input, label),
      update(device, index) {
        input.value = device.deviceId;
        input.checked = device.deviceId === app.camera.deviceId;
        words(label, device.label || `Camera ${index + 1}`);
      },
    };
  });
  const root = el("fieldset", { class: "picker" }, el("legend", { text: "Camera" }), list);
  return {
    root,
    update(source) {
      shown(root, source === "browser" && app.camera.devices.length > 1);
      showCameras(app.camera.devices);
    },
  };
}
