// @vitest-environment node
import { expect, test } from "vitest";
import { grouped, isLate, isOpen } from "./groups.js";

const NOW = Date.parse("2026-06-02T10:00:00Z"); // a Tuesday
const dayOf = (/** @type {string | number} */ at) => new Date(at).toISOString().slice(0, 10);

/** @param {string} id @param {string} suggested_at @param {any} [more] @returns {import("./groups.js").FollowUp} */
const make = (id, suggested_at, more = {}) => ({ id, status: "planned", suggested_at, due_at: "2026-07-01T09:00:00Z", message: null, ...more });

/** @param {import("./groups.js").FollowUp[]} followUps @param {number} [now] */
const ids = (followUps, now = NOW) => Object.fromEntries(grouped(followUps, { now, dayOf }).map(({ group, items }) => [group, items.map(({ id }) => id)]));

test("each duty stands under the day it asks for something", () => {
  expect(
    ids([
      make("later", "2026-06-08T09:00:00Z"),
      make("sunday", "2026-06-07T09:00:00Z"),
      make("tomorrow", "2026-06-03T09:00:00Z"),
      make("tonight", "2026-06-02T18:00:00Z"),
      make("morning", "2026-06-02T08:00:00Z"),
    ]),
  ).toEqual({ today: ["morning", "tonight"], tomorrow: ["tomorrow"], week: ["sunday"], later: ["later"] });
});

test("what was suggested for an earlier day and is not late yet belongs to today", () => {
  expect(ids([make("thanks", "2026-06-01T12:00:00Z", { due_at: "2026-06-02T11:00:00Z" })])).toEqual({ today: ["thanks"] });
});

test("what is late comes first, unless it has been approved and waits for its time", () => {
  const late = { due_at: "2026-06-02T09:59:00Z" };
  const followUps = [make("later", "2026-06-20T09:00:00Z"), make("late", "2026-06-01T09:00:00Z", late), make("approved", "2026-06-01T09:00:00Z", { ...late, status: "approved", message: { send_at: "2026-06-03T09:00:00Z" } })];
  expect(ids(followUps)).toEqual({ overdue: ["late"], tomorrow: ["approved"], later: ["later"] });
});

test("a Sunday has no rest of the week", () => {
  expect(ids([make("monday", "2026-06-08T09:00:00Z"), make("tuesday", "2026-06-09T09:00:00Z")], Date.parse("2026-06-07T10:00:00Z"))).toEqual({ tomorrow: ["monday"], later: ["tuesday"] });
});

test("only what is owed can be late", () => {
  const due_at = "2026-06-01T09:00:00Z";
  expect(isLate({ status: "drafted", due_at }, NOW)).toBe(true);
  for (const status of /** @type {const} */ (["sent", "replied", "waived", "lapsed"])) {
    expect(isOpen({ status })).toBe(false);
    expect(isLate({ status, due_at }, NOW)).toBe(false);
  }
});
