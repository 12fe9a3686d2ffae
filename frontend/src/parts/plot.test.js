// @vitest-environment node
import { expect, test } from "vitest";
import { arc, BANDS, linear, line, onScale, spot, table, ticks, valueAt } from "./plot.js";

const DAY = 86_400_000;
const START = Date.parse("2026-06-02T10:00:00Z");
const dayOf = (/** @type {number} */ at) => new Date(at).toISOString().slice(0, 10);
const after = (/** @type {number} */ days) => START + days * DAY;

test("the bands cover the scale without a gap", () => {
  expect(BANDS.map(({ from }) => from)).toEqual([0, ...BANDS.slice(0, -1).map(({ to }) => to)]);
});

test("the dial runs from far left over the top to far right, and stops there", () => {
  expect(spot(0, 80)).toEqual({ x: 20, y: 100 });
  expect(spot(50, 80).y).toBeCloseTo(20);
  expect(spot(100, 80).x).toBeCloseTo(180);
  expect(spot(140, 80)).toEqual(spot(100, 80));
  expect(arc(0, 50, 80)).toBe("M20 100A80 80 0 0 1 100 20");
});

test("a value is put where it belongs, also on a scale of no length", () => {
  expect(linear([0, 10], [100, 200])(5)).toBe(150);
  expect(linear([3, 3], [100, 200])(3)).toBe(100);
  expect([-1, 30, 181].map(onScale)).toEqual([0, 30, 100]);
});

test("the line is cut off at the top of the scale", () => {
  const points = [{ at: 0, value: 50 }, { at: 1, value: 181 }];
  expect(line(points, (at) => at * 10, (value) => 100 - value)).toBe("M0 50L10 0");
});

test("something that happened stands where the curve is at that moment, after its jump", () => {
  const points = [{ at: START, value: 0 }, { at: START, value: 20 }, { at: after(1), value: 18 }];
  expect([after(-1), START, after(0.5), after(9)].map((at) => valueAt(points, at))).toEqual([0, 20, 20, 18]);
});

test("there are no more days under the curve than fit", () => {
  expect(ticks(START, after(3), 4).map(dayOf)).toEqual(["2026-06-02", "2026-06-03", "2026-06-04", "2026-06-05"]);
  for (const days of [0, 1, 5, 30, 400, 4000]) expect(ticks(START, after(days), 4).length).toBeLessThanOrEqual(5);
});

test("the table says the highest value of each day and what happened", () => {
  const points = [{ at: START, value: 10 }, { at: START + 3_600_000, value: 30 }, { at: after(1), value: 25 }];
  expect(table({ points, marks: [{ at: START, value: 10, label: "Thanks" }], dayOf })).toEqual([
    { day: "2026-06-02", value: 30, planned: false, what: ["Thanks"] },
    { day: "2026-06-03", value: 25, planned: false, what: [] },
  ]);
});

test("what is only planned is told apart, and takes the day over", () => {
  const rows = table({ points: [{ at: START, value: 40 }, { at: after(1), value: 36 }], ghost: [{ at: after(1), value: 56 }, { at: after(2), value: 50 }], marks: [], dayOf });
  expect(rows.map(({ value, planned }) => [value, planned])).toEqual([[40, false], [56, true], [50, true]]);
});

test("a long curve keeps every day on which something happened, and the last", () => {
  const points = Array.from({ length: 200 }, (_, index) => ({ at: after(index), value: 10 }));
  const rows = table({ points, marks: [{ at: after(77), value: 10, label: "Call" }], dayOf, most: 20 });
  expect(rows.length).toBeLessThanOrEqual(21);
  expect(rows.some(({ what }) => what.includes("Call"))).toBe(true);
  expect(rows.at(-1)?.day).toBe(dayOf(after(199)));
});
