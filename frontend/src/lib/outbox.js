// Changes made without a network wait here and go out in order once there is one; each has its own key, so that none is made twice.
import { perform, seen } from "./api.js";
import { database } from "./db.js";
import { newId } from "./ids.js";
import { announce } from "./live.js";
import { asProblem, Problem } from "./problem.js";

/**
 * @typedef {object} Change
 * @property {string} method
 * @property {string} path of the API; a row that is still on its way is named by its `localId`
 * @property {any} [body]
 * @property {number} [version] the row's, as it was shown
 * @property {Record<string, any>} [base] what the changed fields said when they were shown; while they still say that, a row that
 *   changed elsewhere is no conflict
 * @property {string} label what it is, for people
 *
 * @typedef {Change & { id: number, key: string, owner: string, at: number, flying: boolean, refused: { status: number, detail: string } | null }} Waiting
 *
 * @typedef {{ sent: true, data: any } | { sent: false, data?: undefined }} Outcome
 *
 * @typedef {{ id: number, data?: any, refused?: { status: number, code: string, detail: string, errors: import("./problem.js").FieldProblem[] } }} Settled
 *   what became of an entry, told to every tab: one may send what another waits for
 */

const LOCK = "afterview-outbox";
const RETRY_AFTER = 20_000;

let owner = "";
/** Versions that our own changes led to, by path and the version before: a form may still show that one. @type {Map<string, number>} */
const followed = new Map();
/** Rows made from here, by the local id their first changes knew them under. @type {Map<string, { id: string, version: number }>} */
const made = new Map();
/** Who waits for an entry. Only an open form (`attend`) is told of a refusal; it shows it itself. @type {Map<number, { attend: boolean, resolve: (outcome: Outcome) => void, reject: (error: unknown) => void }[]>} */
const waiters = new Map();
/** @type {Set<() => void>} */
const listeners = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let retry;
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("afterview-outbox");
let chain = Promise.resolve();

/** Take over this account's changes and send what waits. @param {string} account its id */
export function openOutbox(account) {
  owner = account;
  void flush();
}

/** The path part that stands for a row whose POST has this key, until it has an id. @param {string} key */
export const localId = (key) => `local-${key}`;

/**
 * Put a change into the outbox and try to send it.
 *
 * It is kept on this device before anything else happens. A refusal is thrown when somebody
 * waits for it (`attend`), and otherwise stays in the outbox until somebody decides.
 *
 * @param {Change} change
 * @param {{ attend?: boolean, key?: string }} [options] `key`: the idempotency key, for rows that later changes name
 * @returns {Promise<Outcome>} `sent: false` when it waits for a network
 */
export async function post(change, { attend = false, key = newId() } = {}) {
  const db = await database();
  change = named(change);
  if (!db) return { sent: true, data: await perform({ ...change, headers: headersOf({ ...change, key }) }) };
  const id = await add(db, { ...change, version: latest(change.path, change.version), key, owner, at: Date.now(), flying: false, refused: null });
  changed();
  const outcome = new Promise((resolve, reject) => waiters.set(id, [...(waiters.get(id) ?? []), { attend, resolve, reject }]));
  void flush();
  return outcome;
}

/** @param {Change} change the same, with the id its row was given meanwhile @returns {Change} */
function named(change) {
  for (const [local, row] of made) {
    if (change.path.includes(local)) return { ...change, path: change.path.replace(local, row.id), version: change.version ?? row.version };
  }
  return change;
}

/** What waits, the oldest first. @returns {Promise<Waiting[]>} */
export async function waiting() {
  const all = /** @type {Waiting[]} */ ((await (await database())?.getAll("outbox")) ?? []);
  return all.filter((change) => change.owner === owner);
}

/** Hear when the outbox changes. @param {() => void} listener */
export function onOutbox(listener) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Send a refused change again, over whatever is there now. @param {Waiting} change */
export async function insist(change) {
  await (await database())?.put("outbox", { ...change, version: undefined, refused: null });
  changed();
  return flush();
}

/** Give a change up, and what was to be done with the row it would have made. @param {Waiting} change */
export async function discard(change) {
  const db = await database();
  for (const later of await waiting()) {
    if (later.id === change.id || later.path.includes(localId(change.key))) await db?.delete("outbox", later.id);
  }
  changed();
  announce(change.path); // forms that still show these words read what stands instead
  return flush();
}

/** Send what waits, in order, one tab at a time. */
export function flush() {
  clearTimeout(retry);
  if (navigator.locks) return navigator.locks.request(LOCK, sendAll);
  chain = chain.then(sendAll); // plain http has no locks: order within this tab is all there is
  return chain;
}

async function sendAll() {
  const db = await database();
  if (!db || !owner) return;
  /** @type {Waiting[]} */
  const passed = [];
  for (;;) {
    const next = (await waiting()).find((change) => !passed.some(({ id }) => id === change.id));
    if (!next) return;
    if (next.refused || passed.some((earlier) => waitsFor(next, earlier))) passed.push(next);
    else if (!(await sendOne(db, next.id))) return;
  }
}

/** @param {Waiting} change @param {Waiting} earlier one that was refused */
function waitsFor(change, earlier) {
  return (change.method !== "POST" && change.path === earlier.path) || change.path.includes(localId(earlier.key));
}

