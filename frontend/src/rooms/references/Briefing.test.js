import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setPlace } from "../../lib/dates.js";
import { database } from "../../lib/db.js";
import { openOutbox } from "../../lib/outbox.js";
import { json, network } from "../../lib/testserver.js";
import { toasts } from "../../lib/toasts.svelte.js";
import Briefing from "./Briefing.svelte";

const NOW = Date.parse("2026-06-02T09:00:00Z");
const CODE = "/c/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const LATER = { timeout: 5000 };
/** Each test has a briefing of its own: the outbox remembers the versions of those before. */
let count = 0;
/** @type {any} */
let row;
/** @type {any} */
let consent;
/** @type {ReturnType<typeof network>} */
let requests;

const posted = (/** @type {string} */ what) => requests.filter(({ method, path }) => method === "POST" && path === `/api/v1/briefings/${row.id}/${what}`).map(({ body }) => body);

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  vi.stubGlobal("ResizeObserver", class { observe() {} unobserve() {} disconnect() {} });
  setPlace({ zone: "Europe/London", locale: "en-GB" });
  await (await database())?.clear("outbox");
  localStorage.clear();
  openOutbox("sam");
  toasts.length = 0;
  consent = { status: "granted", valid: true, on: "2026-06-01", expires_on: "2026-11-28" };
  row = {
    id: String(++count),
    reference: { id: "1", contact_id: "11", name: "Dilys Pugh" },
    application: { id: "b", title: "Bingo caller", organization_name: "Mecca" },
    role: "Bingo caller",
    employer: "Mecca",
    caller: "Priya Nair",
    calls_from: "2026-06-04T09:00:00Z",
    calls_to: "2026-06-04T12:00:00Z",
    points: [{ text: "Kept the arcade open", source: "own_words" }],
    facts: "",
    weak_spot: "",
    subject: "Somebody may ring you about me",
    body: "Dear Dilys,\n\nThank you.\n\nSam",
    attachments: [],
    status: "draft",
    fresh: false,
    approved_at: null,
    returned_at: null,
    returned_reason: "",
    sent_at: null,
    sent_channel: null,
    answer: null,
    answered_at: null,
    answer_note: "",
    best_number: "",
    to: { contact_id: "11", name: "Dilys Pugh", email: "dilys@arcades.example" },
    can_send: false,
    page_reachable: true,
    mailto: "mailto:dilys@arcades.example?subject=x&body=y",
    signature: "Sam Okafor, 0113 496 0000",
    findings: [],
    sendable: true,
    late: false,
    page: null,
    message: null,
    version: 1,
  };
  requests = network(server);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Where the letter leads to their page, the mail is not given away by reading. */
function reading() {
  const leads_to_page = row.body.includes("/c/…");
  return { ...row, consent, leads_to_page, mailto: leads_to_page ? null : row.mailto, text_hash: `hash of ${row.body}` };
}

/** As much of the API as the page talks to. @param {Request} request @param {any} body */
function server(request, body) {
  const path = new URL(request.url).pathname.replace("/api/v1", "");
  if (path.endsWith("/suggestions")) return json({ items: [{ text: "The night the power went", source: "capture", application: row.application, at: "2026-06-01T09:00:00Z" }] });
  if (path === "/attachments") return json({ items: [{ id: "f", name: "CV.pdf", size_bytes: 48_213 }], next: null });
  if (path.endsWith("/copy")) return json({ subject: row.subject, body: row.body.replace("/c/…", CODE), mailto: null });
  if (path.endsWith("/lint")) return json({ findings: body.body.includes("hide") ? [{ level: "error", code: "hidden", detail: "This asks them to hide a fact.", start: 0, end: 4 }] : [], sendable: true });
  if (path.endsWith("/page")) return page(request.method);
  if (path.endsWith("/delivery")) return delivery(request.method, body);
  if (path.endsWith("/approval")) return approval(request.method);
  if (request.method === "PATCH") return patch(request, body);
  return json(reading());
}

/** @param {Request} request @param {any} body */
function patch(request, body) {
  const match = request.headers.get("If-Match");
  if (match !== "*" && match !== `"${row.version}.00000000"`) return json({ status: 412, code: "precondition-failed" }, { status: 412 });
  if (body.calls_to && body.calls_to <= body.calls_from) return json({ status: 422, code: "window-backwards", detail: "It would end before it begins.", errors: [{ pointer: "/calls_to", code: "window-backwards", detail: "It would end before it begins." }] }, { status: 422 });
  const { rewrite, attachment_ids, ...changes } = body;
  row = { ...row, ...changes, ...(rewrite ? { body: "Written anew." } : {}), ...(attachment_ids ? { attachments: attachment_ids.map((/** @type {string} */ id) => ({ id, name: "CV.pdf", size_bytes: 48_213 })) } : {}), version: row.version + 1 };
  return json(reading());
}

