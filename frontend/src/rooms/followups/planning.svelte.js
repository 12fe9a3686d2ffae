import { api, take } from "../../lib/api.js";
import { fromLocal, toLocal } from "../../lib/dates.js";
import { loaded } from "../../lib/loaded.svelte.js";
import { TOUCH_CHANNEL } from "./words.js";

/** @typedef {"suggested" | "now" | "other"} Choice */

/**
 * When a message is to leave, as far as it has been chosen, and what the gauge says to that. Call it while the component is made.
 *
 * @param {() => import("./groups.js").FollowUp} of
 * @param {number} opened milliseconds since 1970
 */
export function planning(of, opened) {
  const chosen = $state({ when: /** @type {Choice} */ (Date.parse(of().suggested_at) > opened ? "suggested" : "now"), at: toLocal(Math.max(opened + 3_600_000, Date.parse(of().suggested_at))) });
  /** The instant, as RFC 3339; null for a time that is half typed. */
  const at = $derived(chosen.when === "other" ? fromLocal(chosen.at) : chosen.when === "suggested" ? of().suggested_at : new Date(opened).toISOString());
  const pressure = loaded(
    () => {
      const { application, channel, purpose, contact } = of();
      const query = { planned_channel: TOUCH_CHANNEL[channel], planned_purpose: purpose, ...(at ? { planned_at: at } : {}), ...(contact ? { planned_contact_id: contact.id } : {}) };
      return take(api.GET("/api/v1/applications/{application_id}/pressure", { params: { path: { application_id: application.id }, query } }));
    },
    { when: (path) => !path.endsWith("/draft") },
  );

  return {
    chosen,
    pressure,
    get at() {
      return at;
    },
    /** Choose a moment. @param {string} instant */
    choose(instant) {
      chosen.when = "other";
      chosen.at = toLocal(Math.ceil(Date.parse(instant) / 60_000) * 60_000);
    },
  };
}

/** @typedef {ReturnType<typeof planning>} Planning */
