// What this device keeps: changes that wait for a network, and the last answers of the pages that must work without one.
import { openDB } from "idb";

/** @type {ReturnType<typeof open> | undefined} */
let opened;

const open = () =>
  openDB("afterview", 1, {
    upgrade(db) {
      db.createObjectStore("outbox", { keyPath: "id", autoIncrement: true });
      db.createObjectStore("reads");
    },
  }).catch(() => null);

/** The database, made when it is first needed; null where the browser has none to give (private windows of some). */
export const database = () => (opened ??= open());

const KEPT = /^\/api\/v1\/(session|today|instance|interviews|contacts|follow-ups)(\/|$)/;
/** All that is held about one person is read at the desk, and lies around nowhere. */
const NEVER = /\/data(\.txt)?$/;

/** Keep an answer for later, if its page has to work without a network. @param {URL} url @param {string} text */
export async function keepRead(url, text) {
  if (KEPT.test(url.pathname) && !NEVER.test(url.pathname)) await (await database())?.put("reads", text, url.pathname + url.search);
}

/** @param {URL} url @returns {Promise<string | undefined>} */
export async function keptRead(url) {
  return (await database())?.get("reads", url.pathname + url.search);
}

/** Forget what was read: somebody signed out, or is to be forgotten. What waits to be sent stays, under its owner. */
export async function forgetReads() {
  await (await database())?.clear("reads");
}
