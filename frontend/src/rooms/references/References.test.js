import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setPlace } from "../../lib/dates.js";
import { router } from "../../lib/router.svelte.js";
import { json, network } from "../../lib/testserver.js";
import { toasts } from "../../lib/toasts.svelte.js";
import References from "./References.svelte";

const NOW = Date.parse("2026-06-02T10:00:00Z");
const dilys = { id: "1", contact_id: "11", name: "Dilys Pugh" };
const tom = { id: "2", contact_id: "12", name: "Tom Reed" };
/** @type {any[]} */
let people;
/** @type {any} */
let set;
/** @type {ReturnType<typeof network>} */
let requests;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  setPlace({ zone: "Europe/London", locale: "en-GB" });
  localStorage.clear();
  toasts.length = 0;
  history.replaceState(null, "", "/references");
  router.filter({ application: null, q: null, add: null });
  const consent = { status: "granted", valid: true, on: "2026-06-01", expires_on: "2026-11-28" };
  people = [
    { ...tom, relationship: "peer", job_title: null, organization_name: null, worked_together: [], competencies: [], notes: "", consent: { status: "not_asked", valid: false, on: null, expires_on: null }, contacts_90_days: 0, live_namings: 0, paid_in_full: false, warnings: [] },
    { ...dilys, relationship: "line_manager", job_title: "Duty manager", organization_name: null, worked_together: [{ employer: "Leeds Arcades" }], competencies: ["rota planning"], notes: "", addresses: [], consent, contacts_90_days: 3, live_namings: 1, paid_in_full: true, warnings: ["3 employers have spoken to them in 90 days."] },
  ];
  const brief = { code: "brief", sentence: "Brief them for this job.", score: 82.6, band: "ready", gain: 22.6, from_on: null };
  const ask = { code: "get_consent", sentence: "Ask whether they would vouch for you.", score: 47, band: "not_ready", gain: 47, from_on: null };
  set = {
    application: { id: "b", title: "Bingo caller", organization_name: "Mecca" },
    wanted: 2,
    usual: false,
    ready: false,
    request: { names_due_on: "2026-06-12", version: 1, wanted: 2, competencies: [], notes: "" },
    chosen: [dilys],
    missing: [{ code: "too_few", sentence: "1 of 2 are ready, so 1 more: ask somebody else to vouch for you." }],
    next_steps: [{ reference: dilys, action: brief }, { reference: tom, action: ask }],
    rotation: [{ tired: dilys, contacts_90_days: 3, instead: tom }],
    members: [
      { reference: dilys, score: 60, band: "needs_warming", consent, named: false, obstacle: null, parts: [{ name: "brief", value: 0.5, sentence: "Told about the search 3 days ago, but not about this job." }], improvements: [brief] },
      { reference: tom, score: 0, band: "not_ready", consent: people[0].consent, named: false, obstacle: "no_consent", parts: [{ name: "brief", value: 0, sentence: "Not briefed yet." }], improvements: [ask] },
    ],
  };
  requests = network(server);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** @param {string} id @param {string} title @param {string} stage */
const application = (id, title, stage) => ({ id, title, organization: { name: "Mecca" }, stage: { id: stage, name: stage, category: "interviewing" }, outcome: null });

/** As much of the API as the page talks to. @param {Request} request */
function server(request) {
  const path = new URL(request.url).pathname.replace("/api/v1", "");
  if (path === "/references") return json({ items: people, next: null });
  if (path === "/stages") return json({ items: [{ id: "applied" }, { id: "final" }], next: null });
  if (path === "/applications") return json({ items: [application("a", "Night porter", "applied"), application("b", "Bingo caller", "final")], next: null });
  if (path.endsWith("/reference-set")) return json(set);
  if (path === "/references/expected-calls") return json({ from_day: "2026-06-02", to_day: "2026-06-08", items: [call] });
  if (path.endsWith("/briefings")) return request.method === "GET" ? json({ items: [], next: null }) : json({ id: "77", version: 1 }, { status: 201 });
  return json({ items: [], next: null });
}

