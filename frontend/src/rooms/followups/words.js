import { when } from "../../lib/dates.js";
import { t } from "../../lib/i18n.js";
import { isLate } from "./groups.js";

/** @typedef {import("./groups.js").FollowUp} FollowUp */

/** "Thank Priya Nair" @param {FollowUp} followUp */
export const titleOf = ({ purpose, sequence, contact, application }) => t(`purpose.${purpose}`, { name: contact?.name ?? application.organization_name, sequence });

/** Its state in a few words. @param {FollowUp} followUp @param {number} now @returns {{ text: string, tone: "plain" | "action" | "soon" | "late" | "settled" }} */
export function stateOf(followUp, now) {
  const { status, message, sent_at, replied_at, lapsed_reason, waived_reason } = followUp;
  if (wasLost({ message })) return { text: t("follow_up_status.lost"), tone: "late" };
  if (message && (message.status === "uncertain" || message.status === "failed")) return { text: t(`follow_up_status.${message.status}`), tone: "late" };
  if (cameBack({ message })) return { text: t("follow_up_status.returned"), tone: "late" };
  if (message?.status === "sending") return { text: t("follow_up_status.sending"), tone: "action" };
  if (status === "approved") return { text: t("followUp.approvedFor", { when: message ? when(message.send_at, now) : "" }), tone: "action" };
  if (status === "sent") return { text: t("followUp.sent", { when: sent_at ? when(sent_at, now) : "" }), tone: "settled" };
  if (status === "replied") return { text: t("followUp.replied", { when: replied_at ? when(replied_at, now) : "" }), tone: "settled" };
  if (status === "waived") return { text: t("followUp.waived", { reason: waived_reason }), tone: "plain" };
  if (status === "lapsed") return { text: t("followUp.lapsed", { reason: lapsed_reason }), tone: "plain" };
  if (isLate(followUp, now)) return { text: t("follow_up_status.late"), tone: "late" };
  return { text: t(`follow_up_status.${status}`), tone: status === "drafted" ? "action" : "plain" };
}

/** How the gauge calls the way a message is planned to go. @type {Record<FollowUp["channel"], import("../../lib/api.js").Schemas["TouchChannel"]>} */
export const TOUCH_CHANNEL = { email: "email", phone: "phone", sms: "sms", linkedin_message: "linkedin_message", post: "post", via_agency: "via_agency", other: "social_other" };

export const CHANNELS = /** @type {const} */ (["email", "phone", "linkedin_message", "sms", "post", "via_agency", "other"]);

/** Whether a server took it and another one sent it back. @param {Pick<FollowUp, "message">} followUp */
export const cameBack = ({ message }) => message?.status === "sent" && message.failure_code === "came-back";

/** Whether a person said that it did not arrive. @param {Pick<FollowUp, "message">} followUp */
export const wasLost = ({ message }) => message?.status === "failed" && message.failure_code === "not-delivered";

/** Whether the message cannot be taken for sent or unsent without a person. @param {FollowUp} followUp */
export const inTrouble = ({ message }) => message?.status === "uncertain" || message?.status === "failed" || cameBack({ message });

/** Whether it went another way than through the mail account: said, posted, or sent from one's own mail program. @param {Pick<FollowUp, "sent_at" | "message">} followUp */
export const sentByHand = ({ sent_at, message }) => Boolean(sent_at) && message?.status !== "sent";
