/* Knows the screen during the stretch: made to be read from three metres, with both hands busy. */

import { checkinPanel } from "/static/js/checkin.js";
import { attribute, button, el, rows, shown, words } from "/static/js/dom.js";
import { icon } from "/static/js/icons.js";
import { Lights } from "/static/js/lights.js";
import { Ring } from "/static/js/ring.js";
import { placeCard } from "/static/js/view_camera.js";

const ACTIVITY_WORDS = {
  move_camera: "Move the laptop",
  get_ready: "Get ready",
  moving_in: "Move in slowly",
  hold: "Hold",
  release: "Come back slowly",
  rest: "Rest",
  paused: "Paused",
  done: "Finished",
};
const PRIMARY = {
  move_camera: ["The laptop is in place", "camera_moved"],
  rest: ["Next now", "go_on"],
  paused: ["Go on", "go_on"],
  done: ["Finish", "end"],
};
const OLD_MS = 3000;
const LONG_CUE = 56;

export function sessionView(app) {
  const parts = makeParts(app);
  let answer = null;
  let restWhole_s = 0;

  function update(state) {
    const { session } = state;
    app.picture.moveTo(parts.frame);
    attribute(parts.root, "data-activity", session?.activity ?? "none");
    heading(parts, session);
    tell(parts, session);
    primary(parts, session);
    parts.checkin.update(state.checkin);
    shown(parts.checkin.root, Boolean(state.checkin));
    shown(parts.lights.root, !state.checkin);
    parts.place.update(state.camera ?? {});
    shown(parts.place.root, session?.activity === "move_camera");
    shown(parts.ring.root, session?.activity !== "move_camera");
    parts.showLog([...(state.log ?? [])]);
    restWhole_s = session?.activity === "rest" ? Math.max(restWhole_s, session.rest_left_s ?? 0) : 0;
    draw();
  }

  function draw() {
    const session = app.state?.session;
    const fresh = answer && (app.frames.age_ms(performance.now()) ?? Infinity) < OLD_MS ? answer : null;
    const cue = fresh?.cue ?? null;
    showCue(parts, cue, session);
    if (session?.activity === "rest" && session.rest_left_s !== null) parts.ring.rest(session.rest_left_s, restWhole_s);
    else if (answer?.hold) parts.ring.hold(fresh ? answer.hold : { ...answer.hold, status: "unseen" });
    else parts.ring.waiting(session?.target_s ?? null);
    parts.lights.update(fresh ? (fresh.lights ?? []) : blind(answer?.lights ?? []));
    words(
      parts.rate,
      answer && Number.isFinite(answer.fps) ? `${Math.round(answer.fps)} pictures/s` : "no picture yet",
    );
  }

  return {
    root: parts.root,
    update,
    answer(given) {
      answer = given;
      draw();
    },
    beat() {
      const age = app.frames.age_ms(performance.now());
      words(parts.age, age === null ? "" : `seen ${(age / 1000).toFixed(1)} s ago`);
      if (age !== null && age > OLD_MS) draw();
    },
  };
}

/* What was last judged, once the pictures have stopped coming: nothing is known any more. */
function blind(lights) {
  return lights.map((light) => ({ ...light, verdict: "unknown", why: "no new picture" }));
}

function makeParts(app) {
  const parts = {
    title: el("h1"),
    step: el("p", { class: "step" }),
    rate: el("span", { class: "tag" }),
    age: el("span", { class: "tag" }),
    frame: el("div", { class: "frame" }),
    cueShape: el("span", { class: "shape", "aria-hidden": "true" }),
    cueText: el("p", { class: "cue-text", "aria-live": "polite" }),
    lights: new Lights(),
    ring: new Ring(),
    checkin: checkinPanel(app),
    place: placeCard(),
    phase: el("p", { class: "phase", role: "status" }),
    next: el("p", { class: "next" }),
    log: el("ol", { class: "log" }),
    primary: button("", () => app.send(parts.primary.dataset.command), { kind: "primary big" }),
    skip: button("Skip", () => app.send("skip"), { kind: "quiet" }),
    end: button("End", () => app.send("end"), { kind: "quiet" }),
  };
  parts.showLog = rows(parts.log, () => {
    const root = el("li");
    return { root, update: (text) => words(root, text) };
  });
  parts.cue = el("div", { class: "cue", "data-tone": "none" }, parts.cueShape, parts.cueText);
  parts.root = assemble(app, parts);
  return parts;
}

function assemble(app, parts) {
  const stop = el(
    "button",
    { type: "button", class: "stop-button", onclick: () => app.stop("button") },
    el("span", { class: "stop-word", text: "STOP" }),
    el("span", { class: "stop-keys", text: "Space or Esc" }),
  );
  return el(
    "div",
    { class: "session" },
    el(
      "section",
      { class: "left", "aria-label": "Picture, cue and checks", "data-errors": true },
      el(
        "div",
        { class: "session-head" },
        el("div", { class: "titles" }, parts.title, parts.step),
        el("div", { class: "tags" }, parts.rate, parts.age),
      ),
      el("div", { "data-place": "notices" }),
      parts.frame,
      parts.cue,
      parts.checkin.root,
      parts.lights.root,
    ),
    el(
      "section",
      { class: "side", "aria-label": "Hold and stop", "data-errors": true },
      el(
        "div",
        { class: "clock" },
        parts.phase,
        parts.ring.root,
        parts.place.root,
        el("div", { class: "coming" }, parts.next, parts.primary),
      ),
      el(
        "div",
        { class: "acts" },
        stop,
        el("div", { class: "quiet-row" }, parts.skip, parts.end, el("span", { "data-place": "mute" }), saidLog(parts)),
      ),
    ),
  );
}

function saidLog(parts) {
  return el("details", { class: "said-log" }, el("summary", { text: "What was said" }), parts.log);
}

function heading(parts, session) {
  words(parts.title, session ? session.heading : "Session");
  words(parts.step, session ? `Step ${Math.min(session.step + 1, session.of)} of ${session.of}` : "");
  words(parts.next, session?.next ? `Next: ${session.next}` : "");
}

function tell(parts, session) {
  words(parts.phase, ACTIVITY_WORDS[session?.activity] ?? "");
  shown(parts.skip, Boolean(session) && session.activity !== "done");
}

function primary(parts, session) {
  const [text, command] = PRIMARY[session?.activity] ?? ["", ""];
  shown(parts.primary, Boolean(text));
  attribute(parts.primary, "data-primary", Boolean(text));
  words(parts.primary, text);
  parts.primary.dataset.command = command;
}

/* A correction where there is one, otherwise what to do now. */
function showCue(parts, cue, session) {
  const tone = cue?.verdict ?? "none";
  if (parts.cue.dataset.tone !== tone || !parts.cueShape.childNodes.length) {
    parts.cueShape.replaceChildren(...(cue ? [icon(tone)] : []));
    parts.cue.dataset.tone = tone;
  }
  const text = cue?.text ?? session?.text ?? "";
  parts.cue.classList.toggle("long", text.length > LONG_CUE);
  words(parts.cueText, text);
}
