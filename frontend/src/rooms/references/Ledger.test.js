import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setPlace } from "../../lib/dates.js";
import { router } from "../../lib/router.svelte.js";
import { json, network } from "../../lib/testserver.js";
import { toasts } from "../../lib/toasts.svelte.js";
import Ledger from "./Ledger.svelte";

const NOW = Date.parse("2026-06-02T10:00:00Z");
const REFUSED = "Money and gifts have no part in what somebody says of you.";
/** @type {any[]} */
let rows;
/** @type {ReturnType<typeof network>} */
let requests;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  setPlace({ zone: "Europe/London", locale: "en-GB" });
  localStorage.clear();
  toasts.length = 0;
  router.filter({ show: null, direction: null, contact_id: null, add: null });
  rows = [
    make("1", "Gareth", { kind: "money", reason: "Lent me ten pounds", amount: { amount_minor: 1000, currency: "GBP" }, due_on: "2026-04-01", overdue: true }),
    make("2", "Olga", { direction: "they_owe", kind: "money", reason: "Ferry ticket", amount: { amount_minor: 4500, currency: "EUR" } }),
  ];
  requests = network(server);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** @param {string} id @param {string} name @param {any} more */
const make = (id, name, more) => ({ id, contact: { id: `c${id}`, name }, application: null, direction: "i_owe", kind: "favour", reason: "", amount: null, arose_on: "2026-03-01", due_on: null, status: "open", overdue: false, settled_on: null, settlement_note: "", forgiven_on: null, origin: "by_hand", pre_existing: false, created_at: "2026-03-01T09:00:00Z", version: 1, ...more });

/** @param {Request} request @param {any} body */
function server(request, body) {
  const url = new URL(request.url);
  const path = url.pathname.replace("/api/v1", "");
  const row = rows.find(({ id }) => path.startsWith(`/ledger/${id}`));
  if (path === "/ledger/badge") return json(badge());
  if (path === "/contacts") return json({ items: [], next: null });
  if (path.endsWith("/settlement")) {
    Object.assign(row, request.method === "POST" ? { status: "settled", overdue: false, settled_on: body.on, settlement_note: body.note } : { status: "open", overdue: true, settled_on: null });
    return json(row, { status: request.method === "POST" ? 201 : 200 });
  }
  if (request.method === "DELETE") {
    rows = rows.filter((one) => one !== row);
    return new Response(null, { status: 204 });
  }
  if (request.method === "POST" && body.kind === "favour") return json(rows[rows.push(make("9", "Tom", body)) - 1], { status: 201 });
  if (request.method === "POST") return json({ status: 422, code: "money-for-words", detail: REFUSED, errors: [{ pointer: "/reason", code: "money-for-words", detail: REFUSED }] }, { status: 422 });
  const direction = url.searchParams.get("direction");
  const status = url.searchParams.getAll("status");
  return json({ items: rows.filter((one) => (!direction || one.direction === direction) && (!status.length || status.includes(one.status))), next: null });
}

function badge() {
  const due = rows.filter((one) => one.overdue);
  return { paid_in_full: !due.length, as_of: "2026-06-02", in_the_way_count: due.length, in_the_way: due, people: rows.map(({ contact }) => ({ contact, paid_in_full: true, in_the_way: 0 })), open_sums: [{ direction: "i_owe", currency: "GBP", amount_minor: 1000 }, { direction: "they_owe", currency: "EUR", amount_minor: 4500 }] };
}

const dialog = () => within(screen.getByRole("dialog", { hidden: true }));
const submit = () => fireEvent.submit(/** @type {HTMLFormElement} */ (screen.getByRole("dialog", { hidden: true }).querySelector("form")));

test("what stands in the way is named, and currencies are never added up", async () => {
  render(Ledger);
  const region = within(await screen.findByRole("region", { name: "One thing is due" }));
  expect(region.getByText(/Lent me ten pounds · £10/)).toBeTruthy();
  expect(screen.getAllByRole("definition").map(({ textContent }) => textContent)).toEqual(["£10", "€45"]);
});

