import { render, screen, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setPlace } from "../lib/dates.js";
import Curve from "./Curve.svelte";

const START = Date.parse("2026-06-02T10:00:00Z");
const NOW = START + 2 * 86_400_000;
const bands = { interested: "Interested", keen: "Keen", pushing: "Pushing it", irritating: "Siege" };
const curve = {
  points: [{ at: START, value: 0 }, { at: START, value: 10 }, { at: NOW, value: 8.2 }],
  marks: [{ at: START, value: 10, label: "E-mail: thank-you" }],
  now: NOW,
  label: "The gauge over time",
  bands,
};

beforeEach(() => {
  setPlace({ zone: "Europe/London", locale: "en-GB" });
  vi.stubGlobal("ResizeObserver", class { observe() {} unobserve() {} disconnect() {} });
});
afterEach(() => vi.unstubAllGlobals());

const rows = () => within(screen.getByRole("table", { name: "The gauge over time", hidden: true })).getAllByRole("row", { hidden: true }).slice(1).map((row) => [...row.children].map((cell) => cell.textContent?.trim()));

test("the picture has a name, and a table that says the same", () => {
  render(Curve, curve);
  expect(screen.getByRole("img", { name: "The gauge over time" })).toBeTruthy();
  expect(rows()).toEqual([["Tue 2 June", "10", "E-mail: thank-you"], ["Thu 4 June", "8", ""]]);
});

test("a planned message is a dashed line of its own, and marked in the table", () => {
  const { container } = render(Curve, { ...curve, ghost: [{ at: NOW, value: 33.2 }, { at: NOW + 86_400_000, value: 30 }] });
  expect(container.querySelectorAll("path.curve").length).toBe(2);
  expect(rows().slice(1)).toEqual([["Thu 4 June", "33", "if this is sent"], ["Fri 5 June", "30", "if this is sent"]]);
});

test("without anything that happened it still draws", () => {
  const { container } = render(Curve, { ...curve, points: [{ at: NOW, value: 0 }], marks: [] });
  expect(container.innerHTML).not.toContain("NaN");
});
