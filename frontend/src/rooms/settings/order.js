/**
 * Return a position that puts something at an index among the others of an ordered list.
 *
 * @param {{ position: number }[]} others in order, without the one that moves
 * @param {number} index
 */
export function positionAmong(others, index) {
  const [above, below] = [others[index - 1], others[index]];
  if (above && below) return (above.position + below.position) / 2;
  return above ? above.position + 1 : below ? below.position - 1 : 1;
}
