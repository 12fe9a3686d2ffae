import { fromLocal, toLocal } from "../../lib/dates.js";

/** @typedef {import("./ending.js").Interview} Interview */

/** How an interview can be held, the most common first. @type {import("../../lib/api.js").Schemas["InterviewFormat"][]} */
export const FORMATS = ["in_person", "video_live", "phone", "panel", "technical", "presentation", "case", "work_sample", "group", "assessment_centre", "video_one_way", "informal"];

/** An interview's details as a form holds them; its time is spelled in the interview's own zone. @param {Interview} interview */
export function valuesOf({ starts_at, zone, duration_minutes, format, round, location, link }) {
  return { zone, starts_at: toLocal(starts_at, zone), duration_minutes, format, round, location: location ?? "", link: link ?? "" };
}

/** @typedef {ReturnType<typeof valuesOf>} Details */

/** What the API takes. @param {Details} values */
export function bodyOf({ starts_at, zone, duration_minutes, format, round, location, link }) {
  return { starts_at: fromLocal(starts_at, zone) ?? "", zone, duration_minutes: Number(duration_minutes), format, round: Number(round), location: location.trim() || null, link: link.trim() || null };
}
