// @vitest-environment node
import { expect, test } from "vitest";
import { fromField, money, toField } from "./money.js";

test.each([
  ["25,000", "GBP", 2_500_000],
  ["25 000", "EUR", 2_500_000],
  ["25.000,50", "EUR", 2_500_050],
  ["12.50", "GBP", 1250],
  ["£26k", "GBP", 2_600_000],
  ["4000000", "JPY", 4_000_000],
  ["", "GBP", null],
  ["lots", "GBP", null],
])("“%s” in %s", (typed, currency, minor) => {
  expect(fromField(typed, currency)).toBe(minor);
});

test("an amount goes into a field and comes back the same", () => {
  for (const minor of [2_500_000, 1250, 5]) expect(fromField(toField(minor, "GBP"), "GBP")).toBe(minor);
});

test("pence are shown only where there are some", () => {
  expect(money(2_500_000, "GBP")).toBe("£25,000");
  expect(money(1250, "GBP")).toBe("£12.50");
});