/** @param {string} method */
function page(method) {
  row = { ...row, version: row.version + 1, page: { expires_at: "2026-06-16T09:00:00Z", opened_at: null, answered_at: null, answer: null, revoked_at: method === "DELETE" ? "2026-06-02T09:00:00Z" : null, asked_to_be_forgotten_at: null } };
  if (method === "DELETE") return new Response(null, { status: 204 });
  row.body = `${row.body}\n\nhttps://here.example/c/…`;
  return json({ ...row.page, url: `https://here.example${CODE}`, reachable: row.page_reachable }, { status: 201 });
}

/** @param {string} method @param {any} body */
function delivery(method, body) {
  if (method === "POST" && !consent.valid) return json({ status: 409, code: "consent-missing", detail: "They have not agreed to vouch for you here. Ask first." }, { status: 409 });
  row = method === "POST" ? { ...row, status: "sent", sent_at: "2026-06-02T09:00:00Z", sent_channel: body.channel } : { ...row, status: "draft", sent_at: null };
  return method === "POST" ? json(reading(), { status: 201 }) : new Response(null, { status: 204 });
}

/** @param {string} method */
function approval(method) {
  const message = { id: "m", status: "approved", send_at: "2026-06-02T15:00:00Z", accepted_at: null, failure_code: "", failure: "" };
  row = method === "POST" ? { ...row, status: "approved", approved_at: "2026-06-02T09:00:00Z", message } : { ...row, status: "draft", approved_at: null, message: null };
  return method === "POST" ? json(reading(), { status: 201 }) : new Response(null, { status: 204 });
}

const letter = async () => /** @type {HTMLTextAreaElement} */ (await screen.findByLabelText("Letter"));
const dialog = () => within(screen.getByRole("dialog", { hidden: true }));
const submit = (/** @type {HTMLElement} */ button) => fireEvent.submit(button.closest("form") ?? document.body);

test("a point from one's own notes is taken with a tap, and saved with the others", async () => {
  render(Briefing, { id: row.id });
  await fireEvent.click(await screen.findByRole("button", { name: "Take it: The night the power went" }));
  expect(screen.queryByRole("button", { name: /^Take it/ })).toBe(null);
  const own = screen.getByLabelText("A point in your own words");
  await fireEvent.input(own, { target: { value: "  Planned the rota " } });
  await fireEvent.keyDown(own, { key: "Enter" });
  await waitFor(() => expect(row.points.map((/** @type {any} */ { text, source }) => [text, source])).toEqual([["Kept the arcade open", "own_words"], ["The night the power went", "capture"], ["Planned the rota", "own_words"]]), LATER);
  await fireEvent.click(screen.getByRole("button", { name: "Take point 1 out" }));
  await waitFor(() => expect(row.points.length).toBe(2), LATER);
});

test("what the letter must not say is marked beside it while it is typed", async () => {
  render(Briefing, { id: row.id });
  await fireEvent.input(await letter(), { target: { value: "hide it" } });
  await fireEvent.click(await screen.findByRole("button", { name: "Show “hide”" }, LATER));
  const area = await letter();
  expect(area.value.slice(area.selectionStart, area.selectionEnd)).toBe("hide");
});

test("the letter is written anew when somebody says so, and that can be taken back", async () => {
  render(Briefing, { id: row.id });
  await fireEvent.click(await screen.findByRole("button", { name: "Write anew from the parts" }));
  await waitFor(async () => expect((await letter()).value).toBe("Written anew."));
  toasts[0].undo?.();
  await waitFor(async () => expect((await letter()).value).toMatch(/^Dear Dilys/));
});

test("a time that ends before it begins is refused at its field, and stays to be mended", async () => {
  render(Briefing, { id: row.id });
  const until = /** @type {HTMLInputElement} */ (await screen.findByLabelText(/^Until/));
  expect(until.value).toBe("2026-06-04T13:00");
  await fireEvent.input(until, { target: { value: "2026-06-04T09:00" } });
  await fireEvent.change(until);
  expect((await screen.findByText("It would end before it begins.")).id).toBe(until.getAttribute("aria-describedby"));
  expect(until.value).toBe("2026-06-04T09:00");
  await fireEvent.input(until, { target: { value: "2026-06-04T14:00" } });
  await fireEvent.change(until);
  await waitFor(() => expect(row.calls_to).toBe("2026-06-04T13:00:00Z"));
  expect(screen.queryByText("It would end before it begins.")).toBe(null);
});

