import { expect, test } from "vitest";
import { inserted, keyOf, nameOf } from "./templates.js";

test("a variable goes where the cursor is, and replaces what is marked", () => {
  expect(inserted("Dear !", "contact_first_name", { start: 5, end: 5 })).toEqual({ text: "Dear {{ contact_first_name }}!", cursor: 29 });
  expect(inserted("Dear NAME,", "contact_name", { start: 5, end: 9 }).text).toBe("Dear {{ contact_name }},");
});

test("a wording is called by its medium and its country", () => {
  expect(keyOf({ purpose: "thank_you", medium: "written", region: "US" })).toBe("thank_you.written.US");
  expect(keyOf({ purpose: "thank_you", medium: "written", region: "" })).toBe("thank_you.written");
  expect(nameOf({ medium: "written", region: "US" })).toContain("United States");
});
