import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setPlace } from "../../lib/dates.js";
import { router } from "../../lib/router.svelte.js";
import { json, network } from "../../lib/testserver.js";
import { toasts } from "../../lib/toasts.svelte.js";
import FollowUps from "./FollowUps.svelte";
import Settled from "./Settled.svelte";
import Trouble from "./Trouble.svelte";

const NOW = Date.parse("2026-06-02T10:00:00Z");
/** @type {any[]} */
let rows;
/** @type {ReturnType<typeof network>} */
let requests;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  setPlace({ zone: "Europe/London", locale: "en-GB" });
  router.filter({ show: null, purpose: null });
  toasts.length = 0;
  rows = [make("1", "Priya", "2026-06-02T11:00:00Z"), make("2", "Tom", "2026-06-01T09:00:00Z", { due_at: "2026-06-02T09:00:00Z" }), make("3", "Gwen", "2026-06-20T09:00:00Z", { channel: "phone", status: "drafted" })];
  requests = network(server);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** @param {string} id @param {string} name @param {string} suggested_at @param {any} [more] */
function make(id, name, suggested_at, more = {}) {
  const application = { id: "5", title: "Bingo caller", organization_name: "Mecca" };
  return { id, application, contact: { id, name, email: null }, purpose: "thank_you", sequence: 1, channel: "email", status: "planned", message: null, note: "", suggested_at, not_before: suggested_at, due_at: "2026-07-01T09:00:00Z", ...more };
}

/** @param {Request} request @param {any} body */
function server(request, body) {
  const path = new URL(request.url).pathname.replace("/api/v1", "");
  if (path === "/coverage") return json({ from_day: "2026-03-05", to_day: "2026-06-02", owed: 12, met: 11, excused: 7, percentage: 91.7, holes: [rows[1]] });
  if (path === "/messages/m") return json({ id: "m", status: "uncertain", to_email: "tom@mecca.example", handed_over_at: "2026-06-02T09:48:00Z", failure: "", attempts: 1 });
  if (path === "/messages/m/search") return json({ found: true, detail: "It is in “Sent”, so it went out.", message: {} });
  if (path === "/messages/m/settlement") rows[1].message.status = body.delivered ? "sent" : "failed";
  if (path.endsWith("/delivery")) rows[2].status = request.method === "POST" ? "sent" : "drafted";
  const start = Number(new URL(request.url).searchParams.get("cursor") ?? 0);
  const end = start + Number(new URL(request.url).searchParams.get("limit") ?? 50);
  return json({ items: rows.slice(start, end), next: end < rows.length ? String(end) : null });
}

test("what is owed stands under its day, what is late on top", async () => {
  render(FollowUps);
  await screen.findByRole("link", { name: "Thank Priya" });
  expect(screen.getAllByRole("heading", { level: 2 }).map(({ textContent }) => textContent)).toEqual(["Overdue 1", "Today 1", "Later 1", "Coverage"]);
  expect(within(screen.getByRole("region", { name: "Overdue 1" })).getByRole("link", { name: "Thank Tom" }).getAttribute("href")).toBe("/follow-ups/2");
});

test("a filter is in the address and asked of the API", async () => {
  render(FollowUps);
  const purpose = await screen.findByLabelText("What for");
  await fireEvent.change(purpose, { target: { value: "closing_note" } });
  expect(location.search).toBe("?purpose=closing_note");
  await waitFor(() => expect(requests.at(-1)?.path).toContain("purpose=closing_note"));
});

test("coverage is a number with what it is made of, and its holes lead to what is missing", async () => {
  render(FollowUps);
  expect(await screen.findByText("92 %")).toBeTruthy();
  expect(screen.getByText("11 of 12 that fell due")).toBeTruthy();
  expect(screen.getAllByRole("link", { name: "Thank Tom" }).every((link) => link.getAttribute("href") === "/follow-ups/2")).toBe(true);
});

test("what went another way is done by hand, and can be taken back", async () => {
  render(FollowUps);
  await fireEvent.click(await screen.findByRole("button", { name: "Done: Thank Gwen" }));
  await waitFor(() => expect(toasts.length).toBe(1));
  expect(rows[2].status).toBe("sent");
  await toasts[0].undo?.();
  expect(rows[2].status).toBe("drafted");
});