test("a file one keeps goes with it, and can be left out again", async () => {
  render(Briefing, { id: row.id });
  await fireEvent.change(await screen.findByLabelText("One you keep"), { target: { value: "f" } });
  expect((await screen.findByRole("link", { name: "CV.pdf" })).getAttribute("href")).toBe("/api/v1/attachments/f/content");
  await fireEvent.click(screen.getByRole("button", { name: "Leave CV.pdf out" }));
  expect(await screen.findByText("No files yet.")).toBeTruthy();
});

test("the address of the page is shown once, and the letter leads there, until it is taken away", async () => {
  render(Briefing, { id: row.id });
  await fireEvent.click(await screen.findByRole("button", { name: "Make the page" }));
  expect(await screen.findByText(`https://here.example${CODE}`, { selector: "code" })).toBeTruthy();
  await waitFor(async () => expect((await letter()).value).toMatch(/\/c\/…$/));
  expect(posted("page")).toEqual([{ valid_days: 14 }]);
  await fireEvent.click(screen.getByRole("button", { name: "Take it away" }));
  expect(await screen.findByText(/^The last one was taken away/)).toBeTruthy();
});

test("a letter that leads to their page is taken along as it leaves, with the code in it", async () => {
  let copied = "";
  vi.stubGlobal("navigator", Object.assign(Object.create(navigator), { clipboard: { writeText: async (/** @type {string} */ text) => void (copied = text) } }));
  row.to.email = null;
  row.body = "Dear Dilys,\n\nAnswer at https://here.example/c/…";
  render(Briefing, { id: row.id });
  await fireEvent.input(await letter(), { target: { value: "Dear Dilys,\n\nPlease answer at https://here.example/c/…" } });
  await fireEvent.click(screen.getByRole("button", { name: "Copy" }));
  await waitFor(() => expect(copied).toBe(`Somebody may ring you about me\n\nDear Dilys,\n\nPlease answer at https://here.example${CODE}`), LATER);
});

test("a page whose address has left the letter says so", async () => {
  row.page = { expires_at: "2026-06-16T09:00:00Z", opened_at: null, answered_at: null, answer: null, revoked_at: null, asked_to_be_forgotten_at: null };
  render(Briefing, { id: row.id });
  expect(await screen.findByText(/^The letter does not lead there any more/)).toBeTruthy();
});

test("without a mail account one's own mail program sends the words on the screen; then one says so", async () => {
  render(Briefing, { id: row.id });
  await fireEvent.input(await letter(), { target: { value: "Dear Dilys \n& more" } });
  expect(screen.getByRole("link", { name: "Open in mail app" }).getAttribute("href")).toMatch(/^mailto:dilys.*body=Dear%20Dilys%20%0D%0A%26%20more$/);
  await fireEvent.click(screen.getByRole("button", { name: "I told them" }));
  await fireEvent.change(dialog().getByLabelText("How"), { target: { value: "phone" } });
  await submit(dialog().getByRole("button", { name: "They know", hidden: true }));
  expect(await screen.findByText("You told them today, 10:00. Phone.", {}, LATER)).toBeTruthy();
  expect(row.body).toBe("Dear Dilys \n& more");
  toasts.find(({ undo }) => undo)?.undo?.();
  expect(await letter()).toBeTruthy();
});

test("nobody is told who has not agreed: it is said before, and where it is tried", async () => {
  consent = { status: "asked", valid: false, on: "2026-06-01", expires_on: null };
  row.late = true;
  render(Briefing, { id: row.id });
  expect((await screen.findByRole("link", { name: "Ask them first, and write down what they say" })).getAttribute("href")).toBe("/references/1#consent");
  expect(screen.getByText("It is late.")).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: "I told them" }));
  await submit(dialog().getByRole("button", { name: "They know", hidden: true }));
  expect(await dialog().findByText("They have not agreed to vouch for you here. Ask first.")).toBeTruthy();
});

