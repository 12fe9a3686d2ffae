// @vitest-environment node
import { expect, test, vi } from "vitest";
import { upTo } from "./pages.js";

const ALL = Array.from({ length: 450 }, (_, index) => index);

const list = () =>
  vi.fn(async (/** @type {{ limit: number, cursor?: string }} */ { limit, cursor = "0" }) => {
    const end = Number(cursor) + limit;
    return { items: ALL.slice(Number(cursor), end), next: end < ALL.length ? String(end) : null };
  });

test("as many rows as are wanted are read, in pages the API allows", async () => {
  const read = list();
  const found = await upTo(400, read);
  expect(found).toEqual({ items: ALL.slice(0, 400), next: "400" });
  expect(read.mock.calls.map(([asked]) => asked)).toEqual([{ limit: 200 }, { limit: 200, cursor: "200" }]);
});

test("the end is the end", async () => {
  expect(await upTo(600, list())).toEqual({ items: ALL, next: null });
});
