import { perform } from "../../lib/api.js";
import { t, word } from "../../lib/i18n.js";
import { say } from "../../lib/toasts.svelte.js";
import { running, undoing } from "./items.js";

/** @typedef {import("./items.js").Item} Item */

/** What an item's button says. @param {Item} item */
export function actionOf(item) {
  if (item.kind === "wind_down_step") return running(item) ? t("today.do.step_done") : t("today.do.step_start");
  return word("today.do", item.kind);
}

/** Make an item's completing call, and offer to take it back. @param {Item} item */
export async function complete(item) {
  const { call } = item;
  if (!call) return;
  await perform({ ...call, headers: call.method === "PATCH" ? { "If-Match": "*" } : {} });
  if (item.kind === "wind_down_step" && !running(item)) return;
  const back = undoing(item);
  say(t("today.completed", { what: item.title }), { undo: back ? () => perform({ ...back, headers: { "If-Match": "*" } }) : undefined });
}
