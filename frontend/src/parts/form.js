import { getContext, setContext } from "svelte";

const KEY = Symbol("form");

/** @typedef {{ problem: import("../lib/problem.js").Problem | null, names: Set<string> }} FormState what a Form tells its fields, and which fields it has */

/** @param {FormState} state */
export const provideForm = (state) => setContext(KEY, state);

/**
 * The form around a field, which now knows the field: what is wrong with it is shown there and nowhere else.
 *
 * @param {string} name
 * @returns {FormState | undefined}
 */
export function surroundingForm(name) {
  /** @type {FormState | undefined} */
  const form = getContext(KEY);
  form?.names.add(name);
  return form;
}
