import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { router } from "../../lib/router.svelte.js";
import { json, network } from "../../lib/testserver.js";
import List from "./List.svelte";

/** @type {ReturnType<typeof network>} */
let requests;
const asked = () => requests.map(({ path }) => path).filter((path) => path.startsWith("/api/v1/applications"));

/** @param {number} number */
const row = (number) => ({ id: `id-${number}`, title: `Caller ${number}`, organization: { id: "o", name: "Mecca" }, stage: { id: "s", name: "Applied", category: "applied" }, stage_entered_at: "2026-06-01T09:00:00Z", updated_at: "2026-06-01T09:00:00Z", tags: [], desirability: null, fallback: false });

beforeEach(() => {
  history.replaceState(null, "", "/pipeline?view=list");
  router.filter({});
  vi.stubGlobal("IntersectionObserver", class { observe() {} disconnect() {} });
  requests = network((request) => {
    const url = new URL(request.url);
    if (url.pathname.endsWith("/stages")) return json({ items: [{ id: "s", name: "Applied", retired: false }], next: null });
    const from = Number(url.searchParams.get("cursor") ?? 0);
    const count = url.searchParams.has("q") ? 1 : Number(url.searchParams.get("limit"));
    return json({ items: Array.from({ length: count }, (_, index) => row(from + index)), next: url.searchParams.has("q") || from ? null : String(count) });
  });
});
afterEach(() => vi.unstubAllGlobals());

test("what is typed stands in the address and is what the API is asked", async () => {
  render(List);
  await screen.findByRole("link", { name: "Caller 0" });
  await fireEvent.input(screen.getByRole("searchbox"), { target: { value: "night " } });
  await waitFor(() => expect(screen.queryByRole("link", { name: "Caller 1" })).toBe(null));
  expect(location.search).toBe("?view=list&q=night");
  expect(asked().at(-1)).toBe("/api/v1/applications?q=night&limit=50");
});

test("an address somebody was sent shows its filters, and each can be taken away", async () => {
  history.replaceState(null, "", "/pipeline?view=list&tag=nights&live=true");
  router.filter({});
  render(List);
  await screen.findByRole("link", { name: "Caller 0" });
  expect(asked()[0]).toBe("/api/v1/applications?live=true&tag=nights&limit=50");
  await fireEvent.click(screen.getByRole("button", { name: "Take away the filter nights" }));
  expect(location.search).toBe("?view=list&live=true");
  await waitFor(() => expect(asked().at(-1)).toBe("/api/v1/applications?live=true&limit=50"));
});

test("with the keyboard, Show more goes on at the first new row", async () => {
  render(List);
  await screen.findByRole("link", { name: "Caller 0" });
  await fireEvent.click(screen.getByRole("button", { name: "Show more" }));
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Caller 50"));
  expect(asked().at(-1)).toBe("/api/v1/applications?limit=100&cursor=50");
});
