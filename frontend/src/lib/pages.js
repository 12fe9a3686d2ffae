// A list whose end is not known: page by page, as far as somebody wants to see.
const MOST = 200;

/**
 * Read the first `wanted` rows of a list, or all there are.
 *
 * @template Row
 * @param {number} wanted
 * @param {(asked: { limit: number, cursor?: string }) => Promise<{ items: Row[], next: string | null }>} read one page
 * @returns {Promise<{ items: Row[], next: string | null }>} `next`: null at the end
 */
export async function upTo(wanted, read) {
  /** @type {Row[]} */
  const items = [];
  /** @type {string | null} */
  let next = null;
  do {
    const page = await read({ limit: Math.min(MOST, wanted - items.length), ...(next ? { cursor: next } : {}) });
    items.push(...page.items);
    next = page.next;
  } while (next && items.length < wanted);
  return { items, next };
}
