// What is held about people, and letting go of them.
import { said, t } from "../../lib/i18n.js";

/** @typedef {"erasure" | "anonymisation"} How */

/** "2 addresses": so many rows of a kind; a kind without a name here goes by the API's. @param {string} kind @param {number} count */
function counted(kind, count) {
  const key = /** @type {import("../../lib/i18n.js").Key} */ (`held.${kind}`);
  return said(`${key}.other`) ? t(key, { count }) : `${count} × ${kind.replaceAll("_", " ")}`;
}

/** "2 addresses, an interview" @param {Record<string, number>} counts by kind */
export const listed = (counts) => Object.entries(counts).map(([kind, count]) => counted(kind, count)).join(", ");
