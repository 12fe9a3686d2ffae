import { fromLocal, toLocal } from "../../lib/dates.js";

/** @typedef {import("../../lib/api.js").Schemas["ProposalRead"]} Proposal */

/** What the mail says, as a form holds it. @param {Proposal} proposal @param {string} zone of the person */
export function fieldsOf({ details }, zone) {
  const where = details.zone ?? zone;
  return {
    zone: where,
    starts_at: details.starts_at ? toLocal(details.starts_at, where) : details.day ? `${details.day}T10:00` : "",
    duration_minutes: details.duration_minutes ?? 60,
    format: /** @type {any} */ (details.format ?? "video_live"),
    round: 1,
    location: details.location ?? "",
    link: details.link ?? "",
  };
}

/** Everything as it stands in the form. @param {ReturnType<typeof fieldsOf>} values @returns {any} */
export function bodyOf({ zone, starts_at, duration_minutes, format, location, link }) {
  return { zone, starts_at: fromLocal(starts_at, zone), duration_minutes: Number(duration_minutes), format, location: location.trim() || null, link: link.trim() || null };
}
