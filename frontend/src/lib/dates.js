// Instants arrive as RFC 3339 in UTC and days as YYYY-MM-DD; people see both in their own zone and language.
import { t } from "./i18n.js";

const place = { zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC", locale: "en-GB" };
/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();
/** @type {Record<string, Intl.RelativeTimeFormat>} */
const relatives = {};

/**
 * Show dates for this zone and locale from now on. A value that the browser does not know is left out.
 *
 * @param {{ zone?: string, locale?: string }} wanted
 */
export function setPlace({ zone, locale }) {
  if (zone && known(() => new Intl.DateTimeFormat("en", { timeZone: zone }))) place.zone = zone;
  if (locale && known(() => new Intl.DateTimeFormat(locale))) place.locale = locale;
  formats.clear();
}

/** @param {() => unknown} make */
function known(make) {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}

/** The language and country that dates and numbers are written for. */
export const locale = () => place.locale;

/** The zone of this browser, for a new account. */
export const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "Europe/London";

/** @param {Intl.DateTimeFormatOptions} options @param {string} [locale] */
function format(options, locale = place.locale) {
  const full = { timeZone: place.zone, ...options };
  const key = locale + JSON.stringify(full);
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(locale, full)));
  return found;
}

/** @param {string | number | Date} at an instant; a bare day is taken as noon, so that no zone moves it */
function instant(at) {
  return new Date(typeof at === "string" && at.length === 10 ? `${at}T12:00:00Z` : at);
}

/** @param {string | number | Date} at */
const isDay = (at) => typeof at === "string" && at.length === 10;

/** `YYYY-MM-DD` of an instant on the user's calendar. @param {string | number | Date} at */
export function dayOf(at) {
  if (typeof at === "string" && at.length === 10) return at;
  return format({ year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA").format(instant(at));
}

/** "14:05" @param {string | number | Date} at */
export const time = (at) => format({ hour: "2-digit", minute: "2-digit" }).format(instant(at));

/**
 * "Tue 2 June", with the year when it is not this one.
 *
 * @param {string | number | Date} at an instant, or a day
 * @param {number} [now] milliseconds since 1970
 */
export function day(at, now = Date.now()) {
  const otherYear = dayOf(at).slice(0, 4) !== dayOf(now).slice(0, 4);
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { weekday: "short", day: "numeric", month: "long", ...(otherYear ? { year: "numeric" } : {}) };
  return format(isDay(at) ? { ...options, timeZone: "UTC" } : options).format(instant(at));
}

/** "2 Jun", for places where there is no room. @param {string | number | Date} at */
export const shortDay = (at) => format({ day: "numeric", month: "short", ...(isDay(at) ? { timeZone: "UTC" } : {}) }).format(instant(at));

/**
 * "today", "tomorrow", "yesterday", or the day.
 *
 * @param {string | number | Date} at
 * @param {number} [now]
 */
export function dayName(at, now = Date.now()) {
  const apart = daysBetween(dayOf(now), dayOf(at));
  if (apart === 0) return t("dates.today");
  if (apart === 1) return t("dates.tomorrow");
  if (apart === -1) return t("dates.yesterday");
  return day(at, now);
}

/**
 * "today, 14:05": an instant with its day in words; only the day for a bare day.
 *
 * @param {string | number | Date} at
 * @param {number} [now]
 */
export function when(at, now = Date.now()) {
  return isDay(at) ? dayName(at, now) : t("dates.dayAndTime", { day: dayName(at, now), time: time(at) });
}

/** Whole days from one `YYYY-MM-DD` to another. @param {string} from @param {string} to */
export function daysBetween(from, to) {
  return Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / 86_400_000);
}

/**
 * "in 12 minutes", "3 days ago"; days are counted on the user's calendar.
 *
 * @param {string | number | Date} at
 * @param {number} [now]
 */
export function fromNow(at, now = Date.now()) {
  const relative = (relatives[place.locale] ??= new Intl.RelativeTimeFormat(place.locale, { numeric: "auto" }));
  const minutes = Math.round((instant(at).getTime() - now) / 60_000);
  const days = daysBetween(dayOf(now), dayOf(at));
  if (isDay(at) || Math.abs(minutes) >= 24 * 60) {
    return Math.abs(days) < 14 ? relative.format(days, "day") : relative.format(Math.round(days / 7), "week");
  }
  return Math.abs(minutes) < 60 ? relative.format(minutes, "minute") : relative.format(Math.round(minutes / 60), "hour");
}

/** "1 h 30 min" @param {number} minutes */
export function span(minutes) {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (!hours) return t("dates.minutes", { minutes: rest });
  return rest ? t("dates.hoursAndMinutes", { hours, minutes: rest }) : t("dates.hours", { hours });
}

/** "4:05", or "1:04:05" from an hour up; never below 0:00. @param {number} seconds */
export function countdown(seconds) {
  const left = Math.max(0, Math.ceil(seconds));
  const [hours, minutes, rest] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
  const tail = String(rest).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/**
 * Spell an instant the way `<input type="datetime-local">` wants it, in the user's zone.
 *
 * @param {string | number | Date} at
 * @param {string} [zone]
 */
export function toLocal(at, zone = place.zone) {
  const parts = format({ timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, "en-CA").formatToParts(instant(at));
  const of = (/** @type {string} */ type) => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year").padStart(4, "0")}-${of("month")}-${of("day")}T${of("hour")}:${of("minute")}`;
}

/**
 * Read a `datetime-local` value as an instant of the user's zone. An hour that a clock change
 * skips becomes the hour after it; one that it repeats becomes the earlier.
 *
 * @param {string} text
 * @param {string} [zone]
 * @returns {string | null} RFC 3339 in UTC; null for an empty or broken value
 */
export function fromLocal(text, zone = place.zone) {
  const wall = Date.parse(`${text}Z`);
  if (Number.isNaN(wall)) return null;
  const offset = (/** @type {number} */ at) => Date.parse(`${toLocal(at, zone)}Z`) - Math.floor(at / 60_000) * 60_000;
  const candidates = [offset(wall - 86_400_000), offset(wall + 86_400_000)].map((found) => wall - found);
  const exact = candidates.filter((at) => Date.parse(`${toLocal(at, zone)}Z`) === wall);
  const at = exact.length ? Math.min(...exact) : Math.max(...candidates);
  return new Date(at).toISOString().replace(".000Z", "Z");
}

/** The hour of the user's day, 0 to 23, with minutes as a fraction. @param {number} at */
export function hourOf(at) {
  const [hour, minute] = toLocal(at).slice(11).split(":").map(Number);
  return hour + minute / 60;
}