test("what is approved are exactly the words on the screen, and that can be withdrawn", async () => {
  row.can_send = true;
  render(Briefing, { id: row.id });
  await fireEvent.input(await letter(), { target: { value: "Dear Dilys, please." } });
  await fireEvent.keyDown(window, { key: "Enter", ctrlKey: true });
  expect(await dialog().findByText(/Dear Dilys, please\.\s+--\s+Sam Okafor, 0113/)).toBeTruthy();
  await submit(dialog().getByRole("button", { name: "Approve and send now", hidden: true }));
  expect(await screen.findByText("It leaves today, 16:00, for Dilys Pugh.", {}, LATER)).toBeTruthy();
  expect(posted("approval")).toEqual([{ text_hash: "hash of Dear Dilys, please.", send_at: null }]);
  await fireEvent.click(screen.getByRole("button", { name: "Withdraw the approval" }));
  expect(await letter()).toBeTruthy();
});

test.each([
  ["uncertain", "approved", "", ["Look in the Sent folder", "Send again", "It arrived", "It did not"]],
  ["failed", "draft", "", ["Send again"]],
  ["sent", "sent", "came-back", ["It arrived", "It did not"]],
])("a mail that is %s says so, and what can be done", async (status, standing, failure_code, offered) => {
  const sent_at = standing === "sent" ? "2026-06-02T08:00:00Z" : null;
  row = { ...row, status: standing, sent_at, sent_channel: sent_at && "email", message: { id: "m", status, send_at: "2026-06-02T08:00:00Z", accepted_at: sent_at, failure_code, failure: "451 not now" } };
  render(Briefing, { id: row.id });
  const trouble = within(await screen.findByRole("region", { name: /Briefing for Dilys Pugh$/ }));
  expect(trouble.getByText("451 not now")).toBeTruthy();
  expect(trouble.getAllByRole("button").map(({ textContent }) => textContent?.trim())).toEqual(offered);
});

test("words changed in two places are both shown, and the chosen ones stand", async () => {
  render(Briefing, { id: row.id });
  await letter();
  row = { ...row, version: 5, body: "Theirs." };
  await fireEvent.input(await letter(), { target: { value: "Mine." } });
  const theirs = await screen.findByRole("radio", { name: /Theirs\./ }, LATER);
  await fireEvent.click(theirs);
  await submit(theirs);
  await waitFor(async () => expect((await letter()).value).toBe("Theirs."), LATER);
});

test("what they said stands on top, with the wish to be forgotten", async () => {
  row = { ...row, status: "answered", sent_at: "2026-06-01T09:00:00Z", sent_channel: "email", answer: "other_time", answered_at: "2026-06-02T08:00:00Z", answer_note: "After five", best_number: "+44 7700 900123" };
  row.page = { expires_at: "2026-06-16T09:00:00Z", opened_at: null, answered_at: row.answered_at, answer: "other_time", revoked_at: null, asked_to_be_forgotten_at: row.answered_at };
  render(Briefing, { id: row.id });
  expect(await screen.findByRole("heading", { name: "What Dilys Pugh said" })).toBeTruthy();
  expect(screen.getByText("+44 7700 900123")).toBeTruthy();
  expect(screen.getByText("After five")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Do it" }).getAttribute("href")).toBe("/references/1#data");
});

test("a briefing is thrown away only after saying what goes with it", async () => {
  row.page = { expires_at: "2026-06-16T09:00:00Z", opened_at: null, answered_at: null, answer: null, revoked_at: null, asked_to_be_forgotten_at: null };
  render(Briefing, { id: row.id });
  await fireEvent.click(await screen.findByRole("button", { name: "More about the briefing" }));
  await fireEvent.click(screen.getByRole("menuitem", { name: "Throw the briefing away", hidden: true }));
  expect(dialog().getByText(/whoever has the link finds nothing\. This cannot be undone\.$/)).toBeTruthy();
  expect(requests.some(({ method }) => method === "DELETE")).toBe(false);
  await fireEvent.click(dialog().getByRole("button", { name: "Throw the briefing away", hidden: true }));
  await waitFor(() => expect(location.pathname).toBe("/references/1"));
  expect(toasts.map(({ undo }) => undo)).toEqual([undefined]);
});

test("a page that nobody else could open says so, and what to set", async () => {
  row.page_reachable = false;
  render(Briefing, { id: row.id });
  expect(await screen.findByText(/^Its link opens nothing on any other machine/)).toBeTruthy();
  expect(screen.queryByText(/AFTERVIEW_PUBLIC_URL/)).toBe(null);
  await fireEvent.click(screen.getByRole("button", { name: "Make the page" }));
  expect(await screen.findByText(/^Nobody else can open it yet.*AFTERVIEW_PUBLIC_URL/)).toBeTruthy();
});