test("settling takes its proof, makes the badge whole, and can be taken back", async () => {
  render(Ledger);
  await fireEvent.click((await screen.findAllByRole("button", { name: "Settle: Lent me ten pounds" }))[0]);
  await fireEvent.input(dialog().getByLabelText("What proves it"), { target: { value: "Bank transfer" } });
  await submit();
  expect(await screen.findByRole("heading", { name: "Paid in Full" })).toBeTruthy();
  expect(requests.find(({ method }) => method === "POST")?.body).toEqual({ on: "2026-06-02", note: "Bank transfer" });
  await waitFor(() => expect(toasts.length).toBe(1));
  await toasts[0].undo?.();
  expect(await screen.findByRole("heading", { name: "One thing is due" })).toBeTruthy();
});

test("money for words is refused plainly, at what it was for, and nothing typed is lost", async () => {
  render(Ledger);
  await fireEvent.click(await screen.findByRole("button", { name: "Add an entry" }));
  await fireEvent.input(dialog().getByLabelText("With whom"), { target: { value: "Dilys Pugh" } });
  await fireEvent.click(dialog().getByRole("radio", { name: "Money", hidden: true }));
  const reason = /** @type {HTMLInputElement} */ (dialog().getByLabelText("What for"));
  await fireEvent.input(reason, { target: { value: "For a good reference" } });
  await fireEvent.input(dialog().getByLabelText("How much"), { target: { value: "50" } });
  await submit();
  expect(await dialog().findByText(REFUSED)).toBeTruthy();
  expect(reason.getAttribute("aria-invalid")).toBe("true");
  expect(reason.value).toBe("For a good reference");
  expect(requests.findLast(({ method }) => method === "POST")?.body).toMatchObject({ contact_name: "Dilys Pugh", direction: "i_owe", kind: "money", amount: { amount_minor: 5000, currency: "GBP" } });
});

test("filters stand in the address and are asked of the API", async () => {
  render(Ledger);
  await fireEvent.change(await screen.findByLabelText("Who owes"), { target: { value: "they_owe" } });
  expect(location.search).toBe("?direction=they_owe");
  await waitFor(() => expect(within(screen.getByRole("region", { name: /^Entries/ })).getAllByRole("listitem").length).toBe(1));
  expect(screen.getByText("Olga owes you")).toBeTruthy();
});

/** Take an entry out by its menu. @param {string} reason */
async function takeOut(reason) {
  await fireEvent.click(await screen.findByRole("button", { name: `More for ${reason}` }));
  await fireEvent.click(screen.getByRole("menuitem", { name: "It should never have been here", hidden: true }));
}

test("an entry that could not be written again just so is asked about, and goes for good", async () => {
  render(Ledger);
  await takeOut("Lent me ten pounds");
  expect(dialog().getByText("The entry goes as if it had never been owed. This cannot be undone.")).toBeTruthy();
  expect(rows.length).toBe(2);
  await fireEvent.click(dialog().getByRole("button", { name: "It should never have been here", hidden: true }));
  await waitFor(() => expect(toasts.map(({ text, undo }) => [text, undo])).toEqual([["Taken out: Lent me ten pounds", undefined]]));
});

test("a favour written down today is taken out at once, and brought back just so", async () => {
  rows = [make("3", "Tom", { reason: "Drove me home", arose_on: "2026-06-02", created_at: "2026-06-02T09:00:00Z" })];
  render(Ledger);
  await takeOut("Drove me home");
  await waitFor(() => expect(rows).toEqual([]));
  await waitFor(() => expect(toasts.length).toBe(1));
  await toasts[0].undo?.();
  expect(rows).toEqual([expect.objectContaining({ reason: "Drove me home", arose_on: "2026-06-02", status: "open" })]);
});
