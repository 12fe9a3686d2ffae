import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setPlace } from "../../lib/dates.js";
import { json, network } from "../../lib/testserver.js";
import { toasts } from "../../lib/toasts.svelte.js";
import Retention from "./Retention.svelte";

const NOW = Date.parse("2027-06-03T10:00:00Z");
const why = "All their applications are closed; nothing has happened since June 2026.";
/** @type {any[]} */
let people;
/** @type {any} */
let refusal;
/** @type {ReturnType<typeof network>} */
let requests;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  setPlace({ zone: "Europe/London", locale: "en-GB" });
  toasts.length = 0;
  refusal = null;
  people = [person("1", "Priya Nair", true, { contact_address: 1, touchpoint: 2 }), person("2", "Tom Reed", false, { interviewer: 1, umbrella: 3 })];
  requests = network(server);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** @param {string} contact_id @param {string} name @param {boolean} due @param {Record<string, number>} goes */
const person = (contact_id, name, due, goes) => ({ contact_id, name, role: "hiring_manager", why, since: "2026-06-02T09:00:00Z", due_on: due ? "2027-06-02" : "2027-06-20", due, goes });

/** @param {Request} request @param {any} body */
function server(request, body) {
  if (request.method === "GET") return json({ contacts: people, more: 0 });
  if (refusal) return json(refusal, { status: refusal.status });
  if (!request.url.includes("dry_run")) people = people.filter(({ contact_id }) => !body.contact_ids.includes(contact_id));
  return json({ mode: body.mode, counts: { contact: body.contact_ids.length, touchpoint: 2, rewritten: 1, stored_answer: 9 } });
}

const dialog = () => within(screen.getByRole("dialog", { hidden: true }));
/** The list was read in the beginning, after the change, and once more when the dialog was closed. */
const readAnew = () => waitFor(() => expect(requests.filter(({ method }) => method === "GET").length).toBe(3));
const changes = () => requests.filter(({ method, path }) => method === "POST" && !path.includes("dry_run"));

test("each is said with why, since when and what is held; a kind that is new here goes by the server's name", async () => {
  render(Retention);
  const due = within(await screen.findByRole("list", { name: "Due now" }));
  expect(due.getByText("Hiring manager · due since Wed 2 June")).toBeTruthy();
  expect(due.getByText(why)).toBeTruthy();
  expect(due.getByText("Held: an address, 2 exchanges.")).toBeTruthy();
  expect(due.getByRole("link", { name: "What you keep about Priya Nair" }).getAttribute("href")).toBe("/people/1");
  const soon = within(screen.getByRole("list", { name: "Within thirty days" }));
  expect(soon.getByText("Hiring manager · due on Sun 20 June")).toBeTruthy();
  expect(soon.getByText("Held: a seat in an interview, 3 × umbrella.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Erase …" })).toBe(null);
});

test("only those who are chosen go, and only once somebody has said that it cannot be undone", async () => {
  render(Retention);
  await fireEvent.click(await screen.findByLabelText("Priya Nair"));
  expect(screen.getByRole("status").textContent).toBe("One chosen");
  await fireEvent.click(screen.getByRole("button", { name: "Erase …" }));
  expect(dialog().getByRole("heading", { name: "Erase Priya Nair for good?", hidden: true })).toBeTruthy();
  expect(await dialog().findByText(/3 entries are about them\.\s+One text of yours names them\./)).toBeTruthy();
  expect(dialog().getByRole("button", { name: "Erase for good", hidden: true })).toHaveProperty("disabled", true);
  expect(changes()).toEqual([]);
  await fireEvent.click(dialog().getByLabelText("I know that this cannot be undone"));
  await fireEvent.click(dialog().getByRole("button", { name: "Erase for good", hidden: true }));
  await waitFor(() => expect(toasts.map(({ text }) => text)).toEqual(["Erased. Nothing about them is held any more."]));
  expect(changes().map(({ body }) => body)).toEqual([{ contact_ids: ["1"], mode: "erase" }]);
  await waitFor(() => expect(screen.queryByLabelText("Priya Nair")).toBe(null));
  expect(screen.getByLabelText("Tom Reed")).toBeTruthy();
  await readAnew();
});

test("all are chosen at once, and nobody is left", async () => {
  render(Retention);
  await fireEvent.click(await screen.findByLabelText("Choose all 2"));
  await fireEvent.click(screen.getByRole("button", { name: "Anonymise …" }));
  expect(await dialog().findByText("Make 2 people anonymous?")).toBeTruthy();
  await fireEvent.click(await dialog().findByLabelText("I know that this cannot be undone"));
  await fireEvent.click(dialog().getByRole("button", { name: "Anonymise for good", hidden: true }));
  expect(await screen.findByText("Nobody’s time has come.")).toBeTruthy();
  await readAnew();
  expect(changes().map(({ body }) => body)).toEqual([{ contact_ids: ["1", "2"], mode: "anonymise" }]);
});

test("what stands in the way is said in the server's words, before anything is confirmed, and of whom", async () => {
  const detail = "A message to them is on its way, or may have arrived. Say first what became of it.";
  refusal = { status: 409, code: "message-on-its-way", detail, errors: [{ pointer: "/contact_ids/1", code: "message-on-its-way", detail }] };
  render(Retention);
  await fireEvent.click(await screen.findByLabelText("Choose all 2"));
  await fireEvent.click(screen.getByRole("button", { name: "Erase …" }));
  expect((await dialog().findByRole("alert", { hidden: true })).textContent).toContain(detail);
  expect(dialog().getByText("This one").closest("li")?.textContent).toContain("Tom Reed");
  expect(dialog().queryByRole("button", { name: "Erase for good", hidden: true })).toBe(null);
  expect(changes()).toEqual([]);
});
