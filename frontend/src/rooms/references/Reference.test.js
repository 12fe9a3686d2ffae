import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setPlace } from "../../lib/dates.js";
import { json, network } from "../../lib/testserver.js";
import { toasts } from "../../lib/toasts.svelte.js";
import Reference from "./Reference.svelte";

const NOW = Date.parse("2026-06-02T10:00:00Z");
const about = { id: "b", title: "Bingo caller", organization_name: "Mecca" };
/** @type {any} */
let person;
/** @type {any[]} */
let history;
/** @type {any[]} */
let namings;
/** @type {any[]} */
let calls;
let rewarm = false;
let erased = false;
/** @type {string | null} */
let anonymised;
/** @type {ReturnType<typeof network>} */
let requests;

vi.setConfig({ testTimeout: 30_000 }); // a whole page is a lot for a pretended browser on a busy machine

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  setPlace({ zone: "Europe/London", locale: "en-GB" });
  localStorage.clear();
  toasts.length = 0;
  history = [];
  namings = [];
  calls = [];
  rewarm = false;
  erased = false;
  anonymised = null;
  person = {
    id: "1",
    contact_id: "11",
    name: "Dilys Pugh",
    job_title: "Duty manager",
    organization_name: null,
    addresses: [{ channel: "phone", value: "+44 113 496 0123", given_by_them: true, do_not_contact: false }],
    relationship: "line_manager",
    worked_together: [{ employer: "Leeds Arcades", from_year: 2023, to_year: null }],
    competencies: ["rota planning"],
    best_hours: "",
    current_employer: false,
    may_contact_now: true,
    recall_confirmed_on: null,
    notes: "",
    consent: { status: "not_asked", valid: false, on: null, expires_on: null },
    paid_in_full: true,
    warnings: ["2 employers have spoken to them in 90 days: rotate."],
    version: 3,
  };
  requests = network(server);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** As much of the API as the page talks to. @param {Request} request @param {any} body @returns {any} */
function server(request, body) {
  const url = new URL(request.url);
  const path = url.pathname.replace("/api/v1", "");
  if (path.endsWith("/consent")) return consent(request.method, body);
  if (path.startsWith("/references/1/consent/")) return history.pop() && new Response(null, { status: 204 });
  if (path.endsWith("/withdrawal-letters")) return json({ items: [{ application: about, naming_id: "n", recipient_name: "Priya Nair", subject: "Change to my references", body: "Dear Priya Nair,", mailto: "mailto:priya@mecca.example" }] });
  if (path.endsWith("/namings") && request.method === "POST") return json({ status: 409, code: "consent-missing", detail: "Dilys Pugh has not agreed to be named here." }, { status: 409 });
  if (path.endsWith("/namings")) return json({ items: namings, next: null });
  if (path.endsWith("/withdrawal")) return json(Object.assign(namings[0], { withdrawn_at: "2026-06-02T10:00:00Z" }), { status: 201 });
  if (path.endsWith("/readiness")) return json({ ...readiness, rewarm });
  if (path.endsWith("/contacts")) return json({ items: calls, next: null });
  if (path === "/employer-contacts/k" && request.method === "PATCH") return json(Object.assign(calls[0], { application: about }));
  if (path === "/namings/n" && request.method === "DELETE") return namings.pop() && new Response(null, { status: 204 });
  if (path === "/employer-contacts/k") return calls.pop() && new Response(null, { status: 204 });
  if (path.endsWith("/ledger")) return json({ contact: { id: "11", name: "Dilys Pugh" }, paid_in_full: true, in_the_way_count: 0, open_sums: [], open: [], closed: [] });
  if (path.endsWith("/erasure")) return erase(url, body);
  if (path === "/references/1" && request.method === "PATCH") {
    if (!["*", `"${person.version}.00000000"`].includes(request.headers.get("If-Match") ?? "")) return json({ status: 412, code: "precondition-failed" }, { status: 412 });
    Object.assign(person, body, { version: person.version + 1 });
  }
  if (path === "/references/1") return json({ ...person, anonymised_at: anonymised });
  if (path === "/stages") return json({ items: [{ id: "final" }], next: null });
  if (path === "/applications/b") return json({ organization: { id: "o" }, agency: null });
  if (path === "/applications") return json({ items: [{ id: "b", title: "Bingo caller", organization: { name: "Mecca" }, stage: { id: "final", category: "interviewing" } }], next: null });
  return json({ items: [], next: null });
}