const call = { naming_id: "n", briefing_id: null, reference: dilys, application: { id: "b", title: "Bingo caller", organization_name: "Mecca" }, caller: "Priya Nair", calls_from: "2026-06-04T09:00:00Z", calls_to: "2026-06-05T16:00:00Z", answer: null, number: "+44 113 496 0123", best_hours: "After five", briefed_at: null, briefed: false, consent: { status: "withdrawn", valid: false, on: null, expires_on: null }, calls_so_far: 2 };
const asked = (/** @type {string} */ end) => requests.filter(({ path }) => path.endsWith(end));

test("first comes whether the set is ready, for the application furthest on", async () => {
  render(References);
  expect(await screen.findByRole("heading", { name: "Not ready yet" })).toBeTruthy();
  expect(/** @type {HTMLSelectElement} */ (screen.getByLabelText("For the process")).value).toBe("b");
  expect(screen.getByText("1 of 2 are ready, so 1 more: ask somebody else to vouch for you.")).toBeTruthy();
  expect(screen.getByText(/They ask for 2 references\.\s+They want the names by/)).toBeTruthy();
  expect(screen.getByText("From 60 to 82.6: ready")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Name Tom Reed instead" }).getAttribute("href")).toBe("/references/2?application=b");
});

test("which process it is about stands in the address", async () => {
  render(References);
  await fireEvent.change(await screen.findByLabelText("For the process"), { target: { value: "a" } });
  expect(location.search).toBe("?application=a");
  await waitFor(() => expect(asked("/applications/a/reference-set").length).toBe(1));
});

test("what would help leads to where it is done", async () => {
  render(References);
  const links = await screen.findAllByRole("link", { name: "Ask: Tom Reed" });
  expect(links[0].getAttribute("href")).toBe("/references/2?application=b#consent");
  await fireEvent.click((await screen.findAllByRole("button", { name: "Brief: Dilys Pugh" }))[0]);
  await waitFor(() => expect(location.pathname).toBe("/briefings/77"));
  expect(requests.find(({ method }) => method === "POST")?.body).toEqual({ application_id: "b" });
});

test("who may be called this week is said with what they know and whether they agreed", async () => {
  render(References);
  const panel = within(await screen.findByRole("region", { name: "Who may be called this week" }));
  expect(await panel.findByText("Thu 4 June, 10:00 to Fri 5 June, 17:00")).toBeTruthy();
  for (const text of ["Has not answered yet", "No valid consent", "Rung 2 times so far", "Not briefed for this job."]) expect(panel.getByText(text)).toBeTruthy();
});

test("the most ready stand first, with consent, debts and what tires them", async () => {
  render(References);
  const list = within(await screen.findByRole("region", { name: /^Who vouches for you/ }));
  await waitFor(() => expect(list.getAllByRole("heading", { level: 3 }).map(({ textContent }) => textContent)).toEqual(["Dilys Pugh", "Tom Reed"]));
  for (const text of ["Yes, until Sat 28 November", "Not asked yet", "Paid in Full", "Something is due", "3 employers have spoken to them in 90 days."]) expect(list.getByText(text)).toBeTruthy();
});

test("a search narrows the list down, and takes no account of marks", async () => {
  render(References);
  await fireEvent.input(await screen.findByRole("searchbox"), { target: { value: "RÓTA" } });
  const list = within(screen.getByRole("region", { name: /^Who vouches for you/ }));
  expect(list.getAllByRole("heading", { level: 3 }).length).toBe(1);
  expect(location.search).toContain("q=R%C3%93TA");
});

test("with nobody there, one tap begins the first", async () => {
  people = [];
  render(References);
  await fireEvent.click(await screen.findByRole("button", { name: "Write down the first" }));
  expect(screen.getByRole("dialog", { name: "Add a reference", hidden: true })).toBeTruthy();
  expect(location.search).toBe("?add=1");
});
