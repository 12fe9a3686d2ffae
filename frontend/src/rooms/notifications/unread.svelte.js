import { api, take } from "../../lib/api.js";
import { loaded } from "../../lib/loaded.svelte.js";

const ENOUGH = 10;

/** How many reminders are unread, for a badge: none in the quiet window, and never more than a glance can count. Call it while the component is made. */
export function unread() {
  const found = loaded(read, { when: (path) => /notification|ending|wind-down|plan/.test(path) });
  return {
    /** "" for none. */
    get count() {
      return found.data ?? "";
    },
  };
}

async function read() {
  const { items, next } = await take(api.GET("/api/v1/notifications", { params: { query: { unread: true, held: false, limit: ENOUGH - 1 } } }));
  if (!items.length) return "";
  const { quiet_until } = await take(api.GET("/api/v1/today"));
  return quiet_until ? "" : next ? `${items.length}+` : String(items.length);
}
