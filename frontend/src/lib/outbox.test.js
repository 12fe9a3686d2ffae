import { beforeEach, expect, test } from "vitest";
import { database } from "./db.js";
import { discard, flush, insist, localId, openOutbox, post, waiting } from "./outbox.js";
import { json, network } from "./testserver.js";

const CAPTURE = "/api/v1/interviews/1/capture";
const unreachable = () => {
  throw new TypeError("Failed to fetch");
};

beforeEach(async () => {
  await (await database())?.clear("outbox");
  openOutbox("sam");
});

/** @param {any} body @param {Partial<import("./outbox.js").Change>} [more] */
const patch = (body, more = {}) => post({ method: "PATCH", path: CAPTURE, body, version: 1, label: "Capture", ...more });

test("what was written without a network goes out once, in order, when there is one", async () => {
  network(unreachable);
  expect(await post({ method: "POST", path: "/api/v1/tasks", body: { title: "first" }, label: "Task" })).toEqual({ sent: false });
  await post({ method: "POST", path: "/api/v1/tasks", body: { title: "second" }, label: "Task" });
  const keys = (await waiting()).map(({ key }) => key);
  const requests = network(() => json({ id: "t", version: 1 }, { status: 201 }));
  await flush();
  await flush();
  expect(requests.map(({ body }) => body.title)).toEqual(["first", "second"]);
  expect(requests.map(({ headers }) => headers.get("Idempotency-Key"))).toEqual(keys);
  expect(await waiting()).toEqual([]);
});

test("changes of one row that wait become one, and the older base stays", async () => {
  network(unreachable);
  await patch({ names: "Pri" }, { base: { names: "" } });
  await patch({ names: "Priya", facts: "Weekly pay" }, { base: { names: "Pri", facts: "" } });
  const [only, ...rest] = await waiting();
  expect(rest).toEqual([]);
  expect(only).toMatchObject({ body: { names: "Priya", facts: "Weekly pay" }, base: { names: "", facts: "" } });
});

test("a later change is matched against the version an earlier one led to", async () => {
  let version = 1;
  const requests = network(() => json({ version: ++version }));
  await patch({ names: "a" });
  await patch({ names: "b" }); // the form still shows version 1
  expect(requests.map(({ headers }) => headers.get("If-Match"))).toEqual(['"1.00000000"', '"2.00000000"']);
});

test("a change to a row that is still on its way waits for its id", async () => {
  network(unreachable);
  await post({ method: "POST", path: `${CAPTURE}/questions`, body: { question: "Why us?" }, label: "Question" }, { key: "k1" });
  await post({ method: "PATCH", path: `/api/v1/capture-questions/${localId("k1")}`, body: { answer: "The tea" }, label: "Question" });
  const requests = network((request) => json({ id: "q7", version: request.method === "POST" ? 1 : 2 }));
  await flush();
  expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([`POST ${CAPTURE}/questions`, "PATCH /api/v1/capture-questions/q7"]);
  expect(requests[1].headers.get("If-Match")).toBe('"1.00000000"');
});

test("a row that changed elsewhere takes the change while its own fields are untouched", async () => {
  const requests = network((request) => {
    if (request.method === "GET") return json({ names: "", next_step: "Trial evening", version: 9 });
    return request.headers.get("If-Match") === '"9.00000000"' ? json({ version: 10 }) : json({ code: "stale", detail: "It changed." }, { status: 412 });
  });
  expect(await patch({ names: "Priya" }, { base: { names: "" }, version: 5 })).toMatchObject({ sent: true });
  expect(requests.map(({ method }) => method)).toEqual(["PATCH", "GET", "PATCH"]);
});

test("a row that was made anew at the same address counts its versions from the start", async () => {
  const path = "/api/v1/follow-ups/7/draft";
  let row = { body: "", version: 1 };
  const requests = network(async (request, body) => {
    if (request.method === "GET") return json(row);
    if (request.headers.get("If-Match") !== `"${row.version}.00000000"`) return json({ code: "stale", detail: "It changed." }, { status: 412 });
    row = { ...body, version: row.version + 1 };
    return json(row);
  });
  const write = (/** @type {string} */ from, /** @type {string} */ to, /** @type {number} */ version) => post({ method: "PATCH", path, body: { body: to }, base: { body: from }, version, label: "Draft" });
  await write("", "a", 1);
  await write("a", "b", 2);
  row = { body: "", version: 1 }; // thrown away, and begun again
  expect(await write("", "c", 1)).toMatchObject({ sent: true });
  expect(await write("c", "d", 2)).toMatchObject({ sent: true });
  expect(row).toEqual({ body: "d", version: 3 });
  expect(requests.at(-1)?.headers.get("If-Match")).toBe('"2.00000000"');
});

test("a conflict overwrites nothing, stays until somebody decides, and holds up no other row", async () => {
  network((request) => {
    if (request.method === "GET") return json({ names: "Theirs", version: 9 });
    return request.url.includes("/capture") ? json({ code: "stale", detail: "It changed." }, { status: 412 }) : json({ id: "t", version: 1 });
  });
  expect(await patch({ names: "Mine" }, { base: { names: "" }, version: 5 })).toEqual({ sent: false });
  expect(await post({ method: "POST", path: "/api/v1/tasks", body: { title: "x" }, label: "Task" })).toMatchObject({ sent: true });
  const [conflict] = await waiting();
  expect(conflict.refused?.status).toBe(412);
  const requests = network(() => json({ version: 10 }));
  await insist(conflict);
  expect(requests[0].headers.get("If-Match")).toBe("*");
  expect(requests[0].body).toEqual({ names: "Mine" });
  expect(await waiting()).toEqual([]);
});

test("an open form hears of the refusal itself and nothing is left behind", async () => {
  network(() => json({ code: "ended-in-future", detail: "Not in the future.", errors: [] }, { status: 422 }));
  await expect(post({ method: "POST", path: "/api/v1/endings", body: {}, label: "Ending" }, { attend: true })).rejects.toMatchObject({ code: "ended-in-future" });
  expect(await waiting()).toEqual([]);
});

test("giving up a row gives up what was to be done with it", async () => {
  network(unreachable);
  await post({ method: "POST", path: `${CAPTURE}/questions`, body: { question: "Why us?" }, label: "Question" }, { key: "k2" });
  await post({ method: "PATCH", path: `/api/v1/capture-questions/${localId("k2")}`, body: { answer: "?" }, label: "Question" });
  await discard((await waiting())[0]);
  expect(await waiting()).toEqual([]);
});

test("another account's changes are neither shown nor sent", async () => {
  network(unreachable);
  await patch({ names: "Sam's" });
  const requests = network(() => json({ version: 2 }));
  openOutbox("alex");
  await flush();
  expect(await waiting()).toEqual([]);
  expect(requests).toEqual([]);
  openOutbox("sam");
  await flush();
  expect(requests.map(({ body }) => body.names)).toEqual(["Sam's"]);
});
