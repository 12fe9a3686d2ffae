// How well a name answers what was typed: the exact one comes first.

/** Small letters without their marks, so that "cafe" finds "Café". @param {string} text */
export const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

/**
 * @param {string} asked
 * @param {string} name
 * @param {string} [also] further words to find it by
 * @returns {number} 0 for the very name, more the further off, Infinity for no match
 */
export function distance(asked, name, also = "") {
  const [query, title, all] = [plain(asked), plain(name), plain(`${name} ${also}`)];
  if (title === query) return 0;
  if (title.startsWith(query)) return 1;
  const words = query.split(/\s+/);
  const starts = (/** @type {string} */ text) => words.every((word) => ` ${text.replace(/[^\p{L}\p{N}]+/gu, " ")}`.includes(` ${word}`));
  if (starts(title)) return 2;
  if (title.includes(query)) return 3;
  if (starts(all)) return 4;
  if (words.every((word) => all.includes(word))) return 5;
  return Number.POSITIVE_INFINITY;
}

/**
 * Sort the entries that match, the closest first; among equals the order stays.
 *
 * @template {{ name: string, also?: string, sure?: boolean }} Entry
 * @param {string} asked
 * @param {Entry[]} entries `sure`: somebody else has found that it matches
 * @returns {Entry[]}
 */
export function ranked(asked, entries) {
  if (!plain(asked)) return entries;
  return entries
    .map((entry) => ({ entry, far: Math.min(distance(asked, entry.name, entry.also), entry.sure ? 6 : Number.POSITIVE_INFINITY) }))
    .filter(({ far }) => far < Number.POSITIVE_INFINITY)
    .sort((one, other) => one.far - other.far)
    .map(({ entry }) => entry);
}
