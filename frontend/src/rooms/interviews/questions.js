/** @typedef {{ id: string, version: number, question: string, answer: string, follow_up: string }} Asked */

/**
 * What was asked, as the server knows it, then what it does not know yet. A question keeps its `key`
 * when the server gives it an id, so that nobody is thrown out of the field they type in.
 *
 * @param {Asked[]} known
 * @param {(Asked & { realId?: string })[]} local added on this page
 * @param {string[]} gone ids deleted on this page
 * @returns {(Asked & { key: string })[]}
 */
export function merge(known, local, gone) {
  const keys = new Map(local.map(({ id, realId }) => [realId, id]));
  const settled = known.map((asked) => ({ ...asked, key: keys.get(asked.id) ?? asked.id }));
  const waiting = local.filter(({ realId }) => !known.some(({ id }) => id === realId)).map((asked) => ({ ...asked, key: asked.id }));
  return [...settled, ...waiting].filter(({ id, key }) => !gone.includes(id) && !gone.includes(key));
}
