import { expect, test } from "vitest";
import { ability, bytesOf } from "./push.js";

const CHROME = { secure: true, worker: true, push: true, permission: "default", agent: "Chrome/140", installed: false };

test.each([
  ["ready", {}],
  ["ready", { permission: "granted" }],
  ["denied", { permission: "denied" }],
  ["insecure", { secure: false, worker: false, push: false }],
  ["unsupported", { push: false }],
  ["unsupported", { worker: false }],
  ["home_screen", { agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)", push: false }],
  ["unsupported", { agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X)", push: false, installed: true }],
])("%s", (expected, about) => {
  expect(ability({ ...CHROME, ...about })).toBe(expected);
});

test("the instance's key is read from base64url", () => {
  expect([...bytesOf("_-8A")]).toEqual([255, 239, 0]);
});
