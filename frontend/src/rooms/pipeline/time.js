import { dayOf, daysBetween } from "../../lib/dates.js";
import { t } from "../../lib/i18n.js";

const WEEKS_FROM = 21;

/** "for 5 days": how long something has been where it is, in the user's days. @param {string} since an instant @param {number} now */
export function timeIn(since, now) {
  const days = Math.max(0, daysBetween(dayOf(since), dayOf(now)));
  if (days === 0) return t("stay.today");
  return days < WEEKS_FROM ? t("stay.days", { count: days }) : t("stay.weeks", { count: Math.round(days / 7) });
}
