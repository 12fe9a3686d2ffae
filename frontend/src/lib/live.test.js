import { afterEach, expect, test } from "vitest";
import { announce, onChange, vanish } from "./live.js";

/** @type {string[]} */
let heard = [];
const silence = onChange((path) => void heard.push(path));
afterEach(() => void (heard = []));

test("whoever is on a page that goes hears of it only after it was left", async () => {
  await vanish(
    async () => announce("/api/v1/references/1"),
    () => {
      expect(heard).toEqual([]);
      heard.push("left");
    },
  );
  expect(heard).toEqual(["left", "/api/v1/references/1"]);
});

test("what is refused leaves the page where it is, and later changes are heard at once", async () => {
  const refused = vanish(
    async () => {
      throw new Error("no");
    },
    () => void heard.push("left"),
  );
  await expect(refused).rejects.toThrow("no");
  announce("/api/v1/ledger/1");
  expect(heard).toEqual(["/api/v1/ledger/1"]);
  silence();
});
