// What can be done for a reference from anywhere; each says what was done, and how to take it back.
import { api, take } from "../../lib/api.js";
import { t } from "../../lib/i18n.js";
import { go } from "../../lib/router.svelte.js";
import { say } from "../../lib/toasts.svelte.js";

/** @typedef {import("../../lib/api.js").Schemas["ConsentCreate"]} Said */

/** Whatever stands there now: what is taken back was made a moment ago. */
export const ANYWAY = { "If-Match": "*" };

/**
 * Go to the briefing for an application, or to the general one (null); begin it if none is being written.
 *
 * @param {string} referenceId
 * @param {string | null} applicationId
 */
export async function brief(referenceId, applicationId) {
  const params = { path: { reference_id: referenceId } };
  const { items } = await take(api.GET("/api/v1/references/{reference_id}/briefings", { params: { ...params, query: { limit: 200 } } }));
  const begun = items.find(({ status, application }) => status === "draft" && (application?.id ?? null) === applicationId);
  const found = begun ?? (await take(api.POST("/api/v1/references/{reference_id}/briefings", { params, body: { application_id: applicationId } })));
  go(`/briefings/${found.id}`);
}

/** Write down what they were asked, or said. @param {{ id: string, name: string }} reference @param {Said} said @param {Record<string, string>} [headers] */
export async function recordConsent({ id, name }, said, headers) {
  const params = { path: { reference_id: id } };
  const step = await take(api.POST("/api/v1/references/{reference_id}/consent", { params, headers, body: said }));
  say(t(`consent.said.${said.status}`, { name }), {
    undo: () => take(api.DELETE("/api/v1/references/{reference_id}/consent/{consent_step_id}", { params: { path: { reference_id: id, consent_step_id: step.id } }, headers: ANYWAY })),
  });
}

/** They told what they remember. @param {{ id: string, name: string, recall_confirmed_on: string | null }} reference @param {string} today */
export async function confirmRecall({ id, name, recall_confirmed_on }, today) {
  const change = (/** @type {string | null} */ on) => take(api.PATCH("/api/v1/references/{reference_id}", { params: { path: { reference_id: id } }, headers: ANYWAY, body: { recall_confirmed_on: on } }));
  await change(today);
  say(t("recall.said", { name }), { undo: () => change(recall_confirmed_on) });
}

/** The employer was told not to ring them any more. @param {string} namingId @param {string} name */
export async function withdrawNaming(namingId, name) {
  const params = { path: { naming_id: namingId } };
  await take(api.POST("/api/v1/namings/{naming_id}/withdrawal", { params, body: {} }));
  say(t("naming.withdrawnSaid", { name }), { undo: () => take(api.DELETE("/api/v1/namings/{naming_id}/withdrawal", { params, headers: ANYWAY })) });
}

/** @param {string} text */
export async function copy(text) {
  await navigator.clipboard.writeText(text);
  say(t("letter.copied"));
}
