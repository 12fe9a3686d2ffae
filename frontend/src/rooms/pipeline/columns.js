// Where cards stand on the board: plain columns in, new columns out.

/** @typedef {import("../../lib/api.js").Schemas["Card"]} Card */
/** @typedef {import("../../lib/api.js").Schemas["Column"]} Column */

/**
 * Find a card.
 *
 * @param {Column[]} columns
 * @param {string} id
 * @returns {{ column: Column, card: Card, index: number } | null} null when it is not on the board
 */
export function locate(columns, id) {
  for (const column of columns) {
    const index = column.applications.findIndex((card) => card.id === id);
    if (index >= 0) return { column, card: column.applications[index], index };
  }
  return null;
}

/**
 * Return a `board_position` that puts a card at an index among the others of its column.
 *
 * @param {Card[]} others the column's cards without the one that moves
 * @param {number} index
 */
export function positionAt(others, index) {
  const [above, below] = [others[index - 1], others[index]];
  if (above && below) return (above.board_position + below.board_position) / 2;
  if (above) return above.board_position + 1;
  if (below) return below.board_position - 1;
  return 0;
}

/**
 * Put a card into a stage, at its `board_position`. A stage that is not on the board takes it off.
 *
 * @param {Column[]} columns
 * @param {Card} card as it will be
 * @param {string} stageId
 * @returns {Column[]}
 */
export function placed(columns, card, stageId) {
  return columns.map((column) => {
    const others = column.applications.filter(({ id }) => id !== card.id);
    const left = column.applications.length - others.length;
    if (column.stage.id !== stageId) return left ? { ...column, applications: others, count: column.count - left } : column;
    const index = others.findIndex((other) => other.board_position > card.board_position);
    const applications = others.toSpliced(index < 0 ? others.length : index, 0, card);
    return { ...column, applications, count: column.count + 1 - left };
  });
}

/**
 * The column beside one, or null at the edge.
 *
 * @param {Column[]} columns
 * @param {string} stageId
 * @param {number} step -1 for the one before, 1 for the one after
 * @param {(column: Column) => boolean} [fits] others are stepped over
 */
export function beside(columns, stageId, step, fits = () => true) {
  let at = columns.findIndex((column) => column.stage.id === stageId) + step;
  while (columns[at] && !fits(columns[at])) at += step;
  return columns[at] ?? null;
}
