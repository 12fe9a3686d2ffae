// The pictures of the gauge: plain numbers in, places in a drawing out.

/** @typedef {"interested" | "keen" | "pushing" | "irritating"} BandName */
/** @typedef {{ at: number, value: number }} Point `at`: milliseconds since 1970; `value`: points of the gauge */
/** @typedef {{ at: number, value: number, label: string, theirs?: boolean }} Mark something that happened, where it stands on the curve */
/** @typedef {{ day: string, value: number, planned: boolean, what: string[] }} Row */

export const TOP = 100;
/** The bands as they are drawn. Which band a value belongs to, and what follows from it, is the API's to say. @type {{ name: BandName, from: number, to: number }[]} */
export const BANDS = [
  { name: "interested", from: 0, to: 25 },
  { name: "keen", from: 25, to: 50 },
  { name: "pushing", from: 50, to: 75 },
  { name: "irritating", from: 75, to: TOP },
];
const DAY = 86_400_000;
const STEPS = [1, 2, 3, 7, 14, 28, 56, 91, 182, 364];

/** Keep a value on the scale. @param {number} value */
export const onScale = (value) => Math.max(0, Math.min(TOP, value));

/** Hundredths of a pixel are enough. @param {number} value */
const rounded = (value) => Math.round(value * 100) / 100;

/**
 * A place on the dial, a half circle around (100, 100): 0 is far left, 100 far right.
 *
 * @param {number} value
 * @param {number} radius
 */
export function spot(value, radius) {
  const angle = Math.PI * (1 - onScale(value) / TOP);
  return { x: rounded(100 + radius * Math.cos(angle)), y: rounded(100 - radius * Math.sin(angle)) };
}

/** The path of a part of the dial. @param {number} from @param {number} to @param {number} radius */
export function arc(from, to, radius) {
  const [start, end] = [spot(from, radius), spot(to, radius)];
  return `M${start.x} ${start.y}A${radius} ${radius} 0 0 1 ${end.x} ${end.y}`;
}

/**
 * A function from one range to another.
 *
 * @param {[number, number]} from
 * @param {[number, number]} to
 */
export function linear([low, high], [start, end]) {
  const length = high - low || 1;
  return (/** @type {number} */ value) => start + ((value - low) / length) * (end - start);
}

/** @param {Point[]} points @param {(at: number) => number} x @param {(value: number) => number} y */
export const line = (points, x, y) => points.map(({ at, value }, index) => `${index ? "L" : "M"}${rounded(x(at))} ${rounded(y(onScale(value)))}`).join("");

/** The latest value up to a moment; 0 before the first. @param {Point[]} points in order of time @param {number} at */
export const valueAt = (points, at) => points.findLast((point) => point.at <= at)?.value ?? 0;

/** Days to write under the curve, evenly apart, no more than asked for. @param {number} from @param {number} to @param {number} most @returns {number[]} */
export function ticks(from, to, most) {
  const days = Math.max(1, (to - from) / DAY);
  const step = (STEPS.find((one) => days / one <= most) ?? Math.ceil(days / most)) * DAY;
  const count = Math.floor((to - from) / step) + 1;
  return Array.from({ length: count }, (_, index) => from + index * step);
}

/**
 * The curve as a table: a day a row, its highest value, and what happened on it. Quiet days are
 * left out evenly where there would be too many rows.
 *
 * @param {{ points: Point[], ghost?: Point[], marks: Mark[], dayOf: (at: number) => string, most?: number }} curve
 * @returns {Row[]}
 */
export function table({ points, ghost = [], marks, dayOf, most = 31 }) {
  /** @type {Map<string, Row>} */
  const days = new Map();
  const add = (/** @type {Point} */ { at, value }, /** @type {boolean} */ planned) => {
    const day = dayOf(at);
    const known = days.get(day) ?? { day, value: 0, planned, what: [] };
    days.set(day, { ...known, planned, value: Math.max(known.planned === planned ? known.value : 0, value) });
  };
  for (const point of points) add(point, false);
  for (const point of ghost) add(point, true);
  for (const { at, label } of marks) days.get(dayOf(at))?.what.push(label);
  const rows = [...days.values()].sort((one, other) => one.day.localeCompare(other.day));
  const quiet = rows.filter(({ what }) => !what.length).length;
  const every = Math.ceil(quiet / Math.max(1, most - (rows.length - quiet)));
  let passed = 0;
  return rows.filter(({ what }, index) => what.length > 0 || index === rows.length - 1 || passed++ % every === 0);
}
