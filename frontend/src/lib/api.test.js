import { beforeEach, expect, test, vi } from "vitest";
import { api, forgetReads, intent, perform, seen, take } from "./api.js";
import { keptRead } from "./db.js";
import { onChange } from "./live.js";
import { json, network } from "./testserver.js";

const me = /** @type {const} */ ("/api/v1/me");

beforeEach(forgetReads);

test("what was read is asked for again only if it changed", async () => {
  const requests = network((request) =>
    request.headers.get("If-None-Match") === '"1.aa"' ? new Response(null, { status: 304 }) : json({ name: "Sam" }, { headers: { ETag: '"1.aa"' } }),
  );
  const first = await take(api.GET(me));
  const second = await take(api.GET(me));
  expect(second).toEqual(first);
  expect(requests.map(({ headers }) => headers.get("If-None-Match"))).toEqual([null, '"1.aa"']);
});

test("a change is matched against the version somebody saw, before anything read since", async () => {
  const requests = network(() => json({ version: 4 }, { headers: { ETag: '"4.bb"' } }));
  await take(api.GET(me));
  await take(api.PATCH(me, { headers: seen({ version: 3 }), body: { name: "Sam" } }));
  await take(api.PATCH(me, { body: { name: "Sam" } }));
  expect(requests.map(({ headers }) => headers.get("If-Match"))).toEqual([null, '"3.00000000"', '"4.bb"']);
});

test("asking about a text changes nothing: it has no key, and nothing is read again", async () => {
  const heard = vi.fn();
  const stop = onChange(heard);
  const requests = network(() => json({ findings: [] }));
  await perform({ method: "POST", path: "/api/v1/follow-ups/7/lint", body: { body: "Dear Priya" } });
  await perform({ method: "POST", path: "/api/v1/follow-ups/7/draft", body: {} });
  stop();
  expect(requests.map(({ headers }) => headers.has("Idempotency-Key"))).toEqual([false, true]);
  expect(heard.mock.calls).toEqual([["/api/v1/follow-ups/7/draft"]]);
});

test("every POST has a key, and one intention keeps its own", async () => {
  const requests = network(() => json({}, { status: 201 }));
  const once = intent();
  await perform({ method: "POST", path: "/api/v1/demo", headers: once });
  await perform({ method: "POST", path: "/api/v1/demo", headers: once });
  await perform({ method: "POST", path: "/api/v1/demo" });
  const keys = requests.map(({ headers }) => headers.get("Idempotency-Key"));
  expect(keys[0]).toBe(keys[1]);
  expect(keys[2]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[2]).not.toBe(keys[0]);
});

test("a refusal carries the server's words to the field they are about", async () => {
  network(() => json({ code: "validation-failed", detail: "See errors.", request_id: "r1", errors: [{ pointer: "/email", code: "odd", detail: "Not an address" }] }, { status: 422 }));
  await expect(take(api.GET(me))).rejects.toMatchObject({ status: 422, code: "validation-failed", requestId: "r1" });
  const problem = await take(api.GET(me)).catch((error) => error);
  expect(problem.at("email")).toBe("Not an address");
  expect(problem.at("name")).toBe(undefined);
});

test("nobody there is a problem of its own: nothing is lost", async () => {
  network(() => {
    throw new TypeError("Failed to fetch");
  });
  await expect(perform({ method: "POST", path: "/api/v1/demo" })).rejects.toMatchObject({ code: "offline", passing: true });
});

test("the pages that must work without a network show what was read last", async () => {
  network(() => json({ at: "2026-06-02T10:15:00Z", due: [] }));
  await take(api.GET("/api/v1/today"));
  const url = new URL("/api/v1/today", location.origin);
  await vi.waitFor(async () => expect(await keptRead(url)).toBeDefined());
  network(() => {
    throw new TypeError("Failed to fetch");
  });
  expect(await take(api.GET("/api/v1/today"))).toMatchObject({ at: "2026-06-02T10:15:00Z" });
});

test("a change is told to the page, a dry run is not", async () => {
  network(() => json({}, { status: 201 }));
  /** @type {string[]} */
  const heard = [];
  const stop = onChange((path) => heard.push(path));
  await perform({ method: "POST", path: "/api/v1/endings?dry_run=true", body: {} });
  await perform({ method: "POST", path: "/api/v1/endings", body: {} });
  stop();
  expect(heard).toEqual(["/api/v1/endings"]);
});
