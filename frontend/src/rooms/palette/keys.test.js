import { afterEach, expect, test } from "vitest";
import { wishes } from "./keys.js";

afterEach(() => void (document.body.innerHTML = ""));

/** Press keys one after the other on an element. @param {(event: KeyboardEvent) => unknown} wish @param {(string | KeyboardEventInit)[]} keys @param {Element} [on] */
function press(wish, keys, on = document.body) {
  /** @type {unknown} */
  let wanted;
  const listen = (/** @type {Event} */ event) => (wanted = wish(/** @type {KeyboardEvent} */ (event)));
  window.addEventListener("keydown", listen);
  for (const key of keys) on.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, ...(typeof key === "string" ? { key } : key) }));
  window.removeEventListener("keydown", listen);
  return wanted;
}

/** @param {string} html */
function make(html) {
  document.body.innerHTML = html;
  return /** @type {Element} */ (document.body.firstElementChild);
}

test("g and a letter goes places; the letter alone does not", () => {
  expect(press(wishes(() => true), ["g", "p"])).toBe("/pipeline");
  expect(press(wishes(() => true), ["p"])).toBe(null);
  expect(press(wishes(() => true), ["g", "x", "p"])).toBe(null);
});

test("in a field, a menu or a dialog a letter is a letter, and Ctrl+K still opens the palette", () => {
  const wish = wishes(() => true);
  for (const html of ["<input>", "<textarea></textarea>", "<select></select>", "<div role=menu></div>"]) {
    expect(press(wish, ["n"], make(html))).toBe(null);
    expect(press(wish, [{ key: "k", ctrlKey: true }], make(html))).toBe("commands");
  }
  make("<dialog open><button></button></dialog>");
  expect(press(wish, ["n"], /** @type {Element} */ (document.querySelector("button")))).toBe(null);
  expect(press(wish, ["n"], make("<input type=checkbox>"))).toBe("/applications/new");
});

test("single keys can be switched off", () => {
  expect(press(wishes(() => false), ["n"])).toBe(null);
  expect(press(wishes(() => false), ["g", "p"])).toBe(null);
  expect(press(wishes(() => false), [{ key: "k", metaKey: true }])).toBe("commands");
});

test("keys with Alt or Ctrl belong to somebody else", () => {
  for (const held of [{ altKey: true }, { ctrlKey: true }, { metaKey: true }]) expect(press(wishes(() => true), [{ key: "n", ...held }])).toBe(null);
});
