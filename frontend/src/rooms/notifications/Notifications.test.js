import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { router } from "../../lib/router.svelte.js";
import { json, network } from "../../lib/testserver.js";
import Notifications from "./Notifications.svelte";

const SAID = { id: "n", nudge: 1, title: "Thank Priya Nair", body: "Bingo caller", href: "/follow-ups", why: "Thanks count most within 24 hours.", held_reason: null, held_until: null, sent_at: "2026-06-02T09:00:00Z", read_at: null, deliveries: [], version: 1 };
/** @type {any[]} */
let items;
/** @type {ReturnType<typeof network>} */
let requests;

beforeEach(() => {
  history.replaceState(null, "", "/notifications");
  router.filter({});
  items = [SAID];
  requests = network((request) => {
    if (request.method === "POST") return (items = []), json({ marked: 1, read_at: "2026-06-02T09:30:00Z" }, { status: 201 });
    return json({ items, next: null });
  });
});
afterEach(() => vi.unstubAllGlobals());

test("what was said stands with its reason, and everything is read in one tap", async () => {
  render(Notifications);
  expect((await screen.findByRole("link", { name: "Thank Priya Nair" })).getAttribute("href")).toBe("/follow-ups");
  expect(screen.getByText(/Thanks count most within 24 hours/)).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: "Mark all as read" }));
  await waitFor(() => expect(screen.getByText("Nothing unread.")).toBeTruthy());
  expect(requests.find(({ method }) => method === "POST")?.path).toBe("/api/v1/notifications/readings");
});

test("what was held back says why", async () => {
  items = [{ ...SAID, sent_at: null, held_reason: "daily_cap", held_until: "2026-06-03T08:00:00Z" }];
  render(Notifications);
  expect(await screen.findByText(/Held back: today’s number is reached/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^Mark as read/ })).toBeNull();
});
