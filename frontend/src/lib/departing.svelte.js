import { clock } from "./clock.svelte.js";
import { keepFocus } from "./focus.js";

const LOOK_AGAIN = 3000;

/**
 * Keep up with a page whose mail goes from step to step. Call it while the component is made.
 *
 * Once its time to leave has come, what becomes of it is decided elsewhere: it is asked for again and again.
 *
 * @param {object} options
 * @param {() => string | undefined} options.stage which step it is at; undefined until that is known
 * @param {() => { status: string, send_at: string, next_attempt_at?: string | null } | null | undefined} options.message
 * @param {() => unknown} options.reload
 * @param {() => void} options.hush offers no longer to take the approval back
 */
export function departing({ stage, message, reload, hush }) {
  const leaving = $derived.by(() => {
    const mail = message();
    return mail ? ["approved", "sending"].includes(mail.status) && Date.parse(mail.next_attempt_at ?? mail.send_at) <= clock.minute : false;
  });
  let last = "";

  $effect(() => {
    const now = stage();
    const changed = Boolean(last) && now !== last;
    last = now ?? last;
    if (!changed) return;
    void keepFocus();
    const mail = message();
    if (mail && mail.status !== "approved") hush();
  });

  $effect(() => {
    if (!leaving) return;
    const timer = setInterval(() => void (document.visibilityState === "visible" && reload()), LOOK_AGAIN);
    return () => clearInterval(timer);
  });
}
