/**
 * The same mail in one's own program, with the words on the screen: those on the server may be a moment old.
 *
 * @param {string} mailto
 * @param {{ subject: string, body: string }} words
 */
export const withWords = (mailto, { subject, body }) => `${mailto.split("?")[0]}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body.replaceAll("\n", "\r\n"))}`;
