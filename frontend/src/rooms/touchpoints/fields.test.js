// @vitest-environment node
import { beforeEach, expect, test } from "vitest";
import { setPlace } from "../../lib/dates.js";
import { blank, bodyOf, nameOf, valuesOf } from "./fields.js";

beforeEach(() => setPlace({ zone: "Europe/London", locale: "en-GB" }));

const NOW = Date.parse("2026-06-02T10:00:00Z");

test("what I sent has a purpose; what they sent is an answer or a machine", () => {
  expect(bodyOf({ ...blank(NOW), purpose: "status_check", note: " Asked. " })).toEqual({ direction: "outbound", channel: "email", purpose: "status_check", at: "2026-06-02T10:00:00Z", contact_id: null, invited: false, note: "Asked." });
  expect(bodyOf({ ...blank(NOW), direction: "inbound", purpose: "status_check" })).toEqual({ direction: "inbound", channel: "email", at: "2026-06-02T10:00:00Z", contact_id: null, substantive: true, note: "" });
});

test("a touch that is edited starts from what it says", () => {
  const touch = /** @type {import("./fields.js").Touchpoint} */ (/** @type {unknown} */ ({ direction: "inbound", channel: "phone", purpose: null, at: "2026-06-01T08:30:00Z", contact: { id: "7", name: "Priya" }, substantive: true, invited: false, note: "Rang." }));
  expect(valuesOf(touch)).toMatchObject({ at: "2026-06-01T09:30", contact_id: "7", note: "Rang." });
});

test("a touch is called by its way and its purpose", () => {
  expect(nameOf({ direction: "outbound", channel: "email", purpose: "status_check" })).toBe("E-mail: check-in");
  expect(nameOf({ direction: "inbound", channel: "phone", purpose: null })).toBe("Phone call from them");
});
