// @vitest-environment node
import { expect, test } from "vitest";
import { active, asked, clear, place, placed, without } from "./query.js";

const query = (/** @type {string} */ text) => new URLSearchParams(text);

test("the address is the question: lists stay lists, yes and no become booleans", () => {
  expect(asked(query("view=list&q=night+b&stage_id=1&stage_id=2&live=true&fallback=false&tag=bus+36&sort=title"))).toEqual({
    q: "night b",
    stage_id: ["1", "2"],
    live: true,
    fallback: false,
    tag: ["bus 36"],
    sort: "title",
  });
});

test("what the API does not know, or an order it does not offer, is not asked for", () => {
  expect(asked(query("view=list&stage=7&sort=luck&q="))).toEqual({});
});

test("every filter can be taken away by itself, words aside", () => {
  const set = query("q=night&tag=nights&tag=remote&source=agency");
  expect(active(set).map(({ name, value }) => `${name}:${value}`)).toEqual(["source:agency", "tag:nights", "tag:remote"]);
  expect(without(set, { name: "tag", value: "nights" })).toEqual({ tag: ["remote"] });
  expect(clear()).toMatchObject({ q: null, tag: null, live: null });
});

test("the one field for stages reads and writes four filters", () => {
  expect(place(query("category=offer"))).toBe("category:offer");
  expect(place(query("live=true&stage_id=1"))).toBe("several");
  expect(place(query(""))).toBe(null);
  expect(placed("stage_id:a:b")).toEqual({ live: null, category: null, status: null, stage_id: "a:b" });
  expect(placed(null)).toEqual({ live: null, category: null, status: null, stage_id: null });
});
