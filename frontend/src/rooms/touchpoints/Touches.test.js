import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setPlace } from "../../lib/dates.js";
import { json, network } from "../../lib/testserver.js";
import { toasts } from "../../lib/toasts.svelte.js";
import Touches from "./Touches.svelte";

const NOW = Date.parse("2026-06-02T10:00:00Z");
/** @type {any[]} */
let rows;
/** @type {ReturnType<typeof network>} */
let requests;
let count = 0;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  setPlace({ zone: "Europe/London", locale: "en-GB" });
  localStorage.clear();
  toasts.length = 0;
  rows = [make({ id: "1", direction: "outbound", channel: "email", purpose: "thank_you", at: "2026-06-01T10:00:07Z" })];
  requests = network(server);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** @param {any} touch */
const make = (touch) => ({ version: 1, contact: null, substantive: false, invited: false, early: false, subject: "", note: "", reason: "", purpose: null, ...touch });

/** @param {Request} request @param {any} body */
function server(request, body) {
  const id = new URL(request.url).pathname.split("/")[4];
  if (request.method === "POST") {
    const made = (body.touchpoints ?? [body]).map((/** @type {any} */ touch) => make({ ...touch, id: `new${++count}` }));
    rows.push(...made);
    return json(body.touchpoints ? { items: made } : made[0], { status: 201 });
  }
  if (request.method === "DELETE") {
    rows = rows.filter((row) => row.id !== id);
    return new Response(null, { status: 204 });
  }
  if (request.method === "PATCH") Object.assign(rows.find((row) => row.id === id), body);
  return json({ items: rows, next: null });
}

const show = () => render(Touches, { applicationId: "5", people: [{ id: "9", name: "Priya Nair" }] });
const dialog = () => within(screen.getByRole("dialog", { hidden: true }));
const submit = () => fireEvent.submit(/** @type {HTMLFormElement} */ (screen.getByRole("dialog", { hidden: true }).querySelector("form")));

async function takeBack() {
  await waitFor(() => expect(toasts.length).toBe(1));
  await toasts[0].undo?.();
}

test("several past touches are logged at once, and taken back at once", async () => {
  show();
  await fireEvent.click(await screen.findByRole("button", { name: "Log what happened" }));
  await fireEvent.change(dialog().getByLabelText("What for"), { target: { value: "status_check" } });
  await fireEvent.click(dialog().getByRole("button", { name: "Another one" }));
  await fireEvent.click(dialog().getAllByRole("radio", { name: "They to me" })[1]);
  await submit();
  await waitFor(() => expect(rows.length).toBe(3));
  expect(requests.find(({ method }) => method === "POST")?.body.touchpoints).toEqual([
    expect.objectContaining({ application_id: "5", direction: "outbound", purpose: "status_check", at: "2026-06-02T10:00:00Z" }),
    expect.objectContaining({ application_id: "5", direction: "inbound", substantive: true }),
  ]);
  await takeBack();
  expect(rows.map(({ id }) => id)).toEqual(["1"]);
});

test("an edit sends what was changed, and leaves the second it happened in alone", async () => {
  show();
  await fireEvent.click(await screen.findByRole("button", { name: "More for E-mail: thank-you" }));
  await fireEvent.click(await screen.findByRole("menuitem", { name: "Edit", hidden: true }));
  await fireEvent.input(dialog().getByLabelText(/^Note/), { target: { value: "Short one." } });
  await submit();
  await waitFor(() => expect(requests.find(({ method }) => method === "PATCH")?.body).toEqual({ note: "Short one." }));
});

test("what is deleted by mistake is brought back as it was", async () => {
  show();
  await fireEvent.click(await screen.findByRole("button", { name: "More for E-mail: thank-you" }));
  await fireEvent.click(await screen.findByRole("menuitem", { name: "Delete", hidden: true }));
  await waitFor(() => expect(rows).toEqual([]));
  await takeBack();
  expect(rows).toEqual([expect.objectContaining({ purpose: "thank_you", at: "2026-06-01T10:00:07Z" })]);
});

test("what met a duty is asked about first: it would not be written down a second time", async () => {
  rows[0].follow_up_id = "7";
  show();
  await fireEvent.click(await screen.findByRole("button", { name: "More for E-mail: thank-you" }));
  await fireEvent.click(await screen.findByRole("menuitem", { name: "Delete", hidden: true }));
  expect(rows.length).toBe(1);
  await fireEvent.click(dialog().getByRole("button", { name: "Delete", hidden: true }));
  await waitFor(() => expect(toasts.map(({ undo }) => undo)).toEqual([undefined]));
  expect(rows).toEqual([]);
});
