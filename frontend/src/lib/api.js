// The only door to the network.
import createClient from "openapi-fetch";
import { connection } from "./connection.svelte.js";
import { keepRead, keptRead } from "./db.js";
import { newId } from "./ids.js";
import { announce } from "./live.js";
import { Problem, refusal } from "./problem.js";

/** @typedef {import("./schema.d.ts").components["schemas"]} Schemas */

/** ETags by path, for `If-Match` on a write and `If-None-Match` on the next read. @type {Map<string, string>} */
const tags = new Map();
/** The bodies those ETags belong to, by path and query. @type {Map<string, { tag: string, text: string }>} */
const bodies = new Map();
const BODIES_KEPT = 60;
const SAFE = new Set(["GET", "HEAD"]);
/** POSTs that only ask something about a text, or for it: nothing changes, and asking twice is no harm. */
const ASKS = /\/(lint|template-previews|copy)$/;

/** @type {import("openapi-fetch").Client<import("./schema.d.ts").paths>} */
export const api = createClient({ baseUrl: location.origin, fetch: door, querySerializer: { array: { style: "form", explode: true } } });

/**
 * Await a call of `api` and return what it brought.
 *
 *     const today = await take(api.GET("/api/v1/today"));
 *
 * @template {{ data?: unknown, error?: unknown, response: Response }} Result
 * @param {Promise<Result>} call
 * @returns {Promise<NonNullable<Result["data"]>>}
 * @throws {Problem} refused, or nobody answered
 */
export async function take(call) {
  const { data, error, response } = await call;
  if (!response.ok) throw refusal(response, error);
  return /** @type {any} */ (data);
}

/**
 * The headers of a change to a row as it was shown. Without them the change is matched against
 * the latest answer that passed through here, which may be newer than what somebody looks at.
 *
 * @param {{ version: number }} row
 */
export const seen = (row) => ({ "If-Match": `"${row.version}.00000000"` });

/** One intention, one key: pass it with every try of the same POST. @returns {{ "Idempotency-Key": string }} */
export const intent = () => ({ "Idempotency-Key": newId() });

/** Make the call an answer or a list spelled out (`{ method, path, body }`). @param {{ method: string, path: string, body?: unknown, headers?: Record<string, string> }} call @returns {Promise<any>} */
export async function perform({ method, path, body, headers = {} }) {
  const request = new Request(new URL(path, location.origin), {
    method,
    headers: body == null ? headers : { "Content-Type": "application/json", ...headers },
    body: body == null ? undefined : JSON.stringify(body),
  });
  const response = await door(request);
  const document = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  if (!response.ok) throw refusal(response, document);
  return document;
}

/** Forget what was read: somebody else may sign in. */
export function forgetReads() {
  tags.clear();
  bodies.clear();
}

/** @param {Request} request @returns {Promise<Response>} */
async function door(request) {
  const url = new URL(request.url);
  condition(request, url);
  let response;
  try {
    response = await fetch(request);
  } catch {
    connection.lost = true;
    const kept = request.method === "GET" ? await keptRead(url) : undefined;
    if (kept !== undefined) return json(kept);
    throw new Problem({ code: "offline" });
  }
  connection.lost = false;
  if (response.status === 304) return json(bodies.get(address(url))?.text ?? "null");
  if (response.ok) await note(request, url, response.clone());
  return response;
}

/** @param {Request} request @param {URL} url */
function condition({ method, headers }, url) {
  if (method === "POST") {
    if (!headers.has("Idempotency-Key") && !ASKS.test(url.pathname)) headers.set("Idempotency-Key", newId());
    return;
  }
  const name = SAFE.has(method) ? "If-None-Match" : "If-Match";
  const tag = SAFE.has(method) ? bodies.get(address(url))?.tag : tags.get(url.pathname);
  if (tag && !headers.has(name)) headers.set(name, tag);
}

/** @param {Request} request @param {URL} url @param {Response} response */
async function note({ method }, url, response) {
  const tag = response.headers.get("ETag");
  const text = SAFE.has(method) ? await response.text() : "";
  if (SAFE.has(method)) {
    if (tag) remember(address(url), { tag, text });
    void keepRead(url, text);
  }
  const path = method === "POST" ? response.headers.get("Location") : url.pathname;
  if (tag && path) tags.set(new URL(path, location.origin).pathname, tag);
  if (!SAFE.has(method) && url.searchParams.get("dry_run") !== "true" && !ASKS.test(url.pathname)) announce(url.pathname);
}

/** @param {string} key @param {{ tag: string, text: string }} body */
function remember(key, body) {
  bodies.delete(key);
  bodies.set(key, body);
  if (bodies.size > BODIES_KEPT) bodies.delete(/** @type {string} */ (bodies.keys().next().value));
}

/** @param {URL} url */
const address = (url) => url.pathname + url.search;

/** @param {string} text */
const json = (text) => new Response(text, { headers: { "Content-Type": "application/json" } });
