/** Where the board's own scrollers were left, for "back". @type {Map<string, [number, number]>} */
const left = new Map();

/** Remember how far an element is scrolled, and put it there again the next time it is made. @param {string} name */
export const keepScroll = (name) => (/** @type {HTMLElement} */ element) => {
  const [x, y] = left.get(name) ?? [0, 0];
  if (x || y) element.scrollTo(x, y);
  const note = () => left.set(name, [element.scrollLeft, element.scrollTop]);
  element.addEventListener("scroll", note, { passive: true });
  return () => element.removeEventListener("scroll", note);
};
