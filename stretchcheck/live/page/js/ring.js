/* Knows the hold ring: seconds held of those asked for, and the unseen ones as an arc of another texture. */

import { el, svg, words } from "/static/js/dom.js";

const CENTRE = 100;
const RADIUS = 90;

export class Ring {
  constructor() {
    this.held = svg("path", { class: "arc held" });
    this.unseenGround = svg("path", { class: "arc unseen-ground" });
    this.unseen = svg("path", { class: "arc unseen" });
    const drawing = svg(
      "svg",
      { viewBox: "0 0 200 200", "aria-hidden": "true" },
      svg("circle", { cx: CENTRE, cy: CENTRE, r: RADIUS, class: "arc track" }),
      this.unseenGround,
      this.unseen,
      this.held,
    );
    this.digits = el("span", { class: "digits" });
    this.of = el("span", { class: "of" });
    this.note = el("span", { class: "note" });
    const middle = el("div", { class: "ring-words", "aria-hidden": "true" }, this.digits, this.of, this.note);
    this.spoken = el("p", { class: "unseen-words" });
    this.root = el("div", { class: "ring" }, drawing, middle, this.spoken);
  }

  /** @param {{held_s, unseen_s, target_s, status}} hold as the server sends it. */
  hold({ held_s, unseen_s, target_s, status }) {
    const share = target_s > 0 ? held_s / target_s : 0;
    const unseenShare = target_s > 0 ? unseen_s / target_s : 0;
    const tells = {
      unseen: "cannot see: waiting",
      out_of_pose: "out of the stretch",
      in_pose: unseen_s >= 1 ? `${Math.floor(unseen_s)} s unseen` : "",
    };
    this.#show(share, unseenShare, status, {
      digits: Math.floor(held_s),
      of: `of ${Math.round(target_s)} s`,
      note: tells[status],
    });
    words(this.spoken, `Held ${Math.floor(held_s / 5) * 5} of ${Math.round(target_s)} seconds.`);
  }

  /** Seconds of rest that are left. */
  rest(left_s, whole_s) {
    this.#show(whole_s > 0 ? left_s / whole_s : 0, 0, "rest", { digits: Math.ceil(left_s), of: "s of rest", note: "" });
    words(this.spoken, "Resting.");
  }

  /** Nothing is being held: only what will be asked for. */
  waiting(target_s) {
    this.#show(0, 0, "waiting", {
      digits: target_s ? Math.round(target_s) : "–",
      of: target_s ? "s to hold" : "",
      note: "",
    });
    words(this.spoken, target_s ? `${Math.round(target_s)} seconds to hold.` : "");
  }

  #show(share, unseenShare, status, told) {
    const end = Math.min(1, share);
    this.held.setAttribute("d", arc(0, end));
    const tail = arc(end, Math.min(1, end + unseenShare));
    this.unseen.setAttribute("d", tail);
    this.unseenGround.setAttribute("d", tail);
    this.root.dataset.status = status;
    this.root.classList.toggle("full", share >= 1 && status !== "rest");
    words(this.digits, String(told.digits));
    this.digits.classList.toggle("long", String(told.digits).length > 2);
    words(this.of, told.of);
    words(this.note, told.note);
  }
}

/* From share to share of a turn, clockwise from the top; shares 0..1. */
function arc(from, to) {
  if (to - from < 0.001) return "";
  const until = Math.min(to, from + 0.9999);
  const [start, end] = [point(from), point(until)];
  return `M${start}A${RADIUS} ${RADIUS} 0 ${until - from > 0.5 ? 1 : 0} 1 ${end}`;
}

function point(share) {
  const angle = (share - 0.25) * 2 * Math.PI;
  return `${(CENTRE + RADIUS * Math.cos(angle)).toFixed(2)} ${(CENTRE + RADIUS * Math.sin(angle)).toFixed(2)}`;
}
