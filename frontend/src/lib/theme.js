/** @typedef {"auto" | "light" | "dark"} Theme */

/** @returns {Theme} what was chosen on this device */
export function theme() {
  const kept = localStorage.getItem("theme");
  return kept === "light" || kept === "dark" ? kept : "auto";
}

/** @param {Theme} wanted */
export function setTheme(wanted) {
  if (wanted === "auto") localStorage.removeItem("theme");
  else localStorage.setItem("theme", wanted);
  applyTheme();
}

export function applyTheme() {
  document.documentElement.dataset.theme = theme();
}
