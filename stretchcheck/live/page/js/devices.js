/* Knows what the browser allows: which cameras and microphones there are, and what the permission says. */

const KINDS = { camera: "videoinput", microphone: "audioinput" };

/** What went wrong when a device was asked for, as one of our words. */
export function refusal(error) {
  if (error.name === "NotAllowedError" || error.name === "SecurityError") return "denied";
  if (error.name === "NotFoundError" || error.name === "OverconstrainedError") return "none";
  return "busy";
}

/** Every camera or microphone; labels are empty until the permission is given. */
export async function listed(name) {
  if (!navigator.mediaDevices?.enumerateDevices) return [];
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === KINDS[name]);
}

/** "granted", "denied", "none" or "unasked". */
export async function permission(name) {
  if (!(await listed(name)).length) return "none";
  try {
    const answer = await navigator.permissions.query({ name });
    return answer.state === "prompt" ? "unasked" : answer.state;
  } catch {
    return "unasked"; // this browser does not tell: asking is the only way to know
  }
}

/** Calls back when devices come or go, or a permission changes. */
export function onDevicesChange(call) {
  navigator.mediaDevices?.addEventListener?.("devicechange", call);
  for (const name of Object.keys(KINDS)) {
    navigator.permissions?.query?.({ name }).then(
      (status) => status.addEventListener("change", call),
      () => {},
    );
  }
}
