// What changes here, or in another tab, is told to every list on the screen; what changed elsewhere is asked for when the page is looked at again.

/** @typedef {(path: string) => void} Listener told the API path that changed, or "" when anything may have */

/** @type {Set<Listener>} */
const listeners = new Set();
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("afterview");
const STALE_AFTER = 20_000;
let lookedAt = Date.now();

/** @param {string} path */
function tell(path) {
  for (const listener of [...listeners]) listener(path);
}

/** Say that a change was made from this tab. @param {string} path of the API */
export function announce(path) {
  tell(path);
  channel?.postMessage(path);
}

/**
 * Hear of changes until the returned function is called.
 *
 * @param {Listener} listener
 */
export function onChange(listener) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function lookAgain() {
  if (document.visibilityState !== "visible" || Date.now() - lookedAt < STALE_AFTER) return;
  lookedAt = Date.now();
  tell("");
}

channel?.addEventListener("message", ({ data }) => typeof data === "string" && tell(data));
document.addEventListener("visibilitychange", lookAgain);
window.addEventListener("focus", lookAgain);
window.addEventListener("online", () => tell(""));