/** @param {import("idb").IDBPDatabase} db @param {number} id @returns {Promise<boolean>} whether to go on */
async function sendOne(db, id) {
  const change = await takeOff(db, id);
  if (!change) return true;
  try {
    const data = await perform({ ...change, headers: headersOf(change) }).catch((error) => onceMore(change, error));
    await sent(db, change, data);
    await settled({ id, data });
  } catch (error) {
    const problem = asProblem(error);
    if (problem.passing || problem.status === 401) {
      await db.put("outbox", { ...change, flying: false });
      for (const waiting of [...waiters.keys()]) for (const { resolve } of called(waiting)) resolve({ sent: false });
      retry = setTimeout(flush, RETRY_AFTER);
      changed();
      return false;
    }
    const { status, code, message, fields } = problem;
    await db.put("outbox", { ...change, flying: false, refused: { status, detail: problem.explanation } });
    await settled({ id, refused: { status, code, detail: message, errors: fields } });
  }
  return true;
}

/** @param {Settled} result */
async function settled(result) {
  await tell(result);
  channel?.postMessage(result);
}

/** Tell whoever waits for an entry on this page what became of it. @param {Settled} result */
async function tell({ id, data, refused }) {
  const told = called(id);
  if (refused && told.some(({ attend }) => attend)) await (await database())?.delete("outbox", id);
  for (const { attend, resolve, reject } of told) {
    if (!refused) resolve({ sent: true, data });
    else if (attend) reject(new Problem(refused));
    else resolve({ sent: false });
  }
  changed();
}

/**
 * A row that changed in other places only takes the change after all.
 *
 * @param {Waiting} change @param {unknown} error
 */
async function onceMore(change, error) {
  const { base } = change;
  if (asProblem(error).status !== 412 || !base) throw error;
  const current = await perform({ method: "GET", path: change.path });
  const untouched = Object.keys(change.body).every((field) => JSON.stringify(current[field]) === JSON.stringify(base[field]));
  if (!untouched) throw error;
  forgetVersions(change.path);
  return perform({ ...change, headers: seen(current) });
}

/** What was learned of a row's versions was wrong: it was changed elsewhere, or made anew and counts from 1 again. @param {string} path */
function forgetVersions(path) {
  for (const key of [...followed.keys()]) if (key.startsWith(`${path}@`)) followed.delete(key);
}

/** Mark an entry as under way, so that nothing joins it any more. @param {import("idb").IDBPDatabase} db @param {number} id @returns {Promise<Waiting | undefined>} */
async function takeOff(db, id) {
  const store = db.transaction("outbox", "readwrite").store;
  const change = await store.get(id);
  if (change) await store.put({ ...change, flying: true });
  return change;
}

/** @param {number} id */
function called(id) {
  const found = waiters.get(id) ?? [];
  waiters.delete(id);
  return found;
}

/**
 * Take a change out, and let later ones build on what it led to.
 *
 * @param {import("idb").IDBPDatabase} db @param {Waiting} change @param {any} data
 */
async function sent(db, change, data) {
  const [from, to] = [change.version, data?.version];
  if (from !== undefined && to > from) followed.set(`${change.path}@${from}`, to);
  if (change.method === "POST" && data?.id) made.set(localId(change.key), data);
  const store = db.transaction("outbox", "readwrite").store;
  await store.delete(change.id);
  for (const later of /** @type {Waiting[]} */ (await store.getAll())) {
    const awaited = data?.id && later.path.includes(localId(change.key));
    if (awaited) await store.put({ ...later, path: later.path.replace(localId(change.key), data.id), version: later.version ?? to });
    else if (later.path === change.path && later.version === from && to !== undefined) await store.put({ ...later, version: to });
  }
}

/**
 * Write a change down. A later PATCH of the same row joins the one that waits at the end.
 *
 * @param {import("idb").IDBPDatabase} db
 * @param {Omit<Waiting, "id">} change
 * @returns {Promise<number>}
 */
async function add(db, change) {
  const store = db.transaction("outbox", "readwrite").store;
  const last = /** @type {Waiting | undefined} */ ((await store.openCursor(null, "prev"))?.value);
  const joins = last && change.method === "PATCH" && last.method === "PATCH" && last.path === change.path && last.owner === change.owner && !last.flying && !last.refused;
  if (joins) return Number(await store.put({ ...last, body: { ...last.body, ...change.body }, base: { ...change.base, ...last.base } }));
  return Number(await store.add(change));
}

/** @param {string} path @param {number | undefined} version */
function latest(path, version) {
  let found = version;
  for (let next = found; next !== undefined; next = followed.get(`${path}@${found}`)) found = next;
  return found;
}

/** @param {Pick<Waiting, "method" | "version" | "key">} change @returns {Record<string, string>} */
function headersOf({ method, version, key }) {
  if (method === "POST") return { "Idempotency-Key": key };
  return version === undefined ? { "If-Match": "*" } : seen({ version });
}

function changed() {
  for (const listener of [...listeners]) listener();
}

window.addEventListener("online", () => void flush());
channel?.addEventListener("message", ({ data }) => void tell(data));
