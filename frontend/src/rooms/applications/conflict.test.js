// @vitest-environment node
import { expect, test } from "vitest";
import { clashes, merged } from "./conflict.js";
import { blank } from "./fields.js";

const before = { ...blank(), title: "Caller", url: "", tags: ["nights"] };

test("changes of different fields are joined without a question", () => {
  const [mine, theirs] = [{ ...before, title: "Head caller" }, { ...before, url: "https://mecca.example" }];
  expect(clashes(before, mine, theirs)).toEqual([]);
  expect(merged(before, mine, theirs)).toMatchObject({ title: "Head caller", url: "https://mecca.example", tags: ["nights"] });
});

test("a field that both changed is shown with both texts, and mine is kept until somebody decides", () => {
  const [mine, theirs] = [{ ...before, title: "Head caller" }, { ...before, title: "Chief caller" }];
  expect(clashes(before, mine, theirs)).toEqual([{ name: "title", mine: "Head caller", theirs: "Chief caller" }]);
  expect(merged(before, mine, theirs).title).toBe("Head caller");
});

test("the same change twice is no clash", () => {
  const same = { ...before, title: "Head caller" };
  expect(clashes(before, same, { ...same })).toEqual([]);
});
