/* Knows what stands on the time axis: ruler, measure, phases, events, checks and labels, one below the other. */

import { svg } from "/shared/js/dom.js";
import { LEFT, RIGHT } from "/static/js/axis.js";
import { clock, measured, plain } from "/static/js/words.js";

const RULER = 18;
const CURVE = 104;
const LANE = 19;
const GAP = 5;

/** Everything between the ruler and the bottom. */
export function draw(axis, content, ticks) {
  const parts = [];
  let y = RULER;
  const track = (name, make) => {
    const { nodes, height } = make(y);
    if (!height) return;
    parts.push(svg("rect", { class: "ground", x: LEFT, y, width: axis.width - LEFT - RIGHT, height }));
    parts.push(...ticks.map((at) => svg("line", { class: "tick", x1: axis.x(at), x2: axis.x(at), y1: y, y2: y + height })));
    parts.push(svg("text", { x: 0, y: y + Math.min(height / 2 + 4, 14), text: name }), ...nodes);
    y += height + GAP;
  };
  parts.push(...ticks.map((at) => svg("text", { x: axis.x(at), y: 12, "text-anchor": "middle", text: short(at) })));
  track("measure", (top) => curve(axis, content.curve, top));
  track("phases", (top) => spans(axis, content.phases, top, (one) => `phase ${one.name}`));
  track("found now", (top) => spans(axis, content.events, top, eventCss));
  if (content.before) track("at start", (top) => spans(axis, content.before, top, (one) => `event before ${eventTone(one)}`));
  track("checks", (top) => checks(axis, content.checks, top));
  for (const set of content.labels) track(set.title, (top) => labelled(axis, set, top));
  return { parts, height: y };
}

function short(seconds) {
  return seconds >= 60 ? clock(seconds).replace(/\.?0+$/, "") : `${seconds} s`;
}


function curve(axis, one, top) {
  const height = CURVE;
  if (!one || !one.times.length) return { nodes: [svg("text", { x: LEFT + 8, y: top + 20, text: one === null ? "reading the measures…" : "nothing measured" })], height };
  const known = one.values.filter((value, index) => value !== null && one.times[index] >= axis.from && one.times[index] <= axis.to);
  if (!known.length) return { nodes: [svg("text", { x: LEFT + 8, y: top + 20, text: "not seen here" })], height };
  let [low, high] = [Math.min(...known), Math.max(...known)];
  if (high - low < 1e-6) [low, high] = [low - 1, high + 1];
  const y = (value) => top + 6 + ((high - value) / (high - low)) * (height - 12);
  const nodes = [svg("path", { class: "curve", d: path(axis, one, y) })];
  nodes.push(svg("text", { x: LEFT - 5, y: top + 26, "text-anchor": "end", text: measured(high) }));
  nodes.push(svg("text", { x: LEFT - 5, y: top + height - 4, "text-anchor": "end", text: measured(low) }));
  if (low < 0 && high > 0) nodes.push(svg("line", { class: "zero", x1: LEFT, x2: axis.width - RIGHT, y1: y(0), y2: y(0) }));
  return { nodes, height };
}

/* One stroke for what was seen without a gap; frames outside the window are left out. */
function path(axis, { times, values }, y) {
  let [text, pen] = ["", false];
  for (let index = 0; index < times.length; index += 1) {
    const value = values[index];
    if (value === null || times[index] < axis.from || times[index] > axis.to) {
      pen = false;
      continue;
    }
    text += `${pen ? "L" : "M"}${axis.x(times[index]).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = true;
  }
  return text;
}

/* Spans that share time lie in lanes below each other. */
function lanes(all) {
  const ends = [];
  return all.map((one) => {
    let lane = ends.findIndex((end) => end <= one.start_s + 1e-6);
    if (lane < 0) lane = ends.push(0) - 1;
    ends[lane] = Math.max(one.end_s, one.start_s + 0.05);
    return lane;
  });
}

function spans(axis, all, top, css) {
  const sorted = [...all].sort((one, other) => one.start_s - other.start_s);
  const lane = lanes(sorted);
  const nodes = sorted.flatMap((one, index) => span(axis, one, top + LANE * lane[index], { class: `span ${css(one)}` }));
  return { nodes, height: LANE * (1 + Math.max(0, ...lane)) };
}

/* A rectangle with its name where it fits, and all there is to say as its title. */
function span(axis, one, y, given) {
  if (one.end_s < axis.from || one.start_s > axis.to) return [];
  const from = Math.max(LEFT, axis.x(one.start_s));
  const to = Math.min(axis.width - RIGHT, axis.x(one.end_s));
  const name = plain(one.kind ?? one.name);
  const width = Math.max(4, to - from);
  const title = svg("title", { text: `${name}, ${clock(one.start_s)} to ${clock(one.end_s)}${one.note ? `; ${one.note}` : ""}` });
  const box = svg("rect", { x: from, y: y + 1, width, height: LANE - 3, ...given }, title);
  return width > 6.2 * name.length + 6 ? [box, svg("text", { class: "inside", x: from + 4, y: y + 13, text: name })] : [box];
}

function eventTone(one) {
  return ["stop_signal", "lost", "glitch"].includes(one.kind) ? "told" : "";
}

function eventCss(one) {
  return `event ${eventTone(one)}`;
}

/* A triangle where a check was decided, for those that are not green. */
function checks(axis, all, top) {
  const nodes = all
    .filter((one) => one.at_s !== null && one.at_s >= axis.from && one.at_s <= axis.to && ["warn", "fault"].includes(one.verdict))
    .map((one) => {
      const x = axis.x(one.at_s);
      const title = svg("title", { text: `${plain(one.name)}: ${one.verdict} at ${clock(one.at_s)}, ${measured(one.value)} of ${measured(one.limit)} ${one.unit ?? ""}` });
      return svg("path", { class: `check ${one.verdict}`, d: `M${x - 6} ${top + 14}h12l-6 -11z` }, title);
    });
  return { nodes, height: nodes.length ? LANE : 0 };
}

function labelled(axis, { labels, editable, chosen }, top) {
  const sorted = labels.map((one, index) => ({ ...one, index })).sort((one, other) => one.start_s - other.start_s);
  const lane = lanes(sorted);
  const nodes = sorted.flatMap((one, place) => {
    const css = `span label ${editable ? "" : "other"} ${editable && one.index === chosen ? "chosen" : ""}`;
    const given = { class: css };
    if (editable) {
      Object.assign(given, { "data-index": one.index, tabindex: 0, role: "button", "aria-pressed": one.index === chosen ? "true" : "false",
        "aria-label": `label ${plain(one.kind)}, ${one.start_s} to ${one.end_s} seconds` });
    }
    return span(axis, one, top + LANE * lane[place], given);
  });
  return { nodes, height: LANE * (1 + Math.max(0, ...lane)) };
}
