import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { router } from "../../lib/router.svelte.js";
import { json, network } from "../../lib/testserver.js";
import { toasts } from "../../lib/toasts.svelte.js";
import Proposal from "./Proposal.svelte";
import Replies from "./Replies.svelte";

const MESSAGE = { id: "m", from_name: "Priya Nair", from_email: "priya@mecca.example", subject: "Tuesday", excerpt: "We hope to decide by Friday.", kind: "substantive", kind_why: "Nothing says that a machine wrote it.", received_at: "2026-06-02T10:15:00Z", returns_on: null, matched_by: null, status: "unmatched", application: null, contact: null, proposals: [], dismissed_at: null, version: 3 };
const APPLICATION = { id: "a", title: "Bingo caller", organization: { id: "o", name: "Mecca" }, stage: { id: "s", name: "Interviewing" } };
/** @type {any[]} */
let unmatched;
/** @type {ReturnType<typeof network>} */
let requests;

beforeEach(() => {
  history.replaceState(null, "", "/replies");
  router.filter({});
  unmatched = [MESSAGE];
  requests = network((request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === "PATCH") return (unmatched = []), json({ ...MESSAGE, application: APPLICATION, status: "matched", version: 4 });
    if (pathname.endsWith("/applications")) return json({ items: [APPLICATION], next: null });
    return json({ items: searchParams.get("status") === "unmatched" ? unmatched : [], next: null });
  });
});
afterEach(() => vi.unstubAllGlobals());

test("nothing yet: the page says how answers get here", async () => {
  unmatched = [];
  render(Replies);
  expect(await screen.findByText("No answers yet.")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Set up my mailbox" }).getAttribute("href")).toBe("/settings/mail");
});

test("a mail that matches nothing is assigned by hand, against the version that was looked at", async () => {
  render(Replies);
  await fireEvent.click(await screen.findByRole("button", { name: "Assign" }));
  await fireEvent.click(await screen.findByRole("radio", { name: /Bingo caller/ }));
  await fireEvent.submit(/** @type {HTMLFormElement} */ (screen.getByRole("radio", { name: /Bingo caller/ }).closest("form")));
  await waitFor(() => expect(screen.queryByText("To assign")).toBeNull());
  const sent = requests.find(({ method }) => method === "PATCH");
  expect(sent?.body).toEqual({ application_id: "a" });
  expect(sent?.headers.get("If-Match")).toContain("3.");
});

test("a proposal that was turned down can be taken up again", async () => {
  const proposal = { id: "p", kind: "offer", status: "open", why: "It sounds like an offer.", application: null, interview_id: null, details: { organizer_name: "" } };
  toasts.length = 0;
  render(Proposal, { proposal: /** @type {any} */ (proposal) });
  await fireEvent.click(screen.getByRole("button", { name: "It says no such thing" }));
  await waitFor(() => expect(toasts.at(-1)?.undo).toBeTruthy());
  await toasts.at(-1)?.undo?.();
  expect(requests.filter(({ path }) => path.endsWith("/proposals/p/dismissal")).map(({ method }) => method)).toEqual(["POST", "DELETE"]);
});
