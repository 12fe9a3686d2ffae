import { expect, test } from "vitest";
import { amountOf } from "./entries.js";
import { blank, bodyOf, changesOf, joined, valuesOf } from "./fields.js";
import { furthestFirst } from "./processes.svelte.js";
import { listOf } from "./words.js";

test("what was left empty is not sent as something", () => {
  expect(bodyOf(blank())).toEqual({ relationship: "line_manager", worked_together: [], competencies: [], best_hours: "", region: null, current_employer: false, first_job: false, recall_confirmed_on: null, notes: "" });
});

test("years are numbers, and what is none is left to the API to refuse", () => {
  const values = { ...blank(), worked_together: [{ employer: "Arcades", from_year: "2021", to_year: "" }, { employer: "Ferries", from_year: "soon", to_year: "2024" }] };
  expect(bodyOf(values).worked_together).toEqual([{ employer: "Arcades", from_year: 2021, to_year: null }, { employer: "Ferries", from_year: "soon", to_year: 2024 }]);
});

test("whether a current employer may be rung is said only of one", () => {
  expect("may_contact_now" in bodyOf({ ...blank(), may_contact_now: true })).toBe(false);
  expect(bodyOf({ ...blank(), current_employer: true, may_contact_now: true }).may_contact_now).toBe(true);
});

test("a change sends what changed, and nothing else", () => {
  const row = /** @type {import("./words.js").Reference} */ (/** @type {unknown} */ ({ relationship: "peer", worked_together: [{ employer: "Arcades", from_year: 2021, to_year: null }], competencies: ["rotas"], best_hours: "", region: null, current_employer: false, may_contact_now: true, first_job: false, recall_confirmed_on: null, notes: "" }));
  const before = valuesOf(row);
  expect(changesOf(before, { ...before, competencies: "rotas, cash, rotas" })).toEqual({ competencies: ["rotas", "cash"] });
  expect(changesOf(before, valuesOf(row))).toEqual({});
});

test("a list is what stands between commas", () => {
  expect(listOf(" rota planning,, calm under pressure , ")).toEqual(["rota planning", "calm under pressure"]);
});

test("only money and things have a price", () => {
  expect(amountOf({ kind: "money", amount: "10", currency: "gbp" })).toEqual({ amount_minor: 1000, currency: "GBP" });
  expect(amountOf({ kind: "favour", amount: "10", currency: "GBP" })).toBe(null);
  expect(amountOf({ kind: "item", amount: "", currency: "GBP" })).toBe(null);
});

test("the application furthest on the board comes first, what is paused last", () => {
  const make = (/** @type {string} */ id, /** @type {string} */ stage, category = "interviewing") => /** @type {any} */ ({ id, stage: { id: stage, category } });
  const stages = [{ id: "applied" }, { id: "final" }, { id: "paused" }];
  expect(furthestFirst([make("a", "applied"), make("b", "paused", "paused"), make("c", "final"), make("d", "final")], stages).map(({ id }) => id)).toEqual(["c", "d", "a", "b"]);
});

test("of two who changed the same person, neither loses a word", () => {
  const before = { ...blank(), notes: "Old.", best_hours: "", worked_together: [{ employer: "Arcades", from_year: "2021", to_year: "" }] };
  const ferries = { employer: "Ferries", from_year: "2015", to_year: "2018" };
  const cinema = { employer: "Cinema", from_year: "2010", to_year: "2012" };
  const mine = { ...before, notes: "Mine.", worked_together: [...before.worked_together, ferries] };
  const theirs = { ...before, notes: "Theirs.", best_hours: "After five", worked_together: [...before.worked_together, cinema] };
  const { values, clashes } = joined(before, mine, theirs);
  expect(clashes).toEqual(["notes"]);
  expect(values.best_hours).toBe("After five");
  expect(values.worked_together).toEqual([...before.worked_together, ferries, cinema]);
});
