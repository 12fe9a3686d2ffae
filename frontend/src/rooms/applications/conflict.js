// Two people, or two tabs, changed the same application. Nothing of either is lost.

/** @typedef {import("./fields.js").Values} Values */
/** @typedef {{ name: keyof Values, mine: Values[keyof Values], theirs: Values[keyof Values] }} Clash */

/** What the fields are called on the form. @type {Record<string, import("../../lib/i18n.js").Key>} */
export const LABELS = {
  title: "application.title",
  organization_name: "application.organization",
  agency_name: "application.agency",
  applied_on: "application.appliedOn",
  url: "application.url",
  source: "application.source",
  tags: "application.tags",
  desirability: "application.desirability",
  fallback: "application.fallback",
  currency: "application.currency",
  pay_min: "application.payMin",
  pay_max: "application.payMax",
  pay_unit: "application.payUnit",
  job_location: "application.location",
  job_location_type: "application.locationType",
  employment_type: "application.employment",
  industry: "application.industry",
  identifier: "application.identifier",
  date_posted: "application.datePosted",
  valid_through: "application.validThrough",
  description: "application.description",
};

/** @param {unknown} one @param {unknown} other */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** @param {Values} before @param {Values} mine @param {Values} theirs */
const names = (before, mine, theirs) => /** @type {(keyof Values)[]} */ (Object.keys(before)).filter((name) => name in mine && name in theirs && !["notes", "stage_id"].includes(name));

/**
 * The fields that both changed, each to something else.
 *
 * @param {Values} before what both started from
 * @param {Values} mine
 * @param {Values} theirs
 * @returns {Clash[]}
 */
export function clashes(before, mine, theirs) {
  return names(before, mine, theirs)
    .filter((name) => !same(before[name], mine[name]) && !same(before[name], theirs[name]) && !same(mine[name], theirs[name]))
    .map((name) => ({ name, mine: mine[name], theirs: theirs[name] }));
}

/**
 * What both sides make together: mine where I changed something, theirs elsewhere.
 *
 * @param {Values} before
 * @param {Values} mine
 * @param {Values} theirs
 * @returns {Partial<Values>}
 */
export function merged(before, mine, theirs) {
  return Object.fromEntries(names(before, mine, theirs).map((name) => [name, same(before[name], mine[name]) ? theirs[name] : mine[name]]));
}
