// @vitest-environment node
import { expect, test } from "vitest";
import { blank, createBody, patchBody, tagsOf, valuesOf } from "./fields.js";

const NOW = Date.parse("2026-06-02T10:15:00Z");

test("only what was filled in is sent", () => {
  expect(createBody({ ...blank(), title: " Bingo caller ", organization_name: "Mecca" }, NOW)).toEqual({ title: "Bingo caller", organization_name: "Mecca" });
});

test("pay is sent in minor units of its currency, one end is enough", () => {
  const body = createBody({ ...blank({ currency: "JPY" }), title: "x", organization_name: "y", pay_min: "4,000,000" }, NOW);
  expect(body.base_salary).toEqual({ currency: "JPY", min_minor: 4_000_000, max_minor: null, unit: "year" });
});

test("applied today is now, and an earlier day is its noon", () => {
  expect(createBody({ ...blank(), applied_on: "2026-06-02" }, NOW).applied_at).toBe("2026-06-02T10:15:00.000Z");
  expect(createBody({ ...blank(), applied_on: "2026-05-30" }, NOW).applied_at).toMatch(/^2026-05-30T1\d:00:00Z$/);
});

test("tags are told apart by commas, each once", () => {
  expect(tagsOf(" nights, bus 36,, nights ")).toEqual(["nights", "bus 36"]);
});

test("a change names only what changed, and empties what was emptied", () => {
  const row = /** @type {any} */ ({ title: "Caller", organization: { name: "Mecca" }, agency: null, stage: { id: "s" }, applied_at: null, url: "https://mecca.example/42", source: null, tags: ["nights"], desirability: 7, fallback: false, base_salary: null, job_location: null, job_location_type: null, employment_type: null, industry: null, identifier: null, date_posted: null, valid_through: null, description: "", notes: "mine" });
  const before = valuesOf(row);
  expect(patchBody(before, before, NOW)).toEqual({});
  expect(patchBody(before, { ...before, url: "", tags: ["nights", "quiet"], desirability: null }, NOW)).toEqual({ url: null, tags: ["nights", "quiet"], desirability: null });
});
