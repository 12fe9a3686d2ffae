// What can be done with an obligation from anywhere; each says what was done, and how to take it back.
import { api, take } from "../../lib/api.js";
import { when } from "../../lib/dates.js";
import { clock } from "../../lib/clock.svelte.js";
import { t } from "../../lib/i18n.js";
import { asProblem } from "../../lib/problem.js";
import { go } from "../../lib/router.svelte.js";
import { dismiss, say } from "../../lib/toasts.svelte.js";
import { titleOf } from "./words.js";

/** @typedef {import("./groups.js").FollowUp} FollowUp */

/** @param {string} id */
const params = (id) => ({ path: { follow_up_id: id } });

/** It was sent, said or posted by hand. @param {FollowUp} followUp @param {{ at?: string, channel?: FollowUp["channel"] }} [how] */
export async function deliver(followUp, how = {}) {
  const path = /** @type {const} */ ("/api/v1/follow-ups/{follow_up_id}/delivery");
  await take(api.POST(path, { params: params(followUp.id), body: how }));
  say(t("followUp.said", { what: titleOf(followUp) }), { undo: () => reopen(followUp, "delivery") });
}

/** @param {FollowUp} followUp @param {string} reason */
export async function waive(followUp, reason) {
  const path = /** @type {const} */ ("/api/v1/follow-ups/{follow_up_id}/waiver");
  await take(api.POST(path, { params: params(followUp.id), body: { reason } }));
  say(t("followUp.waivedSaid", { what: titleOf(followUp) }), { undo: () => reopen(followUp, "waiver") });
}

/** @param {FollowUp} followUp @param {"delivery" | "waiver"} what */
export const reopen = ({ id }, what) => take(api.DELETE(what === "delivery" ? "/api/v1/follow-ups/{follow_up_id}/delivery" : "/api/v1/follow-ups/{follow_up_id}/waiver", { params: params(id) }));

/** Say what became of its mail. @param {FollowUp} followUp @param {boolean} delivered */
export async function settle(followUp, delivered) {
  const path = /** @type {const} */ ("/api/v1/messages/{message_id}/settlement");
  await take(api.POST(path, { params: { path: { message_id: followUp.message?.id ?? "" } }, body: { delivered } }));
  const what = { what: titleOf(followUp) };
  if (delivered) say(t("trouble.arrivedSaid", what));
  else say(t("trouble.lostSaid", what), { undo: () => settle(followUp, true) });
}

/** Begin its words from the template, unless somebody has begun them already. @param {FollowUp} followUp */
export async function begin(followUp) {
  try {
    await take(api.POST("/api/v1/follow-ups/{follow_up_id}/draft", { params: params(followUp.id), body: {} }));
  } catch (error) {
    if (asProblem(error).code !== "draft-exists") throw error;
  }
}

/** Begin its words and go to them. @param {FollowUp} followUp */
export async function write(followUp) {
  await begin(followUp);
  go(`/follow-ups/${followUp.id}`);
}

/** What said that a message was approved, and offers to take that back. */
let said = 0;

/** Let exactly these words go. @param {FollowUp} followUp @param {import("../../lib/api.js").Schemas["ApprovalCreate"]} approval @param {Record<string, string>} headers */
export async function approve(followUp, approval, headers) {
  const message = await take(api.POST("/api/v1/follow-ups/{follow_up_id}/approval", { params: params(followUp.id), headers, body: approval }));
  said = say(t("approve.said", { what: titleOf(followUp), when: when(message.send_at, clock.now) }), { undo: () => withdraw(followUp) });
}

/** Offer no longer to take an approval back: the message has left. */
export const hush = () => dismiss(said);

/** @param {FollowUp} followUp */
export async function withdraw({ id }) {
  await take(api.DELETE("/api/v1/follow-ups/{follow_up_id}/approval", { params: params(id) }));
  dismiss(said);
}
