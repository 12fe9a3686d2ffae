import texts from "../texts/en.json" with { type: "json" };

/** @typedef {keyof typeof texts} Written */
/** @typedef {Written | (Written extends infer K ? K extends `${infer Base}.other` ? Base : never : never)} Key */

/** @type {Record<string, string>} */
const catalogue = texts;
const language = "en";
const plurals = new Intl.PluralRules(language);

/**
 * Return a text of the catalogue with its `{names}` filled in.
 *
 * With a `count`, the text is looked up under the count's plural form (`key.one`, `key.other`).
 *
 * @param {Key} key
 * @param {Record<string, string | number | null | undefined>} [vars]
 */
export function t(key, vars = {}) {
  const form = typeof vars.count === "number" ? catalogue[`${key}.${plurals.select(vars.count)}`] : undefined;
  const text = form ?? catalogue[key] ?? catalogue[`${key}.other`] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(vars[name] ?? ""));
}

/** The text of a key that may not be there. @param {string} key @returns {string | undefined} */
export const said = (key) => catalogue[key];

/**
 * Return the text for one of the API's enum values, or the value in plain words if it is a new one.
 *
 * @param {string} group first part of the key, such as "status"
 * @param {string | null | undefined} value
 */
export function word(group, value) {
  if (!value) return "";
  return catalogue[`${group}.${value}`] ?? value.replaceAll("_", " ");
}
