/* Knows what keys do when no control wants them. */

const TYPED = "input:not([type=checkbox]):not([type=range]), select, textarea";

export function listenToKeys(app) {
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (document.querySelector("dialog[open]") || target.closest?.(TYPED)) return;
    const call = undo(event, app) ?? playing(event, app) ?? labelling(event, app);
    if (!call) return;
    event.preventDefault();
    call();
  });
}

function undo({ key, ctrlKey, metaKey, shiftKey }, { store }) {
  if (!ctrlKey && !metaKey) return null;
  if (key.toLowerCase() === "z") return () => store.send(shiftKey ? "redo" : "undo");
  if (key.toLowerCase() === "y") return () => store.send("redo");
  return () => null;
}

function playing({ key, shiftKey, altKey, target }, { pane: { player, axis } }) {
  if (altKey) return null;
  const isSlider = target.matches?.("input[type=range]");
  const isPressed = target.matches?.("button, summary, input[type=checkbox]");
  const step = (by) => () => (shiftKey ? player.seek(player.time + by) : player.step(by));
  const plain = {
    " ": isPressed || isSlider ? null : () => player.toggle(),
    ArrowLeft: isSlider ? null : step(-1), ArrowRight: isSlider ? null : step(1),
    Home: isSlider ? null : () => player.seek(0), End: isSlider ? null : () => player.seek(player.end),
    j: () => player.shuttle(-1), k: () => player.pause(), l: () => player.shuttle(1),
    "+": () => axis.zoom(2), "=": () => axis.zoom(2), "-": () => axis.zoom(0.5), 0: () => axis.all(),
    ",": () => axis.pan(-0.25), ".": () => axis.pan(0.25),
  };
  return plain[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

function labelling({ key, altKey, shiftKey }, { pane }) {
  const { labels, draft } = pane;
  if (altKey) {
    if (key === "ArrowLeft" || key === "ArrowRight") return () => labels.shift(key === "ArrowLeft" ? -0.1 : 0.1);
    return null;
  }
  const plain = {
    "[": () => labels.edge("start_s"), "]": () => labels.edge("end_s"), n: () => labels.add(),
    p: () => pane.next(shiftKey ? -1 : 1),
    Delete: draft.label ? () => { draft.remove(); labels.host.changed(); } : null,
  };
  return plain[key.length === 1 ? key.toLowerCase() : key] ?? null;
}
