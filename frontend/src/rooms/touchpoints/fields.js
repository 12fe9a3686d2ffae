// What passed between two sides, as a form holds it and as the API takes it.
import { fromLocal, toLocal } from "../../lib/dates.js";
import { t, word } from "../../lib/i18n.js";

/** @typedef {import("../../lib/api.js").Schemas["TouchpointRead"]} Touchpoint */
/** @typedef {ReturnType<typeof blank>} Values */

export const CHANNELS = /** @type {const} */ (["email", "phone", "voicemail", "linkedin_message", "linkedin_connect", "sms", "post", "via_agency", "video", "in_person_invited", "social_other"]);
export const PURPOSES = /** @type {const} */ (["thank_you", "status_check", "closing_note", "feedback_request", "reply", "requested", "scheduling", "material_update", "connect", "reargue"]);

/** @param {number} now milliseconds since 1970 */
export const blank = (now) => ({
  direction: /** @type {"outbound" | "inbound"} */ ("outbound"),
  channel: /** @type {string | null} */ ("email"),
  purpose: /** @type {string | null} */ (null),
  at: toLocal(now),
  contact_id: /** @type {string | null} */ (null),
  substantive: true,
  invited: false,
  note: "",
});

/** @param {Touchpoint} touch @returns {Values} */
export function valuesOf(touch) {
  const { direction, channel, purpose, at, contact, substantive, invited, note } = touch;
  return { direction, channel, purpose, at: toLocal(at), contact_id: contact?.id ?? null, substantive, invited, note };
}

/** The fields of a touch: what only the other direction has is left out. @param {Values} values @returns {any} */
export function bodyOf({ direction, channel, purpose, at, contact_id, substantive, invited, note }) {
  const ours = direction === "outbound";
  return { direction, channel, at: fromLocal(at), contact_id, note: note.trim(), ...(ours ? { purpose, invited } : { substantive }) };
}

/** Whether writing it down again would give just the same: what met a duty, pushed or came early was not only written down. @param {Touchpoint} touch */
export const canWriteAgain = ({ follow_up_id, early, reason, direction, purpose }) => !follow_up_id && !early && !reason && !(direction === "inbound" && purpose);

/** "E-mail: check-in", "E-mail from them" @param {{ direction: string, channel: string, purpose: string | null }} touch */
export function nameOf({ direction, channel, purpose }) {
  const how = word("touch_channel", channel);
  if (direction === "inbound") return t("touch.theirs", { how });
  return purpose ? t("touch.mine", { how, what: word("touch_purpose", purpose) }) : how;
}
