import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setPlace } from "../../lib/dates.js";
import { database } from "../../lib/db.js";
import { openOutbox } from "../../lib/outbox.js";
import { json, network } from "../../lib/testserver.js";
import { toasts } from "../../lib/toasts.svelte.js";
import Editor from "./Editor.svelte";

const BASE = "/api/v1/follow-ups/7";
const NOW = Date.parse("2026-06-02T10:00:00Z");
/** @type {{ version: number, subject: string, body: string, returned_at: string | null, returned_reason: string } | null} */
let draft;
/** @type {{ id: string, status: string, send_at: string, body: string, waiting_reason?: string } | null} */
let message;
let unsettled = false;
/** @type {Record<string, any>} */
let planned;
let account = true;
/** @type {ReturnType<typeof network>} */
let requests;

const sent = (/** @type {string} */ method, /** @type {string} */ path) => requests.filter((one) => one.method === method && one.path === path);

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  vi.stubGlobal("ResizeObserver", class { observe() {} unobserve() {} disconnect() {} });
  setPlace({ zone: "Europe/London", locale: "en-GB" });
  await (await database())?.clear("outbox");
  localStorage.clear();
  openOutbox("sam");
  toasts.length = 0;
  draft = { version: 1, subject: "Thank you", body: "Dear Priya, {{specific_thing}}", returned_at: null, returned_reason: "" };
  message = null;
  unsettled = false;
  planned = { decision: "allow", index_after: 10, band_after: "interested", label_after: "Interested", why: "Fine.", fine_from: null, stops: [], curve: [] };
  account = true;
  requests = network(server);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** As much of the API as the page talks to. @param {Request} request @param {any} body */
function server(request, body) {
  const url = new URL(request.url);
  const path = url.pathname.replace("/api/v1", "");
  if (path === "/mail-account") return account ? json({ version: 1 }) : json({ status: 404 }, { status: 404 });
  if (path === "/touchpoints") return json({ items: [], next: null });
  if (path.endsWith("/pressure")) return json({ application_id: "5", at: "2026-06-02T10:00:00Z", index: 0, band: "interested", label: "Interested", contributions: [], curve: [], stops: [], planned: { ...planned, at: url.searchParams.get("planned_at") } });
  if (path.startsWith("/messages/")) return json({ ...message, to_name: "Priya Nair", to_email: "priya@mecca.example", subject: "Thank you", reason: "", attempts: 0 });
  if (path.endsWith("/lint")) return json(judged(body));
  if (path.endsWith("/approval")) return approval(request.method, body);
  if (path.endsWith("/draft")) return words(request, body);
  return json(followUp());
}

function followUp() {
  const status = message ? "approved" : draft ? "drafted" : "planned";
  const application = { id: "5", title: "Bingo caller", organization_name: "Mecca" };
  const contact = { id: "9", name: "Priya Nair", email: "priya@mecca.example" };
  const times = { not_before: "2026-06-02T10:00:00Z", suggested_at: "2026-06-02T11:15:00Z", due_at: "2026-06-03T10:15:00Z", moved_by_hand: false };
  const drafted_at = draft ? "2026-06-02T09:00:00Z" : null;
  return { id: "7", version: 1, interview_id: "3", application, contact, purpose: "thank_you", sequence: 1, channel: "email", status, message, note: "", drafted_at, ...times };
}

/** @param {{ subject: string, body: string }} text */
function judged({ subject, body }) {
  const start = body.indexOf("{{");
  const findings = start < 0 ? [] : [{ level: "error", code: "placeholder", detail: "Still to be filled in.", field: "body", start, end: body.indexOf("}}") + 2, excerpt: body.slice(start, body.indexOf("}}") + 2) }];
  return { findings, sendable: !findings.length, words: body.split(/\s+/).length, missing: [], text_hash: `hash of ${subject} / ${body}` };
}

