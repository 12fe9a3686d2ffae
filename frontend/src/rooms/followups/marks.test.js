// @vitest-environment node
import { expect, test } from "vitest";
import { range, shortened } from "./marks.js";

/** @param {string} text @param {import("./marks.js").Place} place */
const marked = (text, place) => {
  const found = range(text, place);
  return found && text.slice(...found);
};

test("characters are counted the way the API counts them, emoji and all", () => {
  const text = "👋🏽 Hello, I am sorry.";
  expect(marked(text, { start: 14, end: 19, excerpt: "sorry" })).toBe("sorry");
  expect(marked("Did I get the job?", { start: 0, end: 18 })).toBe("Did I get the job?");
});

test("words that have moved since are found again; words that are gone are not", () => {
  expect(marked("Dear Ms Nair, sorry.", { start: 0, end: 5, excerpt: "sorry" })).toBe("sorry");
  expect(range("All is well.", { start: 0, end: 5, excerpt: "sorry" })).toBe(null);
});

test("a finding about the whole text marks nothing", () => {
  expect(range("Hello", { start: null, end: null, excerpt: "" })).toBe(null);
});

test("a place beyond the end is the end", () => {
  expect(range("Hi", { start: 1, end: 40 })).toEqual([1, 2]);
});

test("an excerpt is one short line", () => {
  expect(shortened("just\n  checking   in")).toBe("just checking in");
  expect(shortened("abcdefghij", 5)).toBe("abcd…");
});
