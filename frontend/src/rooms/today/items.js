/** @typedef {import("../../lib/api.js").Schemas["ItemRead"]} Item */
/** @typedef {{ method: string, path: string, body?: unknown }} Call */

/**
 * Where an item's main button leads, when it takes more than one tap; null when its call does it all.
 * The end of an interview is asked for in a form: the minutes to spare shape the whole plan. A message wants words
 * before it can be sent.
 *
 * @param {Item} item
 */
export function leadsTo(item) {
  if (item.kind === "ending") return `/out/${item.subject_id}`;
  if (item.kind === "follow_up") return `/follow-ups/${item.subject_id}`;
  return item.call ? null : item.href;
}

/**
 * The request that takes an item's completing call back, where there is one.
 *
 * @param {Item} item
 * @returns {Call | null}
 */
export function undoing({ call }) {
  if (!call) return null;
  if (call.method === "POST") return { method: "DELETE", path: call.path };
  return call.path.includes("/wind-down-steps/") ? { ...call, body: { status: "planned" } } : null;
}

/** Whether a wind-down step is under way, so that its call ends it. @param {Item} item */
export const running = ({ call }) => call?.body?.status === "done";

/**
 * Items in the order they came, under the day each makes sense from.
 *
 * @param {Item[]} items
 * @param {(at: string) => string} dayOf
 * @returns {{ day: string, items: Item[] }[]}
 */
export function byDay(items, dayOf) {
  /** @type {Map<string, Item[]>} */
  const days = new Map();
  for (const item of items) days.set(dayOf(item.starts_at), [...(days.get(dayOf(item.starts_at)) ?? []), item]);
  return [...days].map(([day, found]) => ({ day, items: found }));
}