/** @param {string} method @param {any} body */
function consent(method, body) {
  if (method === "POST") history.push({ id: `s${history.length}`, scope: "general", application_id: null, on: "2026-06-02", expires_on: null, channel: null, by_referee: false, note: "", ...body });
  const last = history.at(-1)?.status ?? "not_asked";
  const general = { status: last, valid: last === "granted", on: last === "not_asked" ? null : "2026-06-02", expires_on: last === "granted" ? "2026-11-29" : null };
  if (method === "POST") return json(history.at(-1), { status: 201 });
  return json({ reference_id: "1", general, may_ask_from: last === "declined" ? "2026-11-29" : null, history, still_named: last === "withdrawn" ? [about] : [] });
}

/** @param {URL} url @param {any} body */
function erase(url, body) {
  if (body.name !== "Dilys Pugh") return json({ status: 422, code: "name-mismatch", detail: "That is not the name.", errors: [{ pointer: "/name", code: "name-mismatch", detail: "That is not the name." }] }, { status: 422 });
  erased = url.searchParams.get("dry_run") !== "true";
  return json({ erased: { contact: 1, touchpoint: 2, rewritten: 7 } });
}

const readiness = {
  reference: { id: "1", contact_id: "11", name: "Dilys Pugh" },
  score: 60,
  band: "needs_warming",
  why_zero: "",
  capped: true,
  parts: [{ name: "brief", weight: 0.25, value: 0.5, points: 12.5, sentence: "Told about the search 3 days ago, but not about this job." }],
  improvements: [{ code: "confirm_recall", sentence: "Ask what they remember of working with you.", score: 82.6, band: "ready", gain: 22.6, from_on: null }],
};
const naming = (more = {}) => ({ id: "n", reference: readiness.reference, application: about, named_at: "2026-06-01T10:00:00Z", recipient_name: "Priya Nair", address: "", calls_from: null, calls_to: null, answer: null, answer_note: "", best_number: "", withdrawn_at: null, withdrawn_reason: "", version: 1, ...more });
const call = (more = {}) => ({ id: "k", reference: readiness.reference, application: null, at: "2026-06-02T08:00:00Z", channel: "phone", caller: "Priya Nair", result: "went_well", notes: "She asked about rotas", version: 1, ...more });
const region = async (/** @type {string} */ name) => within(await screen.findByRole("region", { name }));
const dialog = () => within(screen.getByRole("dialog", { hidden: true }));
const submit = () => fireEvent.submit(/** @type {HTMLFormElement} */ (screen.getByRole("dialog", { hidden: true }).querySelector("form")));

test("what to think of comes first", async () => {
  render(Reference, { id: "1" });
  expect((await region("Think of this first")).getByText("2 employers have spoken to them in 90 days: rotate.")).toBeTruthy();
});

test("a yes is one tap, stands in the history, and is taken back with one", async () => {
  render(Reference, { id: "1" });
  const panel = await region("Their consent");
  await fireEvent.click(await panel.findByRole("button", { name: "They said yes" }));
  expect(await panel.findByText("Yes, until Sun 29 November")).toBeTruthy();
  expect(panel.getByText("One step so far")).toBeTruthy();
  await waitFor(() => expect(toasts.length).toBe(1));
  await toasts[0].undo?.();
  expect(await panel.findByText("Not asked yet")).toBeTruthy();
  expect(requests.find(({ method }) => method === "DELETE")?.path).toBe("/api/v1/references/1/consent/s0");
});

