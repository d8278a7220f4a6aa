/* Knows how numbers, times and closed lists are written on this page. */

/** A number with as many decimals as its step has. */
export function atStep(value, step) {
  const decimals = Math.max(0, Math.min(6, Math.ceil(-Math.log10(step) - 1e-9)));
  return Number(value.toFixed(Math.max(decimals, wanted(value)))).toString();
}

/* Decimals that a value itself has, up to six: a profile may be finer than a slider. */
function wanted(value) {
  const text = Number(value.toFixed(6)).toString();
  return text.includes(".") ? text.split(".")[1].length : 0;
}

/** A figure without its unit; shares in percent. */
export function figure(value, unit) {
  if (value === null || value === undefined) return "-";
  const decimals = { share: 1, deg: 1, count: 0 }[unit] ?? 2;
  return (unit === "share" ? 100 * value : value).toFixed(decimals);
}

export function unitOf(unit) {
  return { share: "%", count: "", "": "" }[unit] ?? unit;
}

/** Media time: 1:05.40. */
export function clock(seconds) {
  const whole = Math.max(0, seconds);
  const minutes = Math.floor(whole / 60);
  return `${minutes}:${(whole - 60 * minutes).toFixed(2).padStart(5, "0")}`;
}

/** Names of checks and kinds as words. */
export function plain(name) {
  return String(name).replaceAll("_", " ");
}

export const VERDICTS = { ok: "✓ ok", warn: "! warn", fault: "✕ fault", unknown: "? unknown", missing: "- missing" };

/** A measured value. */
export function measured(value) {
  return value === null || value === undefined ? "" : Number(value.toPrecision(3)).toString();
}
