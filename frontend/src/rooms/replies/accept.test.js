import { expect, test } from "vitest";
import { bodyOf, fieldsOf } from "./accept.js";

const SAID = { starts_at: "2026-06-09T09:15:00Z", day: null, duration_minutes: 45, zone: "Europe/London", format: "onsite", location: "12 Wellington Street", link: null };
/** @param {object} [details] */
const proposal = (details = {}) => /** @type {any} */ ({ details: { ...SAID, ...details } });

test("an invitation's time stands in its own zone, and goes back as the same instant", () => {
  const values = fieldsOf(proposal(), "America/New_York");
  expect(values).toMatchObject({ starts_at: "2026-06-09T10:15", zone: "Europe/London" });
  expect(bodyOf(values)).toMatchObject({ starts_at: "2026-06-09T09:15:00Z", duration_minutes: 45, location: "12 Wellington Street", link: null });
});

test("where only a day is named, the hour is asked for on that day", () => {
  expect(fieldsOf(proposal({ starts_at: null, day: "2026-06-11", zone: null }), "Europe/Paris")).toMatchObject({ starts_at: "2026-06-11T10:00", zone: "Europe/Paris" });
});
