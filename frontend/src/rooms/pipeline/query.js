// The list's filters stand in the page's address; this translates them to what the API takes.

/** @typedef {NonNullable<import("../../lib/schema.d.ts").operations["list_applications"]["parameters"]["query"]>} ListQuery */

/** Filters that can stand in the address, in the order they are shown in. */
export const FILTERS = /** @type {const} */ (["q", "live", "category", "status", "stage_id", "organization_id", "source", "tag", "fallback", "applied_from", "applied_to"]);
const MANY = new Set(["category", "status", "stage_id", "organization_id", "source", "tag"]);
const YES_OR_NO = new Set(["live", "fallback"]);
export const SORTS = /** @type {const} */ (["-updated_at", "updated_at", "-created_at", "created_at", "title", "-title"]);

/**
 * @param {URLSearchParams} query of the page
 * @returns {ListQuery}
 */
export function asked(query) {
  /** @type {Record<string, unknown>} */
  const found = {};
  for (const name of FILTERS) {
    const values = query.getAll(name).filter(Boolean);
    if (!values.length) continue;
    if (MANY.has(name)) found[name] = values;
    else if (YES_OR_NO.has(name)) found[name] = values[0] === "true";
    else found[name] = values[0];
  }
  const sort = SORTS.find((name) => name === query.get("sort"));
  if (sort) found.sort = sort;
  return found;
}

/**
 * The filters that are set, one by one, each to be taken away by itself.
 *
 * @param {URLSearchParams} query of the page
 * @returns {{ name: typeof FILTERS[number], value: string }[]} words for search are left out: they stand in their field
 */
export function active(query) {
  return FILTERS.filter((name) => name !== "q").flatMap((name) => query.getAll(name).filter(Boolean).map((value) => ({ name, value })));
}

/**
 * What has to change in the address to take one filter away.
 *
 * @param {URLSearchParams} query
 * @param {{ name: string, value: string }} filter
 * @returns {Record<string, string[]>}
 */
export const without = (query, { name, value }) => ({ [name]: query.getAll(name).filter((one) => one !== value) });

/** What has to change in the address to take all filters away. @returns {Record<string, null>} */
export const clear = () => Object.fromEntries(FILTERS.map((name) => [name, null]));

/**
 * The choices of the one field for stages: everything, alive or ended, a category, or one stage.
 * A choice is `name:value` of the filter it sets.
 *
 * @param {URLSearchParams} query
 */
export function place(query) {
  const set = /** @type {const} */ (["live", "category", "status", "stage_id"]).flatMap((name) => query.getAll(name).filter(Boolean).map((value) => `${name}:${value}`));
  return set.length > 1 ? "several" : (set[0] ?? null);
}

/** @param {string | null} choice @returns {Record<string, string | null>} what it changes in the address */
export function placed(choice) {
  const [name, value] = choice?.split(/:(.*)/) ?? [];
  return { live: null, category: null, status: null, stage_id: null, ...(name && value ? { [name]: value } : {}) };
}
