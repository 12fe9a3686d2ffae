// @vitest-environment node
import { expect, test } from "vitest";
import { beside, locate, placed, positionAt } from "./columns.js";

/** @param {string} id @param {number} board_position @returns {any} */
const card = (id, board_position) => ({ id, board_position, title: id });
/** @param {string} id @param {any[]} applications @returns {any} */
const column = (id, applications, count = applications.length) => ({ stage: { id }, count, applications });
const board = () => [column("saved", [card("a", 1), card("b", 2), card("c", 3)]), column("applied", []), column("offer", [card("d", 5)])];
/** @param {any[]} columns */
const shown = (columns) => columns.map(({ applications, count }) => [applications.map((/** @type {any} */ one) => one.id).join(""), count]);

test("a card lands among the others of its new stage, and both counts follow", () => {
  const columns = board();
  const moved = placed(columns, { ...card("b", 2), board_position: positionAt(columns[2].applications, 0) }, "offer");
  expect(shown(moved)).toEqual([["ac", 2], ["", 0], ["bd", 2]]);
  expect(shown(columns)[0]).toEqual(["abc", 3]);
});

test("within a stage the order changes and the count does not", () => {
  const columns = board();
  const others = columns[0].applications.filter((/** @type {any} */ one) => one.id !== "a");
  for (const [index, order] of /** @type {const} */ ([[0, "abc"], [1, "bac"], [2, "bca"]])) {
    expect(shown(placed(columns, card("a", positionAt(others, index)), "saved"))[0]).toEqual([order, 3]);
  }
});

test("a stage that the board does not show takes the card off", () => {
  expect(shown(placed(board(), card("d", 5), "rejected"))).toEqual([["abc", 3], ["", 0], ["", 0]]);
});

test("cards that are counted but not shown stay counted", () => {
  expect(placed([column("saved", [card("a", 1)], 140), column("applied", [])], card("a", 1), "applied").map(({ count }) => count)).toEqual([139, 1]);
});

test("a card is found with its stage and place, or not at all", () => {
  expect(locate(board(), "c")).toMatchObject({ index: 2, column: { stage: { id: "saved" } } });
  expect(locate(board(), "z")).toBe(null);
});

test("beside a stage is the next one that fits, and nothing beyond the edge", () => {
  expect(beside(board(), "saved", 1)?.stage.id).toBe("applied");
  expect(beside(board(), "saved", 1, ({ count }) => count > 0)?.stage.id).toBe("offer");
  expect(beside(board(), "offer", 1)).toBe(null);
  expect(beside(board(), "saved", -1)).toBe(null);
});
