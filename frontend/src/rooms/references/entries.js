// What can be done with an entry of the ledger; each says what was done, and how to take it back.
import { api, seen, take } from "../../lib/api.js";
import { dayOf } from "../../lib/dates.js";
import { t } from "../../lib/i18n.js";
import { fromField } from "../../lib/money.js";
import { say } from "../../lib/toasts.svelte.js";
import { ANYWAY } from "./actions.js";

/** @typedef {import("./words.js").Entry} Entry */
/** @typedef {"settlement" | "forgiveness"} How */

/** Which kinds can have a price. */
export const PRICED = new Set(["money", "item"]);

/** @param {string} id */
const params = (id) => ({ path: { entry_id: id } });

/** It was done, paid back, or let go. @param {Pick<Entry, "id" | "reason">} entry @param {How} how @param {{ on?: string, note: string }} body @param {Record<string, string>} headers */
export async function close(entry, how, body, headers) {
  const options = { params: params(entry.id), headers, body };
  if (how === "settlement") await take(api.POST("/api/v1/ledger/{entry_id}/settlement", options));
  else await take(api.POST("/api/v1/ledger/{entry_id}/forgiveness", options));
  say(t(`ledger.said.${how}`, { reason: entry.reason }), { undo: () => back(entry.id, how) });
}

/** @param {string} id @param {How} how */
const back = (id, how) => (how === "settlement" ? take(api.DELETE("/api/v1/ledger/{entry_id}/settlement", { params: params(id) })) : take(api.DELETE("/api/v1/ledger/{entry_id}/forgiveness", { params: params(id) })));

/** Whether it could be let go once more just the same: a present to somebody may be refused by now. @param {Entry} entry */
export const canCloseAgain = ({ status, direction }) => status === "settled" || direction === "i_owe";

/** It is owed after all. @param {Entry} entry */
export async function reopen(entry) {
  const how = entry.status === "settled" ? "settlement" : "forgiveness";
  await back(entry.id, how);
  if (!canCloseAgain(entry)) return void say(t("ledger.reopened", { reason: entry.reason }));
  const { settled_on, forgiven_on, settlement_note } = entry;
  say(t("ledger.reopened", { reason: entry.reason }), { undo: () => close(entry, how, { on: settled_on ?? forgiven_on ?? undefined, note: settlement_note }, {}) });
}

/** Whether writing it down again would give just the same: it is open, of today, and nothing but one's own words. @param {Entry} entry @param {string} today */
export const canWriteAgain = ({ status, origin, kind, created_at }, today) => status === "open" && origin === "by_hand" && !PRICED.has(kind) && dayOf(created_at) === today;

/** Take out what should never have been. @param {Entry} entry @param {string} today */
export async function remove(entry, today) {
  await take(api.DELETE("/api/v1/ledger/{entry_id}", { params: params(entry.id), headers: seen(entry) }));
  const { contact, application, direction, kind, reason, amount, arose_on, due_on, pre_existing } = entry;
  if (!canWriteAgain(entry, today)) return void say(t("ledger.removed", { reason }));
  const again = { contact_id: contact.id, application_id: application?.id ?? null, direction, kind, reason, amount, arose_on, due_on, pre_existing };
  say(t("ledger.removed", { reason }), { undo: () => take(api.POST("/api/v1/ledger", { body: again })) });
}

/** Take a new entry back. @param {string} id */
export const unmake = (id) => take(api.DELETE("/api/v1/ledger/{entry_id}", { params: params(id), headers: ANYWAY }));

/** What was typed as a sum, as the API takes it; null for none. @param {{ kind: string | null, amount: string, currency: string }} values */
export function amountOf({ kind, amount, currency }) {
  const code = currency.trim().toUpperCase();
  const amount_minor = kind && PRICED.has(kind) ? fromField(amount, code) : null;
  return amount_minor === null ? null : { amount_minor, currency: code };
}
