// When somebody may ring, for whoever looks at the page: in their own time, and in the candidate's where that is another.
import { browserZone, locale, toLocal } from "../../lib/dates.js";
import { t } from "../../lib/i18n.js";

/** @typedef {import("../../lib/api.js").Schemas["RefereeViewRead"]} View */
/** @typedef {Pick<View, "calls_from" | "calls_to">} Window */

/**
 * "Thursday 4 June, 10:00 to 13:00"; empty if nobody knows.
 *
 * @param {Window} window
 * @param {string} [zone]
 */
export function windowOf({ calls_from, calls_to }, zone = browserZone()) {
  const written = (/** @type {Intl.DateTimeFormatOptions} */ options, /** @type {string} */ at) => new Intl.DateTimeFormat(locale(), { timeZone: zone, ...options }).format(new Date(at));
  const day = (/** @type {string} */ at) => written({ weekday: "long", day: "numeric", month: "long" }, at);
  const time = (/** @type {string} */ at) => written({ hour: "2-digit", minute: "2-digit" }, at);
  const both = (/** @type {string} */ at) => t("dates.dayAndTime", { day: day(at), time: time(at) });
  if (calls_from && calls_to) {
    const oneDay = toLocal(calls_from, zone).slice(0, 10) === toLocal(calls_to, zone).slice(0, 10);
    return oneDay ? t("referee.window.day", { day: day(calls_from), from: time(calls_from), to: time(calls_to) }) : t("referee.window.days", { from: both(calls_from), to: both(calls_to) });
  }
  if (calls_from) return t("referee.window.from", { from: both(calls_from) });
  return calls_to ? t("referee.window.to", { to: both(calls_to) }) : "";
}

/**
 * The same where the candidate is, with the place's name; null where the clocks agree, or the browser does not know the zone.
 *
 * @param {View} view
 */
export function elsewhere(view) {
  const at = view.calls_from ?? view.calls_to;
  if (!at) return null;
  try {
    if (toLocal(at, view.zone) === toLocal(at, browserZone())) return null;
    return { place: (view.zone.split("/").pop() ?? view.zone).replaceAll("_", " "), window: windowOf(view, view.zone) };
  } catch {
    return null;
  }
}
