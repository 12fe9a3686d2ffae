import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setPlace } from "../../lib/dates.js";
import { json, network } from "../../lib/testserver.js";
import Referee from "./Referee.svelte";
import { elsewhere, windowOf } from "./referee.js";

/** @type {any} */
let view;
let answered = false;
let silent = false;
/** @type {ReturnType<typeof network>} */
let requests;

beforeEach(() => {
  setPlace({ zone: "Europe/London", locale: "en-GB" });
  window.scrollTo = () => undefined;
  answered = silent = false;
  view = {
    candidate: "Sam Okafor",
    referee: "Dilys Pugh",
    role: "Bingo caller",
    employer: "Mecca",
    caller: "",
    calls_from: "2026-06-04T09:00:00Z",
    calls_to: "2026-06-04T12:00:00Z",
    zone: "Europe/London",
    points: ["Kept the arcade open"],
    facts: "",
    weak_spot: "",
    number: "+44 113 496 0123",
    attachments: [{ id: "f", name: "CV.pdf", media_type: "application/pdf", size_bytes: 48_213 }],
    expires_at: "2026-06-16T09:00:00Z",
  };
  requests = network((request, body) => {
    if (silent) throw new TypeError("nobody");
    if (answered) return json({ status: 404, code: "not-found", detail: "There is nothing here." }, { status: 404 });
    if (request.method === "GET") return json(view);
    answered = true;
    return json({ candidate: view.candidate, answer: body.answer, forgotten: body.forget_me }, { status: 201 });
  });
});
afterEach(() => vi.unstubAllGlobals());

const answers = () => requests.filter(({ method }) => method === "POST");
const send = async () => fireEvent.submit((await screen.findByRole("button", { name: "Send my answer" })).closest("form") ?? document.body);

test("it says what it is about, and the tab's name says nothing", async () => {
  render(Referee, { code: "c0de" });
  expect(await screen.findByRole("heading", { level: 1, name: "May Mecca ring you about Sam Okafor?" })).toBeTruthy();
  expect(document.title).toBe("A question for you · Afterview");
  expect(document.head.querySelector("meta[name=robots]")?.getAttribute("content")).toContain("noindex");
  expect(screen.getByText("Somebody from Mecca")).toBeTruthy();
  expect(screen.getByRole("link", { name: "CV.pdf" }).getAttribute("href")).toBe("/api/v1/referee-pages/c0de/attachments/f/content");
});

test("a yes with a better number is one request, and what happens next is said", async () => {
  render(Referee, { code: "c0de" });
  await fireEvent.click(await screen.findByLabelText(/That time suits me/));
  await fireEvent.input(screen.getByLabelText(/A better number/), { target: { value: "+44 7700 900123" } });
  await send();
  expect(await screen.findByText("Sam Okafor can see that you are happy to take the call.")).toBeTruthy();
  expect(document.activeElement?.textContent).toBe("Thank you");
  expect(screen.queryByRole("link", { name: "CV.pdf" })).toBe(null);
  expect(answers().map(({ path, body }) => [path, body])).toEqual([["/api/v1/referee-pages/c0de/answer", { answer: "confirmed", best_number: "+44 7700 900123", note: "", forget_me: false }]]);
});

test("another time goes out as an instant, and a no takes no number with it", async () => {
  render(Referee, { code: "c0de" });
  await fireEvent.click(await screen.findByLabelText(/Another time/));
  await fireEvent.input(screen.getByLabelText(/^From/), { target: { value: "2026-06-04T17:00" } });
  await fireEvent.input(screen.getByLabelText(/A better number/), { target: { value: "1" } });
  await send();
  await screen.findByRole("heading", { name: "Thank you" });
  expect(answers()[0].body).toMatchObject({ answer: "other_time", calls_from: expect.stringMatching(/^2026-06-0\d.*Z$/), calls_to: null });
});

test("a page that was answered in the meantime is refused like any that is not there", async () => {
  render(Referee, { code: "c0de" });
  await fireEvent.click(await screen.findByLabelText(/I would rather not/));
  answered = true;
  await send();
  expect(await screen.findByText(/There is nothing here, or nothing any more/)).toBeTruthy();
  expect(screen.queryByText(/Kept the arcade open/)).toBe(null);
});

test("whatever is wrong with a code, the same is said", async () => {
  answered = true;
  render(Referee, { code: "guessed" });
  expect(await screen.findByText(/There is nothing here, or nothing any more/)).toBeTruthy();
  expect(screen.queryByRole("alert")).toBe(null);
});

test("a network that fails is no refusal: what was written stays", async () => {
  render(Referee, { code: "c0de" });
  await fireEvent.click(await screen.findByLabelText(/That time suits me/));
  await fireEvent.input(screen.getByLabelText(/Anything Sam Okafor should know/), { target: { value: "Gladly" } });
  silent = true;
  await send();
  expect(await screen.findByRole("alert")).toBeTruthy();
  expect(/** @type {HTMLTextAreaElement} */ (screen.getByLabelText(/Anything Sam Okafor should know/)).value).toBe("Gladly");
  silent = false;
  await send();
  expect(await screen.findByRole("heading", { name: "Thank you" })).toBeTruthy();
});

test("to be deleted is asked about once more", async () => {
  render(Referee, { code: "c0de" });
  await fireEvent.click(await screen.findByRole("button", { name: "Please delete what is kept about me" }));
  expect(answers()).toEqual([]);
  await fireEvent.click(screen.getByRole("button", { name: "Yes, ask for everything to be deleted", hidden: true }));
  await waitFor(() => expect(answers()[0]?.body).toEqual({ answer: "declined", note: "", best_number: "", forget_me: true }));
  expect(await screen.findByRole("heading", { name: "It has been passed on" })).toBeTruthy();
  expect(screen.queryByText(/Kept the arcade open/)).toBe(null);
});

test("without an employer it is about whoever may ring", async () => {
  view = { ...view, employer: "", role: "", calls_from: null, calls_to: null };
  render(Referee, { code: "c0de" });
  expect(await screen.findByRole("heading", { level: 1, name: "May an employer ring you about Sam Okafor?" })).toBeTruthy();
  expect(screen.getByLabelText(/They may ring me/)).toBeTruthy();
});

test("a window is said in the time of whoever looks, and in the candidate's where the clocks differ", () => {
  const both = { calls_from: "2026-06-04T22:00:00Z", calls_to: "2026-06-04T23:30:00Z" };
  expect(windowOf(both, "America/New_York")).toBe("Thursday 4 June, 18:00 to 19:30");
  expect(windowOf(both, "Europe/London")).toBe("Thursday 4 June, 23:00 to Friday 5 June, 00:30");
  expect(windowOf({ calls_from: null, calls_to: both.calls_to }, "UTC")).toBe("Until Thursday 4 June, 23:30");
  expect(windowOf({ calls_from: null, calls_to: null })).toBe("");
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  expect(elsewhere({ ...view, ...both, zone: here })).toBe(null);
  expect(elsewhere({ ...view, ...both, zone: "Asia/Kathmandu" })).toEqual({ place: "Kathmandu", window: "Friday 5 June, 03:45 to 05:15" });
  expect(elsewhere({ ...view, ...both, zone: "Mars/Olympus" })).toBe(null);
});
