import { render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import Timer from "./Timer.svelte";

const START = "2026-06-02T10:15:00Z";

beforeEach(() => void vi.useFakeTimers({ now: Date.parse(START) }));
afterEach(() => void vi.useRealTimers());

/** @param {number} seconds */
async function pass(seconds) {
  vi.advanceTimersByTime(seconds * 1000);
  await tick();
}

test("it runs down from the instant the server keeps", async () => {
  render(Timer, { startedAt: START, minutes: 2, label: "Time left" });
  const timer = screen.getByRole("timer", { name: "Time left" });
  expect(timer.textContent).toContain("2:00");
  await pass(75);
  expect(timer.textContent).toContain("0:45");
});

test("a reload in the middle starts where it was", async () => {
  await pass(75);
  render(Timer, { startedAt: START, minutes: 2, label: "Time left" });
  expect(screen.getByRole("timer").textContent).toContain("0:45");
});

test("it says when time is up, and never counts below nothing", async () => {
  render(Timer, { startedAt: START, minutes: 2, label: "Time left" });
  await pass(121);
  expect(screen.getByRole("timer").textContent).toContain("Time’s up");
});