test("whoever took it back leaves a letter to each employer that has the name", async () => {
  history = [{ id: "s0", status: "withdrawn", scope: "general", application_id: null, on: "2026-06-02", expires_on: null, channel: null, by_referee: true, note: "" }];
  namings = [naming()];
  render(Reference, { id: "1" });
  const panel = await region("Their consent");
  expect(await panel.findByText("One employer still has the name.")).toBeTruthy();
  expect(panel.getByRole("link", { name: "Open in mail app" }).getAttribute("href")).toBe("mailto:priya@mecca.example");
  await fireEvent.click(panel.getByRole("button", { name: "I have told them" }));
  expect(await (await region("Who has the name")).findByText("One employer had it")).toBeTruthy();
});

test("nobody is named without their yes: the refusal says so, and the form stays", async () => {
  render(Reference, { id: "1" });
  await fireEvent.click(await screen.findByRole("button", { name: "Name them" }));
  await dialog().findByRole("option", { name: "Bingo caller, Mecca", hidden: true });
  await submit();
  expect(await dialog().findByText("Dilys Pugh has not agreed to be named here.")).toBeTruthy();
  expect(requests.find(({ method, path }) => method === "POST" && path.endsWith("/namings"))?.body).toMatchObject({ application_id: "b" });
});

test("the score opens into its parts, with a table's numbers and their reasons", async () => {
  render(Reference, { id: "1" });
  const panel = await region("Readiness");
  expect(await panel.findByRole("row", { name: /Briefing Told about the search 3 days ago, but not about this job\. 12\.5 of 25/ })).toBeTruthy();
  expect(panel.getByText(/It stays at 60/)).toBeTruthy();
  await fireEvent.click(panel.getByRole("button", { name: "They told me: Dilys Pugh" }));
  await waitFor(() => expect(requests.find(({ method }) => method === "PATCH")?.body).toEqual({ recall_confirmed_on: "2026-06-02" }));
});

test("erasing says what goes, and wants the name once more", async () => {
  render(Reference, { id: "1" });
  const panel = await region("Their data");
  expect(panel.getByRole("link", { name: "Everything held, as a text" }).getAttribute("href")).toBe("/api/v1/contacts/11/data.txt");
  await fireEvent.click(panel.getByRole("button", { name: "Erase …" }));
  expect(await dialog().findByText(/3 entries are about them\.\s+7 texts of yours name them\./)).toBeTruthy();
  await fireEvent.input(dialog().getByLabelText("Their name, once more"), { target: { value: "Dilys" } });
  await submit();
  expect(await dialog().findByText("That is not the name.")).toBeTruthy();
  expect(erased).toBe(false);
  await fireEvent.input(dialog().getByLabelText("Their name, once more"), { target: { value: "Dilys Pugh" } });
  await submit();
  await waitFor(() => expect(location.pathname).toBe("/references"));
  await waitFor(() => expect(toasts.map(({ text }) => text)).toEqual(["Erased. Nothing about them is held any more."]));
  expect(erased).toBe(true);
});

test("a no is thanked for and not questioned", async () => {
  history = [{ id: "s0", status: "declined", scope: "general", application_id: null, on: "2026-06-02", expires_on: null, channel: null, by_referee: false, note: "" }];
  render(Reference, { id: "1" });
  const panel = await region("Their consent");
  expect(await panel.findByText("You could ask again from Sun 29 November, should you want to.")).toBeTruthy();
  expect(panel.queryByRole("button", { name: "I asked them" })).toBe(null);
});

test("whoever was made anonymous can neither be asked nor named nor changed", async () => {
  anonymised = "2026-06-01T10:00:00Z";
  render(Reference, { id: "1" });
  expect(await screen.findByText("Nothing tells any more who this was.")).toBeTruthy();
  for (const name of ["Edit", "Name them", "I asked them"]) expect(screen.queryByRole("button", { name })).toBe(null);
});

