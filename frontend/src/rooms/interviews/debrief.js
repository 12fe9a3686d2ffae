/** At most this many things to change at once; more would be a wish list (the API says so, too). */
export const MOST_CHANGES = 3;

/**
 * Take out the lines and changes that were begun and left empty: the API wants whole sentences.
 *
 * @param {Record<string, any>} body fields of a debrief
 */
export function cleanDebrief(body) {
  const clean = { ...body };
  if (clean.went_well) clean.went_well = clean.went_well.map((/** @type {string} */ line) => line.trim()).filter(Boolean);
  if (clean.changes) clean.changes = clean.changes.filter((/** @type {{ change: string }} */ { change }) => change.trim());
  return clean;
}
