// What can be done with a briefing; each says what was done, and how to take it back.
import { api, take } from "../../lib/api.js";
import { clock } from "../../lib/clock.svelte.js";
import { when } from "../../lib/dates.js";
import { t } from "../../lib/i18n.js";
import { vanish } from "../../lib/live.js";
import { go } from "../../lib/router.svelte.js";
import { dismiss, say } from "../../lib/toasts.svelte.js";
import { ANYWAY } from "./actions.js";

/** @typedef {import("../../lib/api.js").Schemas["BriefingRead"]} Briefing */
/** @typedef {import("../../lib/api.js").Schemas["BriefingPatch"]} Changes */

/** @param {string} id */
export const params = (id) => ({ path: { briefing_id: id } });

/** @param {string} id */
export const read = (id) => take(api.GET("/api/v1/briefings/{briefing_id}", { params: params(id) }));

/** Change parts of it, over whatever stands there: nobody else wrote it. @param {string} id @param {Changes} changes */
export const change = (id, changes) => take(api.PATCH("/api/v1/briefings/{briefing_id}", { params: params(id), headers: ANYWAY, body: changes }));

/** They were told on the telephone, on paper, from one's own mail program. @param {Briefing} briefing @param {import("../../lib/api.js").Schemas["BriefingDeliveryCreate"]} how @param {Record<string, string>} headers */
export async function tell({ id, to }, how, headers) {
  await take(api.POST("/api/v1/briefings/{briefing_id}/delivery", { params: params(id), headers, body: how }));
  say(t("briefing.told", { name: to.name }), { undo: () => untell(id) });
}

/** @param {string} id */
export const untell = (id) => take(api.DELETE("/api/v1/briefings/{briefing_id}/delivery", { params: params(id) }));

/** What said that it was approved, and offers to take that back. */
let said = 0;

/** Let exactly these words and files go. @param {Briefing} briefing @param {import("../../lib/api.js").Schemas["BriefingApprovalCreate"]} approval @param {Record<string, string>} headers */
export async function approve({ id, to }, approval, headers) {
  const { message } = await take(api.POST("/api/v1/briefings/{briefing_id}/approval", { params: params(id), headers, body: approval }));
  said = say(t("briefing.approved", { name: to.name, when: message ? when(message.send_at, clock.now) : "" }), { undo: () => withdraw(id) });
}

/** Offer no longer to take an approval back: it has left. */
export const hush = () => dismiss(said);

/** @param {string} id */
export async function withdraw(id) {
  await take(api.DELETE("/api/v1/briefings/{briefing_id}/approval", { params: params(id) }));
  dismiss(said);
}

/** What is wrong with its mail, if anything is. @param {Briefing} briefing @returns {"uncertain" | "failed" | "returned" | null} */
export function trouble({ message, sent_at }) {
  if (message?.status === "uncertain") return "uncertain";
  if (message?.status === "failed" && !sent_at) return "failed";
  return message?.status === "sent" && message.failure_code === "came-back" ? "returned" : null;
}

/** Say what became of its mail. @param {string} messageId @param {boolean} delivered */
export const settle = (messageId, delivered) => take(api.POST("/api/v1/messages/{message_id}/settlement", { params: { path: { message_id: messageId } }, body: { delivered } }));

/** @param {Briefing} briefing */
export async function discard({ id, reference }) {
  await vanish(
    () => take(api.DELETE("/api/v1/briefings/{briefing_id}", { params: params(id), headers: ANYWAY })),
    () => go(`/references/${reference.id}`, { replace: true }),
  );
  say(t("briefing.discarded", { name: reference.name }));
}
