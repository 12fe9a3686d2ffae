// @vitest-environment node
import { beforeEach, expect, test } from "vitest";
import { countdown, day, dayOf, daysBetween, fromLocal, fromNow, setPlace, span, toLocal, when } from "./dates.js";

const TUESDAY = Date.parse("2026-06-02T10:15:00Z");

beforeEach(() => setPlace({ zone: "Europe/London", locale: "en-GB" }));

test("an instant is shown in the account's zone, not the browser's", () => {
  expect(when("2026-06-02T10:15:00Z", TUESDAY)).toBe("today, 11:15");
  setPlace({ zone: "America/New_York" });
  expect(when("2026-06-02T10:15:00Z", TUESDAY)).toBe("today, 06:15");
});

test("today ends at the account's midnight", () => {
  expect(when("2026-06-02T23:30:00Z", TUESDAY)).toBe("tomorrow, 00:30");
  expect(dayOf("2026-06-02T23:30:00Z")).toBe("2026-06-03");
});

test("a bare day stays the same day in every zone", () => {
  for (const zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/London"]) {
    setPlace({ zone });
    expect(dayOf("2026-06-12")).toBe("2026-06-12");
    expect(day("2026-06-12", TUESDAY)).toMatch(/^Fri,? 12 June$/);
  }
});

test("days are counted on the calendar, also over a clock change", () => {
  expect(daysBetween("2026-03-28", "2026-03-30")).toBe(2);
  expect(fromNow("2026-06-04T00:05:00+01:00", TUESDAY)).toBe("in 2 days");
  expect(fromNow("2026-06-02T10:27:00Z", TUESDAY)).toBe("in 12 minutes");
});

test("a local time survives the way to an instant and back", () => {
  expect(toLocal("2026-06-02T10:15:00Z")).toBe("2026-06-02T11:15");
  expect(fromLocal("2026-06-02T11:15")).toBe("2026-06-02T10:15:00Z");
  expect(fromLocal("2026-12-02T11:15")).toBe("2026-12-02T11:15:00Z");
  expect(fromLocal("")).toBe(null);
});

test("an hour the clocks skip becomes the next one; one they repeat becomes the earlier", () => {
  expect(fromLocal("2026-03-29T01:30")).toBe("2026-03-29T01:30:00Z"); // 01:30 does not exist; it is 02:30 in summer time
  expect(fromLocal("2026-10-25T01:30")).toBe("2026-10-25T00:30:00Z");
});

test("a zone or locale nobody knows is left out instead of breaking the page", () => {
  setPlace({ zone: "Mars/Olympus", locale: "en-US@posix" });
  expect(when("2026-06-02T10:15:00Z", TUESDAY)).toBe("today, 11:15");
});

test("minutes and seconds left read like a clock", () => {
  expect([countdown(245), countdown(59.2), countdown(-3), countdown(3845)]).toEqual(["4:05", "1:00", "0:00", "1:04:05"]);
  expect([span(45), span(60), span(90)]).toEqual(["45 min", "1 h", "1 h 30 min"]);
});
