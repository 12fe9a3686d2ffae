// What changes here, or in another tab, is told to every list on the screen; what changed elsewhere is asked for when the page is looked at again.
import { tick } from "svelte";

/** @typedef {(path: string) => void} Listener told the API path that changed, or "" when anything may have */

/** @type {Set<Listener>} */
const listeners = new Set();
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("afterview");
const STALE_AFTER = 20_000;
let lookedAt = Date.now();
/** Paths that are told later, while a page is being left. @type {string[] | null} */
let held = null;

/** @param {string} path */
function tell(path) {
  for (const listener of [...listeners]) listener(path);
}

/** Say that a change was made from this tab. @param {string} path of the API */
export function announce(path) {
  if (held) return void held.push(path);
  tell(path);
  channel?.postMessage(path);
}

/**
 * Make what the page is about go, and leave the page before anybody hears of it: its lists would ask for what is not there.
 *
 * @param {() => Promise<unknown>} remove
 * @param {() => void} leave
 */
export async function vanish(remove, leave) {
  const paths = (held = /** @type {string[]} */ ([]));
  try {
    await remove();
    leave();
    await tick();
  } finally {
    held = null;
    paths.forEach(announce);
  }
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