test("details changed in two places are joined, and what both changed is put to the person", async () => {
  render(Reference, { id: "1" });
  await fireEvent.click(await screen.findByRole("button", { name: "Edit" }));
  person = { ...person, notes: "Theirs.", best_hours: "After five", version: 4 };
  await fireEvent.input(dialog().getByLabelText(/^Notes/), { target: { value: "Mine." } });
  await submit();
  await fireEvent.click(await dialog().findByRole("radio", { name: /Theirs\./, hidden: true }));
  await submit();
  await waitFor(() => expect(screen.queryByRole("dialog", { hidden: true })).toBe(null));
  expect(person).toMatchObject({ notes: "Theirs.", best_hours: "After five" });
});

test("what cannot be given back is asked about first: a naming with its answer, a call with its notes", async () => {
  namings = [naming({ answer: "confirmed", answer_note: "After five" })];
  calls = [call({ application: about })];
  render(Reference, { id: "1" });
  await fireEvent.click(await screen.findByRole("button", { name: "More for Bingo caller, Mecca" }));
  await fireEvent.click(screen.getByRole("menuitem", { name: "It never happened", hidden: true }));
  expect(dialog().getByText(/with what Dilys Pugh said to it, the note and the number\. This cannot be undone\./)).toBeTruthy();
  expect(namings.length).toBe(1);
  await fireEvent.click(dialog().getByRole("button", { name: "It never happened", hidden: true }));
  await waitFor(() => expect(screen.queryByRole("dialog", { hidden: true })).toBe(null));
  const panel = await region("Calls from employers");
  await fireEvent.click(panel.getByRole("button", { name: "More for Priya Nair, Mecca" }));
  await fireEvent.click(panel.getByRole("menuitem", { name: "It never happened", hidden: true }));
  await fireEvent.click(dialog().getByRole("button", { name: "It never happened", hidden: true }));
  await waitFor(() => expect(toasts.length).toBe(2));
  expect([namings.length, calls.length, toasts.some(({ undo }) => undo)]).toEqual([0, 0, false]);
});

test("a call is for no application until whoever rang is known, or somebody says which", async () => {
  namings = [naming()];
  render(Reference, { id: "1" });
  await fireEvent.click(await screen.findByRole("button", { name: "Log a call" }));
  const which = /** @type {HTMLSelectElement} */ (dialog().getByLabelText("For the application"));
  await dialog().findByRole("option", { name: "Bingo caller, Mecca", hidden: true });
  expect(which.value).toBe("");
  await fireEvent.input(dialog().getByLabelText(/^Who rang/), { target: { value: "priya nair" } });
  await waitFor(() => expect(which.value).toBe("b"));
  await fireEvent.change(which, { target: { value: "" } });
  await submit();
  await waitFor(() => expect(requests.find(({ method, path }) => method === "POST" && path.endsWith("/contacts"))?.body).toMatchObject({ application_id: null, caller: "priya nair" }));
});

test("a call is given its application later", async () => {
  calls = [call()];
  render(Reference, { id: "1" });
  await fireEvent.click(await screen.findByRole("button", { name: "Which application was it for?" }));
  await fireEvent.change(await dialog().findByLabelText("For the application"), { target: { value: "b" } });
  await submit();
  await waitFor(() => expect(requests.find(({ method }) => method === "PATCH")?.body).toEqual({ application_id: "b" }));
  expect(await screen.findByRole("link", { name: "Bingo caller" })).toBeTruthy();
});

test("before somebody is named who needs warming, it says so, and one tap confirms what they remember", async () => {
  rewarm = true;
  render(Reference, { id: "1" });
  await fireEvent.click(await screen.findByRole("button", { name: "Name them" }));
  expect(await dialog().findByText("Get in touch with Dilys Pugh first.")).toBeTruthy();
  await fireEvent.click(dialog().getByRole("button", { name: "They told me what they remember: Dilys Pugh", hidden: true }));
  await waitFor(() => expect(requests.find(({ method }) => method === "PATCH")?.body).toEqual({ recall_confirmed_on: "2026-06-02" }));
});
