// Reminders in this browser, also while the page is closed. The browser's maker carries them, encrypted.
import { api, take } from "./api.js";
import { Problem } from "./problem.js";
import { t } from "./i18n.js";

/** @typedef {"ready" | "insecure" | "unsupported" | "home_screen" | "denied"} Ability whether this browser can be reached, or what is in the way */

/**
 * @param {{ secure: boolean, worker: boolean, push: boolean, permission: string, agent: string, installed: boolean }} [about]
 * @returns {Ability}
 */
export function ability({ secure, worker, push, permission, agent, installed } = here()) {
  if (!secure) return "insecure";
  if (/iPhone|iPad/.test(agent) && !installed && !push) return "home_screen";
  if (!worker || !push) return "unsupported";
  return permission === "denied" ? "denied" : "ready";
}

function here() {
  return {
    secure: window.isSecureContext,
    worker: "serviceWorker" in navigator,
    push: "PushManager" in window && "Notification" in window,
    permission: "Notification" in window ? Notification.permission : "default",
    agent: navigator.userAgent,
    installed: window.matchMedia?.("(display-mode: standalone)").matches ?? false,
  };
}

/** The subscription this browser has, if any. @returns {Promise<PushSubscription | null>} */
export async function subscription() {
  const registration = await navigator.serviceWorker?.getRegistration();
  return (await registration?.pushManager?.getSubscription()) ?? null;
}

/**
 * Ask whether reminders may be shown, and subscribe. Call it in answer to a tap.
 *
 * @returns {Promise<import("./api.js").Schemas["PushSubscription"]>}
 * @throws {Problem} the person or the browser said no
 */
export async function subscribe() {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") throw new Problem({ code: "push-not-allowed", detail: t(permission === "denied" ? "push.denied" : "push.undecided") });
  const { public_key } = await take(api.GET("/api/v1/web-push-key"));
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration) throw new Problem({ code: "push-no-worker", detail: t("push.noWorker") });
  const applicationServerKey = bytesOf(public_key);
  const kept = await registration.pushManager.getSubscription();
  if (kept && !sameKey(kept.options.applicationServerKey, applicationServerKey)) await kept.unsubscribe();
  try {
    const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
    return /** @type {any} */ (made.toJSON());
  } catch {
    throw new Problem({ code: "push-refused", detail: t("push.refused") });
  }
}

/** This browser is to be left alone. */
export async function unsubscribe() {
  await (await subscription())?.unsubscribe();
}

/** @param {string} text base64url @returns {Uint8Array<ArrayBuffer>} */
export function bytesOf(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer | null} one @param {Uint8Array} other */
function sameKey(one, other) {
  const bytes = new Uint8Array(one ?? []);
  return bytes.length === other.length && bytes.every((byte, index) => byte === other[index]);
}
