/* Knows the keys: Space and Escape stop, 0 to 9 answer a check-in, Enter presses the stage's main button. */

const OWN_ENTER = "button, a, select, summary, textarea, [data-own-enter]";

export function listenToKeys(app) {
  addEventListener("keydown", (event) => pressed(app, event), { capture: true });
  addEventListener("keyup", (event) => lifted(app, event), { capture: true });
}

function isStop(event) {
  return event.key === "Escape" || event.key === " " || event.code === "Space";
}

function pressed(app, event) {
  if (app.stoppable && isStop(event)) {
    swallow(event);
    if (!event.repeat) app.stop("key");
  } else if (app.stopped) stoppedKey(event);
  else if (/^[0-9]$/.test(event.key)) digit(app, event);
  else if (event.key === "Enter") enter(event);
}

/* Some browsers press a focused button when Space is lifted. */
function lifted(app, event) {
  if (app.stoppable && isStop(event)) swallow(event);
}

function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/* Behind the red screen nothing can be reached; an Enter that is held down must not release it. */
function stoppedKey(event) {
  if (event.key === "Enter" && event.repeat) swallow(event);
}

function digit(app, event) {
  if (!app.running || !app.state.checkin || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  swallow(event);
  app.send("score", { value: Number(event.key), by: "key" });
}

function enter(event) {
  if (event.repeat || event.isComposing || event.target.closest?.(OWN_ENTER)) return;
  const [primary] = [...document.querySelectorAll("[data-primary]")].filter((node) => node.getClientRects().length);
  if (!primary) return;
  event.preventDefault();
  primary.click();
}
