// The present, as the server sees it: a phone whose clock is wrong still shows the right minutes left.
import { createSubscriber } from "svelte/reactivity";

const TOLERATED = 5000;
const KEPT = "clock-ahead";
let ahead = Number(sessionStorage.getItem(KEPT) ?? 0);
const everySecond = createSubscriber((update) => ticking(update, 1000));
const everyMinute = createSubscriber((update) => ticking(update, 15_000));

/** @param {() => void} update @param {number} every milliseconds */
function ticking(update, every) {
  const timer = setInterval(update, every);
  document.addEventListener("visibilitychange", update);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", update);
  };
}

/** Learn from an answer that says when it was given how far this device's clock is off. @param {string} at RFC 3339 */
export function noteServerTime(at) {
  const off = Date.parse(at) - Date.now();
  ahead = Math.abs(off) > TOLERATED ? off : 0;
  sessionStorage.setItem(KEPT, String(ahead));
}

export const clock = {
  /** Milliseconds since 1970, not tracked. */
  get now() {
    return Date.now() + ahead;
  },
  /** The same; what reads it runs again every second. */
  get second() {
    everySecond();
    return Date.now() + ahead;
  },
  /** The same; what reads it runs again four times a minute, and when the page is looked at again. */
  get minute() {
    everyMinute();
    return Date.now() + ahead;
  },
};
