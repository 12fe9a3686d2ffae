// Duties under the day they ask for something. Whether one is late, the API's times say.
import { daysBetween } from "../../lib/dates.js";

/** @typedef {import("../../lib/api.js").Schemas["FollowUpRead"]} FollowUp */
/** @typedef {"overdue" | "today" | "tomorrow" | "week" | "later"} Group */

/** @type {Group[]} */
const ORDER = ["overdue", "today", "tomorrow", "week", "later"];
const OPEN = new Set(["planned", "drafted", "approved"]);

/** Whether it is still owed. @param {Pick<FollowUp, "status">} followUp */
export const isOpen = ({ status }) => OPEN.has(status);

/** Whether its last day has passed. What is approved goes out by itself and is not late. @param {Pick<FollowUp, "status" | "due_at">} followUp @param {number} now */
export const isLate = ({ status, due_at }, now) => isOpen({ status }) && status !== "approved" && Date.parse(due_at) <= now;

/** When it asks for something: the moment it will be sent, or the kindest one to send it. @param {FollowUp} followUp */
export const momentOf = ({ status, message, suggested_at }) => (status === "approved" && message?.send_at) || suggested_at;

/** The last day of the week of a day, Monday being its first. @param {string} day `YYYY-MM-DD` @returns {number} days from it */
const restOfWeek = (day) => (7 - new Date(`${day}T12:00:00Z`).getUTCDay()) % 7;

/**
 * @param {FollowUp[]} followUps
 * @param {{ now: number, dayOf: (at: string | number) => string }} calendar the user's
 * @returns {{ group: Group, items: FollowUp[] }[]} only groups that have some, each by time
 */
export function grouped(followUps, { now, dayOf }) {
  const today = dayOf(now);
  /** @param {FollowUp} followUp @returns {Group} */
  const groupOf = (followUp) => {
    if (isLate(followUp, now)) return "overdue";
    const away = daysBetween(today, dayOf(momentOf(followUp)));
    if (away <= 0) return "today";
    if (away === 1) return "tomorrow";
    return away <= restOfWeek(today) ? "week" : "later";
  };
  const sorted = followUps.toSorted((one, other) => Date.parse(momentOf(one)) - Date.parse(momentOf(other)));
  return ORDER.map((group) => ({ group, items: sorted.filter((followUp) => groupOf(followUp) === group) })).filter(({ items }) => items.length);
}