/** @param {Request} request @param {any} body */
function words(request, body) {
  if (request.method === "POST") draft = { version: 1, subject: "Thank you", body: "Dear Priya, thank you.", returned_at: null, returned_reason: "" };
  if (!draft) return json({ status: 404 }, { status: 404 });
  if (request.method === "PATCH" && request.headers.get("If-Match") !== `"${draft.version}.00000000"`) return json({ status: 412, code: "precondition-failed" }, { status: 412 });
  if (request.method === "PATCH") draft = { ...draft, ...body, version: draft.version + 1 };
  return json({ id: "d", can_send: account, signature: "Sam Okafor", to: followUp().contact, mailto: "mailto:priya@mecca.example?subject=Thank%20you", ...draft, ...judged(/** @type {any} */ (draft)) });
}

/** @param {string} method @param {any} body */
function approval(method, body) {
  if (unsettled) return json({ status: 409, code: "message-unsettled", detail: "Settle the other one first." }, { status: 409, headers: { Link: '</follow-ups/6>; rel="related"' } });
  if (method === "DELETE") message = null;
  else message = { id: "m", status: "approved", send_at: body.send_at ?? "2026-06-02T11:15:00Z", body: draft?.body ?? "" };
  return message ? json(message, { status: 201 }) : new Response(null, { status: 204 });
}

const field = async () => /** @type {HTMLTextAreaElement} */ (await screen.findByLabelText("Message"));
const type = async (/** @type {string} */ value) => fireEvent.input(await field(), { target: { value } });
const dialog = () => within(screen.getByRole("dialog", { hidden: true }));

test("nothing is written until somebody says so; then the words come from the template", async () => {
  draft = null;
  render(Editor, { id: "7" });
  await fireEvent.click(await screen.findByRole("button", { name: "Write it" }));
  expect((await field()).value).toBe("Dear Priya, thank you.");
  expect(sent("POST", `${BASE}/draft`).length).toBe(1);
});

test("a finding marks its place in the text, and goes once the text is mended", async () => {
  render(Editor, { id: "7" });
  await fireEvent.click(await screen.findByRole("button", { name: "Show “{{specific_thing}}”" }));
  const area = await field();
  expect(document.activeElement).toBe(area);
  expect(area.value.slice(area.selectionStart, area.selectionEnd)).toBe("{{specific_thing}}");
  await type("Dear Priya, thank you.");
  expect(await screen.findByText("Nothing to object to")).toBeTruthy();
  expect(requests.find(({ path }) => path.endsWith("/lint"))?.headers.has("Idempotency-Key")).toBe(false);
});

test("what is approved are exactly the words on the screen, at the suggested time", async () => {
  render(Editor, { id: "7" });
  await type("Dear Priya, thank you.");
  await screen.findByText("Nothing to object to");
  await fireEvent.keyDown(window, { key: "Enter", ctrlKey: true });
  expect(dialog().getByText(/Dear Priya, thank you\.\s+--\s+Sam Okafor/)).toBeTruthy();
  await fireEvent.submit(dialog().getByRole("button", { name: /^Approve, leaves today/, hidden: true }).closest("form") ?? document.body);
  expect(await screen.findByText("It leaves today, 12:15, for Priya Nair.")).toBeTruthy();
  expect(sent("POST", `${BASE}/approval`).map(({ body }) => body)).toEqual([{ text_hash: "hash of Thank you / Dear Priya, thank you.", when: "suggested" }]);
  await fireEvent.click(screen.getByRole("button", { name: "Withdraw the approval" }));
  expect((await field()).value).toBe("Dear Priya, thank you.");
});

test("a message whose time has come is followed until it has left", async () => {
  message = { id: "m", status: "approved", send_at: "2026-06-02T10:00:00Z", body: "Dear Priya" };
  render(Editor, { id: "7" });
  expect(await screen.findByText("It leaves today, 11:00, for Priya Nair.")).toBeTruthy();
  message = { ...message, status: "sending" };
  expect(await screen.findByText("It has begun to leave and cannot be taken back.", {}, { timeout: 5000 })).toBeTruthy();
});

