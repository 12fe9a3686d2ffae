/** @typedef {import("../../lib/api.js").Schemas["InterviewRead"]} Interview */
/** @typedef {{ name: string, email: string }} Person as typed */

/** What the form starts with. `ago`: minutes since the end, or "at" for the time in `ended_at`. */
export const fresh = () => ({
  organization_name: "",
  title: "",
  ago: /** @type {number | "at"} */ (0),
  ended_at: "",
  people: /** @type {Person[]} */ ([{ name: "", email: "" }]),
  minutes_to_spare: 30,
  decision_by: "",
  travel_mode: /** @type {string | null} */ (null),
  drives_within_hours: /** @type {number | null} */ (null),
  tension: /** @type {number | null} */ (null),
  follow_up_permission: /** @type {string | null} */ (null),
  next_stage: "",
});

/** @typedef {ReturnType<typeof fresh>} Values */

/** Modes in which somebody else holds the wheel; with the others, nothing alcoholic is planned anyway (WD-06). */
const DRIVEN = new Set(["walk", "public_transport", "passenger"]);

/** Whether it is worth asking when they next drive. @param {Values} values */
export const mayDriveLater = ({ travel_mode }) => DRIVEN.has(travel_mode ?? "");

/** The people who were named, without the empty lines. @param {Values} values */
export function interviewers({ people }) {
  return people.filter(({ name }) => name.trim()).map(({ name, email }) => ({ name: name.trim(), ...(email.trim() ? { email: email.trim() } : {}) }));
}

/**
 * The body of the ending: what was said, and nothing that was left open.
 *
 * @param {Values} values
 * @param {string} endedAt RFC 3339
 * @param {boolean} recorded whether the interview is known, so that its company and role are
 */
export function endingBody(values, endedAt, recorded) {
  const said = {
    ended_at: endedAt,
    minutes_to_spare: values.minutes_to_spare,
    decision_by: values.decision_by || undefined,
    follow_up_permission: values.follow_up_permission ?? undefined,
    next_stage: values.next_stage.trim() || undefined,
    tension: values.tension ?? undefined,
    travel_mode: values.travel_mode ?? undefined,
    drives_within_hours: mayDriveLater(values) ? (values.drives_within_hours ?? undefined) : undefined,
  };
  if (recorded) return said;
  return { ...said, organization_name: values.organization_name, title: values.title, interviewers: interviewers(values) };
}
