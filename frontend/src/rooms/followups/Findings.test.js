import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import Findings from "./Findings.svelte";

/** @type {import("svelte").ComponentProps<typeof Findings>["lint"]["findings"]} */
const findings = [
  { level: "warning", code: "apology", detail: "Once is enough.", field: "body", start: 4, end: 9, excerpt: "sorry" },
  { level: "error", code: "placeholder", detail: "Still to be filled in.", field: null, start: null, end: null, excerpt: "" },
];

test("what keeps it from going comes first, and what has a place leads there", async () => {
  const show = vi.fn();
  render(Findings, { lint: { findings, words: 84 }, asking: false, show });
  expect(screen.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual([expect.stringContaining("Still to be filled in."), expect.stringContaining("Once is enough.")]);
  expect(screen.getByRole("status").textContent).toBe("1 thing to put right, 1 thing to think about");
  await fireEvent.click(screen.getByRole("button"));
  expect(show).toHaveBeenCalledWith(findings[0]);
});

test("a clean text is said to be clean", () => {
  render(Findings, { lint: { findings: [], words: 1 }, asking: false, show: () => undefined });
  expect(screen.getByRole("status").textContent).toBe("Nothing to object to");
  expect(screen.getByText("1 word")).toBeTruthy();
});
