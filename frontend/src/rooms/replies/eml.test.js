// @vitest-environment node
import { expect, test } from "vitest";
import { base64, mailOf } from "./eml.js";

test("a mail goes byte for byte, whatever its encoding", async () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
  expect(Array.from(atob(base64(bytes)), (letter) => letter.charCodeAt(0))).toEqual([...bytes]);
  expect(await mailOf(new Blob([bytes]))).toMatchObject({ cut: false });
});

test("of a large mail only the beginning goes, and that is said", async () => {
  const { raw_base64, cut } = await mailOf(new Blob(["Subject: Tuesday\r\n\r\n", "x".repeat(5000)]), 30);
  expect(cut).toBe(true);
  expect(atob(raw_base64)).toBe("Subject: Tuesday\r\n\r\nxxxxxxxxxx");
});