test("a message nobody is sure of is on top, says what is known, and can be looked for", async () => {
  rows[1] = { ...rows[1], status: "approved", message: { id: "m", status: "uncertain", send_at: "2026-06-02T09:48:00Z" } };
  render(FollowUps);
  const trouble = within(await screen.findByRole("region", { name: "Sent or not? Thank Tom" }));
  expect(await trouble.findByText(/handed over today, 10:48 for tom@mecca\.example/)).toBeTruthy();
  await fireEvent.click(trouble.getByRole("button", { name: "Look in the Sent folder" }));
  expect(await trouble.findByText("It is in “Sent”, so it went out.")).toBeTruthy();
  await fireEvent.click(trouble.getByRole("button", { name: "It arrived" }));
  await waitFor(() => expect(requests.find(({ path }) => path.endsWith("/settlement"))?.body).toEqual({ delivered: true }));
});

test("a mail that came back is a question, and one tap owes it again", async () => {
  rows[1] = { ...rows[1], status: "sent", message: { id: "m", status: "sent", failure_code: "came-back", send_at: "2026-06-02T09:48:00Z" } };
  render(Trouble, { followUp: rows[1] });
  const trouble = within(await screen.findByRole("region", { name: "It came back: Thank Tom" }));
  expect(trouble.queryByRole("button", { name: "Send again" })).toBe(null);
  await fireEvent.click(trouble.getByRole("button", { name: "It did not" }));
  await waitFor(() => expect(requests.find(({ path }) => path.endsWith("/settlement"))?.body).toEqual({ delivered: false }));
});

test("what came back stands on top, and not among what is settled as well", async () => {
  router.filter({ show: "all" });
  rows[1] = { ...rows[1], status: "sent", message: { id: "m", status: "sent", failure_code: "came-back", send_at: "2026-06-02T09:48:00Z" } };
  render(FollowUps);
  expect(await screen.findByRole("region", { name: "It came back: Thank Tom" })).toBeTruthy();
  expect(screen.queryByRole("region", { name: "Settled" })).toBe(null);
});

test("what somebody said did not arrive is not called unsent", async () => {
  rows[1] = { ...rows[1], status: "drafted", message: { id: "m", status: "failed", failure_code: "not-delivered", send_at: "2026-06-02T09:48:00Z" } };
  render(Trouble, { followUp: rows[1] });
  const trouble = within(await screen.findByRole("region", { name: "It did not arrive: Thank Tom" }));
  expect(await trouble.findByText(/did not reach tom@mecca\.example/)).toBeTruthy();
  expect(trouble.queryByText(/could not be sent/)).toBe(null);
});

test("what was sent can be said not to have arrived", async () => {
  const message = /** @type {any} */ ({ id: "m", status: "sent", failure_code: "", to_email: "tom@mecca.example", body: "Dear Tom" });
  rows[1] = { ...rows[1], status: "sent", message };
  render(Settled, { followUp: rows[1], message });
  await fireEvent.click(screen.getByRole("button", { name: "It did not arrive" }));
  await waitFor(() => expect(requests.find(({ path }) => path.endsWith("/settlement"))?.body).toEqual({ delivered: false }));
  await waitFor(() => expect(toasts.at(-1)?.undo).toBeTruthy());
  await toasts.at(-1)?.undo?.();
  expect(requests.findLast(({ path }) => path.endsWith("/settlement"))?.body).toEqual({ delivered: true });
});

test("what goes beyond one page is read when it is asked for", async () => {
  rows = Array.from({ length: 201 }, (_, index) => make(String(index), `Person ${index}`, "2026-06-20T09:00:00Z"));
  render(FollowUps);
  await fireEvent.click(await screen.findByText("Show more"));
  expect(await screen.findByText("Thank Person 200")).toBeTruthy();
  expect(screen.queryByText("Show more")).toBe(null);
}, 30_000); // two hundred rows are a lot for a pretended browser

test("what waits for another one says so", async () => {
  const message = { id: "w", status: "approved", send_at: "2026-06-02T09:59:00Z", waiting_reason: "“Thanks” to Tom is on its way." };
  rows[0] = { ...rows[0], status: "approved", message };
  render(FollowUps);
  expect(await screen.findByText("“Thanks” to Tom is on its way.")).toBeTruthy();
});

test("what was done by hand shows the words there were, and can be taken back", async () => {
  const draft = /** @type {any} */ ({ medium: "written", subject: "Thank you for Tuesday", body: "Dear Gwen" });
  rows[2] = { ...rows[2], status: "sent", sent_at: "2026-06-02T09:30:00Z" };
  render(Settled, { followUp: rows[2], message: null, draft });
  expect(screen.getByText("You noted it as sent today, 10:30. Phone.")).toBeTruthy();
  expect(screen.getByText("Thank you for Tuesday")).toBeTruthy();
  expect(screen.getByText("Dear Gwen")).toBeTruthy();
  expect(screen.queryByRole("textbox")).toBe(null);
  await fireEvent.click(screen.getByRole("button", { name: "Still to be sent" }));
  await waitFor(() => expect(requests.at(-1)?.method).toBe("DELETE"));
});
