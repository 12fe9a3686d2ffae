// @vitest-environment node
import { expect, test } from "vitest";
import { endingBody, fresh, interviewers } from "./ending.js";

const AT = "2026-06-02T10:15:00.000Z";

test("what was left open is not sent: the server's defaults hold", () => {
  const said = JSON.parse(JSON.stringify(endingBody(fresh(), AT, true)));
  expect(said).toEqual({ ended_at: AT, minutes_to_spare: 30 });
});

test("somebody who drives is not asked when they drive next, and the answer to an earlier question is dropped", () => {
  const values = { ...fresh(), travel_mode: "car", drives_within_hours: 3 };
  expect(endingBody(values, AT, true).drives_within_hours).toBe(undefined);
  expect(endingBody({ ...values, travel_mode: "walk" }, AT, true).drives_within_hours).toBe(3);
});

test("empty lines are nobody, and an address is optional", () => {
  const people = [{ name: " Priya ", email: "" }, { name: "", email: "" }, { name: "Tom", email: "tom@mecca.example" }];
  expect(interviewers({ ...fresh(), people })).toEqual([{ name: "Priya" }, { name: "Tom", email: "tom@mecca.example" }]);
});
