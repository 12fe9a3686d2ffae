// Places in a text. The API counts characters (code points); a text area counts UTF-16 units, of which an emoji has two.

/** @typedef {{ start: number | null, end: number | null, excerpt?: string }} Place */

/** The number of UTF-16 units that so many characters take up. @param {string} text @param {number} characters */
function units(text, characters) {
  let at = 0;
  for (let passed = 0; passed < characters && at < text.length; passed++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}

/**
 * What to select in a text area for a finding. When the text has moved on since it was judged, the
 * marked words are looked for; when they are gone, nothing is marked.
 *
 * @param {string} text as it is now
 * @param {Place} place
 * @returns {[number, number] | null}
 */
export function range(text, { start, end, excerpt = "" }) {
  if (start === null || end === null) return null;
  const [from, to] = [units(text, start), units(text, end)];
  if (!excerpt || text.slice(from, to) === excerpt) return from < to || !excerpt ? [from, to] : null;
  const found = text.indexOf(excerpt);
  return found < 0 ? null : [found, found + excerpt.length];
}

/** The same words in one line, with an end to them. @param {string} excerpt @param {number} [most] */
export function shortened(excerpt, most = 60) {
  const flat = excerpt.replace(/\s+/g, " ").trim();
  return [...flat].length <= most ? flat : `${[...flat].slice(0, most - 1).join("").trimEnd()}…`;
}
