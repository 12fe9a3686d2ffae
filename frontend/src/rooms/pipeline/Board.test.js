import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { json, network } from "../../lib/testserver.js";
import { toasts } from "../../lib/toasts.svelte.js";
import Board from "./Board.svelte";

const STAGES = /** @type {const} */ ([["saved", "Saved", "saved"], ["applied", "Applied", "applied"], ["talk", "First interview", "interviewing"], ["no", "Rejected", "closed"]]);
/** @type {Record<string, { title: string, stage: string, board_position: number }>} */
let rows;
/** @type {ReturnType<typeof network>} */
let requests;
const sent = () => requests.filter(({ method }) => method !== "GET").map(({ method, path, body }) => ({ method, path: path.replace("/api/v1", ""), body }));

beforeEach(() => {
  rows = {
    a: { title: "Archivist", stage: "saved", board_position: 1 },
    b: { title: "Baker", stage: "saved", board_position: 2 },
    c: { title: "Caller", stage: "talk", board_position: 1 },
  };
  toasts.length = 0;
  requests = network(server);
  vi.stubGlobal("IntersectionObserver", class { observe() {} disconnect() {} });
  vi.stubGlobal("matchMedia", () => ({ matches: true, addEventListener() {}, removeEventListener() {} }));
  Element.prototype.scrollIntoView = () => undefined;
  Element.prototype.scrollTo = () => undefined;
});
afterEach(() => vi.unstubAllGlobals());

/** As much of the API as the board talks to. @param {Request} request @param {any} body */
function server(request, body) {
  const [, kind, id] = new URL(request.url).pathname.replace("/api/v1", "").split("/");
  if (kind === "stages") return json({ items: STAGES.map((_, index) => ({ ...stage(index), retired: false, position: index })), next: null });
  if (kind === "board") return json(board());
  if (body.to_stage_id) rows[id].stage = body.to_stage_id;
  if (body.board_position !== undefined) rows[id].board_position = body.board_position;
  return json({ id });
}

/** @param {number} index */
const stage = (index) => ({ id: STAGES[index][0], name: STAGES[index][1], status: "draft", category: STAGES[index][2] });

function board() {
  const columns = [0, 1, 2].map((index) => {
    const applications = Object.entries(rows)
      .filter(([, row]) => row.stage === STAGES[index][0])
      .sort(([, one], [, other]) => one.board_position - other.board_position)
      .map(([id, { title, board_position }]) => ({ id, version: 1, title, organization_name: "Mecca", desirability: null, tags: [], fallback: false, board_position, stage_entered_at: "2026-06-01T09:00:00Z", last_activity_at: "2026-06-01T09:00:00Z", next_interview_at: null }));
    return { stage: stage(index), count: applications.length, applications };
  });
  return { columns, closed: [] };
}

/** @param {string} name of a stage @returns {string[]} its cards */
const cards = (name) => within(screen.getByRole("group", { name: new RegExp(`^${name}`) })).queryAllByRole("link", { name: /^(Archivist|Baker|Caller)$/ }).map((link) => link.textContent ?? "");

async function shown() {
  render(Board);
  await screen.findByRole("link", { name: "Archivist" });
  await screen.findAllByRole("button", { name: /^Move to/ });
}

test("Alt and an arrow takes a card to the stage beside; the focus goes with it, and the server is told from where", async () => {
  await shown();
  const link = screen.getByRole("link", { name: "Archivist" });
  link.focus();
  await fireEvent.keyDown(link, { key: "ArrowRight", altKey: true });
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Archivist"));
  expect(cards("Applied")).toEqual(["Archivist"]);
  expect(toasts.at(-1)?.text).toBe("“Archivist” is now in Applied, 1 of 1.");
  await waitFor(() => expect(sent()).toEqual([{ method: "POST", path: "/applications/a/moves", body: { to_stage_id: "applied", from_stage_id: "saved", board_position: 0 } }]));
});

test("a move can be taken back: the card returns to its stage and to its place", async () => {
  await shown();
  await fireEvent.keyDown(screen.getByRole("link", { name: "Archivist" }), { key: "ArrowRight", altKey: true });
  await waitFor(() => expect(cards("Applied")).toEqual(["Archivist"]));
  await toasts.at(-1)?.undo?.();
  expect(cards("Saved")).toEqual(["Archivist", "Baker"]);
  expect(sent().at(-1)).toMatchObject({ path: "/applications/a/moves", body: { to_stage_id: "saved", from_stage_id: "applied", board_position: 1 } });
});

test("up and down change the order within a stage and say so in words", async () => {
  await shown();
  await fireEvent.keyDown(screen.getByRole("link", { name: "Archivist" }), { key: "ArrowDown", altKey: true });
  await waitFor(() => expect(cards("Saved")).toEqual(["Baker", "Archivist"]));
  expect(document.activeElement?.textContent).toBe("Archivist");
  expect(screen.getByRole("status").textContent).toBe("“Archivist” moved within Saved, 2 of 2.");
  await waitFor(() => expect(sent()).toEqual([{ method: "PATCH", path: "/applications/a", body: { board_position: 3 } }]));
});

test("at the edge nothing moves, nothing is sent, and it is said why", async () => {
  await shown();
  await fireEvent.keyDown(screen.getByRole("link", { name: "Archivist" }), { key: "ArrowLeft", altKey: true });
  await waitFor(() => expect(screen.getByRole("status").textContent).toContain("at the edge"));
  expect(cards("Saved")).toEqual(["Archivist", "Baker"]);
  expect(sent()).toEqual([]);
});

test("a move that the server refuses is shown for what it is: the board goes back to the truth", async () => {
  await shown();
  network((request, body) => (request.method === "POST" ? json({ code: "stage-changed", detail: "It was not in that stage." }, { status: 409 }) : server(request, body)));
  await fireEvent.keyDown(screen.getByRole("link", { name: "Archivist" }), { key: "ArrowRight", altKey: true });
  await waitFor(() => expect(toasts.map(({ text }) => text)).toContain("It was not in that stage."));
  await waitFor(() => expect(cards("Saved")).toEqual(["Archivist", "Baker"]));
});

test("plain arrows walk from card to card, over empty stages", async () => {
  await shown();
  await fireEvent.keyDown(screen.getByRole("link", { name: "Baker" }), { key: "ArrowRight" });
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Caller"));
  expect(sent()).toEqual([]);
});
