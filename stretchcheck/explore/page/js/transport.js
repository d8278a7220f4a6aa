/* Knows the bar below the picture: play, frames, speed, time, zoom, and what the axis shows. */

import { button, el, words } from "/shared/js/dom.js";
import { clock } from "/static/js/words.js";

const SPEEDS = [0.25, 0.5, 1, 2, 4];

export function transport(pane) {
  const { player, axis } = pane;
  const play = button("Play", () => player.toggle(), { title: "Space" });
  const time = el("output", { class: "time", "aria-label": "Time" });
  const speed = el("select", { "aria-label": "Speed" }, SPEEDS.map((each) => el("option", { value: each, text: `${each} ×` })));
  speed.value = "1";
  speed.onchange = () => {
    player.speed = Number(speed.value);
    if (player.rate > 0) player.play(player.speed);
  };
  const bones = el("input", { type: "checkbox", checked: true });
  bones.onchange = () => {
    player.showsBones = bones.checked;
    player.draw();
  };
  const icon = (text, name, call) => button(text, call, { class: "button tight", "aria-label": name, title: name });
  const above = [
    icon("⇤", "To the beginning", () => player.seek(0)), icon("◁", "Frame before", () => player.step(-1)), play,
    icon("▷", "Next frame", () => player.step(1)), speed, el("label", {}, bones, "skeletons"), time,
  ];
  const below = [
    el("label", {}, "measure ", pane.column), icon("−", "Zoom out", () => axis.zoom(0.5)), icon("+", "Zoom in", () => axis.zoom(2)),
    icon("↔", "All of it", () => axis.all()), keys(),
  ];
  const root = el("div", { class: "transport" }, el("div", {}, above), el("div", {}, below));
  return {
    root,
    render() {
      words(play, player.playing ? "Pause" : "Play");
      const frame = player.skeletons ? `, frame ${player.skeletons.frame(player.time)}` : "";
      words(time, `${clock(player.time)} of ${clock(player.end)}${frame}`);
    },
  };
}

function keys() {
  const pairs = [
    ["space, K", "play or pause; pause"], ["J, L", "back and forth, faster each time"], ["← →", "a frame; with shift a second"],
    ["home, end", "beginning and end"], ["+ − 0", "zoom in, out, all of it"], [", .", "move along the axis"],
    ["[ ]", "begin or end the chosen label here"], ["alt ← →", "move the chosen label by 0.1 s"], ["N, delete", "new label here, delete it"],
    ["ctrl Z, ctrl Y", "undo and redo a threshold"], ["P, shift P", "next clip, clip before"],
  ];
  const list = pairs.flatMap(([key, does]) => [el("dt", {}, el("kbd", { text: key })), el("dd", { text: does })]);
  return el("details", { class: "keys" }, el("summary", { text: "Keys" }), el("dl", {}, list));
}
