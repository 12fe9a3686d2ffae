/** What lies over the page: the palette, the list of shortcuts, or nothing. Open it from anywhere. */
export const palette = $state({ open: /** @type {"" | "commands" | "shortcuts"} */ ("") });

const KEPT = "shortcuts";

/** Whether single keys do anything on this device. */
export const singleKeys = () => localStorage.getItem(KEPT) !== "off";

/** @param {boolean} on */
export function setSingleKeys(on) {
  if (on) localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, "off");
}
