// @vitest-environment node
import { expect, test } from "vitest";
import { distance, ranked } from "./rank.js";

/** @param {string} asked @param {string[]} names */
const order = (asked, names) => ranked(asked, names.map((name) => ({ name }))).map(({ name }) => name);

test("the exact name comes first, then beginnings, then beginnings of words, then the rest", () => {
  expect(order("today", ["What today brings", "Yestoday", "Today’s list", "Today"])).toEqual(["Today", "Today’s list", "What today brings", "Yestoday"]);
});

test("marks and capitals do not matter, and words may come in any order", () => {
  expect(distance("cafe", "Café")).toBe(0);
  expect(order("services bingo", ["Bingo caller, Mecca Services", "Bingo hall"])).toEqual(["Bingo caller, Mecca Services"]);
});

test("further words find an entry, behind its like by name", () => {
  const found = ranked("home", [{ name: "Today", also: "start home" }, { name: "Home baker" }]);
  expect(found.map(({ name }) => name)).toEqual(["Home baker", "Today"]);
});

test("what the server found stays, even when the name does not show why", () => {
  expect(ranked("dilys", [{ name: "Settings" }, { name: "Bingo caller", sure: true }]).map(({ name }) => name)).toEqual(["Bingo caller"]);
});

test("nothing asked, everything in its order", () => {
  expect(order("  ", ["b", "a"])).toEqual(["b", "a"]);
});
