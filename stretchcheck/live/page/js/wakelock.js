/* Knows how to keep the screen from going dark while people lie on the mat, where the browser can. */

let wanted = false;
let lock = null;

/** Asking twice changes nothing; a lock that was lost when the page was hidden is taken again. */
export function keepAwake(wish) {
  wanted = wish;
  if (wanted) take();
  else release();
}

async function take() {
  if (lock || !navigator.wakeLock || document.hidden) return;
  lock = "asked";
  try {
    const given = await navigator.wakeLock.request("screen");
    given.addEventListener("release", () => {
      if (lock === given) lock = null;
    });
    lock = given;
    if (!wanted) release();
  } catch {
    lock = null; // refused, for example on a low battery: the session goes on without
  }
}

function release() {
  if (lock && lock !== "asked") lock.release();
}

document.addEventListener("visibilitychange", () => wanted && take());
