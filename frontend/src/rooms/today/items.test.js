// @vitest-environment node
import { expect, test } from "vitest";
import { byDay, leadsTo, running, undoing } from "./items.js";

/** @param {Partial<import("./items.js").Item>} item @returns {import("./items.js").Item} */
const make = (item) => ({ kind: "task", title: "", why: "", starts_at: "2026-06-02T09:00:00Z", due_at: null, overdue: false, href: "/there", subject_id: "1", application_id: null, interview_id: null, call: null, ...item });

test("what one tap completes leads nowhere; the rest leads to its page", () => {
  expect(leadsTo(make({ call: { method: "POST", path: "/api/v1/tasks/1/completion", body: null } }))).toBe(null);
  expect(leadsTo(make({}))).toBe("/there");
});

test("an ending asks for the minutes to spare, though one call could end it", () => {
  expect(leadsTo(make({ kind: "ending", subject_id: "7", call: { method: "POST", path: "/api/v1/interviews/7/ending", body: {} } }))).toBe("/out/7");
});

test("a message leads to where its words are", () => {
  expect(leadsTo(make({ kind: "follow_up", subject_id: "7", call: { method: "POST", path: "/api/v1/follow-ups/7/delivery", body: {} } }))).toBe("/follow-ups/7");
});

test("every completing call can be taken back", () => {
  const delivery = make({ call: { method: "POST", path: "/api/v1/follow-ups/1/delivery", body: {} } });
  expect(undoing(delivery)).toEqual({ method: "DELETE", path: "/api/v1/follow-ups/1/delivery" });
  const step = make({ call: { method: "PATCH", path: "/api/v1/wind-down-steps/1", body: { status: "done" } } });
  expect(running(step)).toBe(true);
  expect(undoing(step)).toMatchObject({ method: "PATCH", body: { status: "planned" } });
});

test("soon is told day by day, in the order it came", () => {
  const items = ["2026-06-03T09:00:00Z", "2026-06-03T17:00:00Z", "2026-06-05T09:00:00Z"].map((starts_at, id) => make({ starts_at, subject_id: String(id) }));
  expect(byDay(items, (at) => at.slice(0, 10)).map(({ day, items: found }) => [day, found.length])).toEqual([["2026-06-03", 2], ["2026-06-05", 1]]);
});
