// Which key does what, and when a key is only a letter somebody types.

/** @typedef {"commands" | "shortcuts" | "search" | `/${string}`} Wish what a key asks for: something to open, or a page to go to */

/** After `g`. @type {Record<string, Wish>} */
export const PLACES = { t: "/", p: "/pipeline", i: "/interviews", f: "/follow-ups", r: "/replies", v: "/references", l: "/ledger", n: "/notifications", s: "/settings" };
/** @type {Record<string, Wish>} */
const SINGLES = { n: "/applications/new", o: "/out", "/": "search", "?": "shortcuts" };
const PATIENCE = 1500;
const TEXT = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable], [role=menu], [role=listbox]";

/**
 * Make a listener that turns keys into wishes.
 *
 * @param {() => boolean} singles whether keys without Ctrl count at all
 * @returns {(event: KeyboardEvent) => Wish | null}
 */
export function wishes(singles) {
  let leader = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (event.defaultPrevented || event.isComposing) return null;
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) return "commands";
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !singles() || busy(event.target)) return null;
    const led = event.timeStamp - leader < PATIENCE;
    leader = event.key === "g" && !led ? event.timeStamp : Number.NEGATIVE_INFINITY;
    return (led ? PLACES[event.key] : SINGLES[event.key]) ?? null;
  };
}

/** Whether keys belong to what has the focus, or to a dialog. @param {EventTarget | null} target */
function busy(target) {
  return Boolean(document.querySelector("dialog[open]")) || (target instanceof Element && Boolean(target.closest(TEXT)));
}
