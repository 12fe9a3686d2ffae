import { t, word } from "../../lib/i18n.js";
import { go } from "../../lib/router.svelte.js";
import { say } from "../../lib/toasts.svelte.js";

/** Say what a mail was taken for. @param {import("../../lib/api.js").Schemas["ReceivedMessageRead"]} message */
export function sayReceived(message) {
  const kind = word("message_kind", message.kind);
  say(message.application ? t("replies.received", { kind, title: message.application.title }) : t("replies.receivedUnmatched", { kind }));
  if (message.proposals.length || !message.application) go("/replies");
}
