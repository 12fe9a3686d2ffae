import { asProblem } from "./problem.js";

/** @typedef {{ id: number, text: string, tone: "plain" | "late", undo?: () => unknown, href?: string }} Toast */

const KEPT = 3;
let count = 0;

/** What is said at the foot of the page, the latest last. @type {Toast[]} */
export const toasts = $state([]);

/**
 * Say that something was done, and offer to take it back.
 *
 * @param {string} text
 * @param {{ undo?: () => unknown }} [options]
 * @returns {number} for `dismiss`
 */
export function say(text, { undo } = {}) {
  add({ id: ++count, text, tone: "plain", undo });
  return count;
}

/** Say why something was not done. @param {unknown} error */
export function complain(error) {
  const { explanation, related } = asProblem(error);
  add({ id: ++count, text: explanation, tone: "late", href: related });
}

/** @param {number} id */
export function dismiss(id) {
  const index = toasts.findIndex((toast) => toast.id === id);
  if (index >= 0) toasts.splice(index, 1);
}

/** @param {Toast} toast */
function add(toast) {
  toasts.push(toast);
  if (toasts.length > KEPT) toasts.shift();
}