test("what stands in the way is said, and cannot be approved", async () => {
  planned = { ...planned, decision: "blocked", why: "Siege.", stops: [{ id: "HS-03", blocks: "Further check-ins", why: "Two are unanswered.", fact: { name: "touchpoints", how: "Log their answer", href: "/applications/5#touchpoints" } }] };
  render(Editor, { id: "7" });
  await fireEvent.click(await screen.findByRole("button", { name: "Approve …" }));
  expect(await dialog().findByText("Two are unanswered.")).toBeTruthy();
  expect(dialog().getByText("Still to be filled in.")).toBeTruthy();
  expect(dialog().getByRole("link", { name: "Log their answer", hidden: true }).getAttribute("href")).toBe("/applications/5#touchpoints");
  expect(dialog().queryByRole("button", { name: /^Approve/, hidden: true })).toBe(null);
});

test("pushing it takes a reason in one's own words", async () => {
  planned = { ...planned, decision: "needs_reason", why: "It pushes." };
  render(Editor, { id: "7" });
  await type("Dear Priya, thank you.");
  await screen.findByText("Nothing to object to");
  await fireEvent.click(await screen.findByRole("button", { name: "Approve …" }));
  const reason = dialog().getByLabelText("Why send it all the same?");
  await fireEvent.input(reason, { target: { value: "They asked me to remind them." } });
  await fireEvent.submit(reason.closest("form") ?? document.body);
  await waitFor(() => expect(sent("POST", `${BASE}/approval`)[0]?.body.reason).toBe("They asked me to remind them."));
});

test("words changed in two places are both shown, and the chosen ones stand", async () => {
  render(Editor, { id: "7" });
  await field();
  draft = { .../** @type {any} */ (draft), version: 5, body: "Theirs." };
  await type("Mine.");
  const theirs = await screen.findByRole("radio", { name: /Theirs\./ }, { timeout: 3000 });
  expect(screen.getByRole("radio", { name: /Mine\./, checked: true })).toBeTruthy();
  await fireEvent.click(theirs);
  await fireEvent.submit(theirs.closest("form") ?? document.body);
  expect((await field()).value).toBe("Theirs.");
  expect(draft?.body).toBe("Theirs.");
});

test("a draft that came back says why", async () => {
  draft = { .../** @type {any} */ (draft), returned_at: "2026-06-02T09:30:00Z", returned_reason: "They answered in the meantime." };
  render(Editor, { id: "7" });
  expect(await screen.findByText("They answered in the meantime.")).toBeTruthy();
});

test("without a mail account one's own mail program sends it", async () => {
  account = false;
  render(Editor, { id: "7" });
  expect((await screen.findByRole("link", { name: "Open in mail app" })).getAttribute("href")).toMatch(/^mailto:priya/);
  await type("Dear Priya, \n& more");
  expect(screen.getByRole("link", { name: "Open in mail app" }).getAttribute("href")).toMatch(/body=Dear%20Priya%2C%20%0D%0A%26%20more$/);
  await screen.findAllByText("Saved", {}, { timeout: 5000 });
  expect(screen.getByRole("link", { name: "Set up a mail account" }).getAttribute("href")).toBe("/settings/mail");
  expect(screen.queryByRole("button", { name: "Approve …" })).toBe(null);
});

test("what has to be settled first is one step away", async () => {
  unsettled = true;
  render(Editor, { id: "7" });
  await type("Dear Priya, thank you.");
  await screen.findByText("Nothing to object to");
  await fireEvent.click(await screen.findByRole("button", { name: "Approve …" }));
  await fireEvent.submit(dialog().getByRole("button", { name: /^Approve, leaves today/, hidden: true }).closest("form") ?? document.body);
  expect(await dialog().findByText("Settle the other one first.")).toBeTruthy();
  expect(dialog().getByRole("link", { name: "Show what that is about", hidden: true }).getAttribute("href")).toBe("/follow-ups/6");
});

test("an approved message that waits for another one says so", async () => {
  message = { id: "m", status: "approved", send_at: "2026-06-02T10:00:00Z", body: "Dear Priya", waiting_reason: "Another one is on its way." };
  render(Editor, { id: "7" });
  expect(await screen.findByText("It waits. Another one is on its way.")).toBeTruthy();
});
