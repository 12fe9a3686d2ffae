// @vitest-environment node
import { expect, test } from "vitest";
import { merge } from "./questions.js";

/** @param {string} id */
const asked = (id) => ({ id, version: 1, question: id, answer: "", follow_up: "" });

test("a question added here keeps its key when the server gives it an id", () => {
  expect(merge([], [asked("local-k")], []).map(({ key }) => key)).toEqual(["local-k"]);
  const after = merge([asked("q1")], [{ ...asked("local-k"), realId: "q1" }], []);
  expect(after.map(({ id, key }) => [id, key])).toEqual([["q1", "local-k"]]);
});

test("what was deleted here is gone before the server knows", () => {
  expect(merge([asked("q1"), asked("q2")], [asked("local-k")], ["q1", "local-k"]).map(({ id }) => id)).toEqual(["q2"]);
});
