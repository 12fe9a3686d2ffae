// A reference as a form holds it, and as the API takes it.
import { listOf } from "./words.js";

/** @typedef {ReturnType<typeof blank>} Values */
/** @typedef {{ employer: string, from_year: number | null, to_year: number | null }} Together */

/** What the fields are called on the form. @type {Record<keyof Values, import("../../lib/i18n.js").Key>} */
export const LABELS = {
  relationship: "reference.relationship",
  worked_together: "reference.together",
  competencies: "reference.competencies",
  best_hours: "reference.bestHours",
  region: "reference.region",
  current_employer: "reference.currentEmployer",
  may_contact_now: "reference.mayContact",
  first_job: "reference.firstJob",
  recall_confirmed_on: "reference.recall",
  notes: "reference.notes",
};

export const blank = () => ({
  relationship: /** @type {string | null} */ ("line_manager"),
  worked_together: [{ employer: "", from_year: "", to_year: "" }],
  competencies: "",
  best_hours: "",
  region: "",
  current_employer: false,
  may_contact_now: false,
  first_job: false,
  recall_confirmed_on: "",
  notes: "",
});

/** @param {import("./words.js").Reference} row @returns {Values} */
export const valuesOf = (row) => ({
  relationship: row.relationship,
  worked_together: row.worked_together.map(({ employer, from_year, to_year }) => ({ employer, from_year: String(from_year ?? ""), to_year: String(to_year ?? "") })),
  competencies: row.competencies.join(", "),
  best_hours: row.best_hours,
  region: row.region ?? "",
  current_employer: row.current_employer,
  may_contact_now: row.may_contact_now,
  first_job: row.first_job,
  recall_confirmed_on: row.recall_confirmed_on ?? "",
  notes: row.notes,
});

/** A number that was typed; what is none goes as it is, for the API to refuse at its field. @param {string | number | null} text @returns {any} */
const year = (text) => (String(text ?? "").trim() === "" ? null : Number.isNaN(Number(text)) ? text : Number(text));

/** @param {Values} values @returns {any} */
export function bodyOf({ worked_together, competencies, region, recall_confirmed_on, may_contact_now, ...rest }) {
  return {
    ...rest,
    worked_together: worked_together.filter(({ employer, from_year, to_year }) => employer.trim() || from_year || to_year).map(({ employer, from_year, to_year }) => ({ employer, from_year: year(from_year), to_year: year(to_year) })),
    competencies: listOf(competencies),
    region: region.trim().toUpperCase() || null,
    recall_confirmed_on: recall_confirmed_on || null,
    ...(rest.current_employer ? { may_contact_now } : {}),
  };
}

/**
 * What both sides make together, when somebody else was faster: mine where I changed something, theirs elsewhere.
 * Places that both wrote down are all kept.
 *
 * @param {Values} before what both started from
 * @param {Values} mine
 * @param {Values} theirs
 * @returns {{ values: Values, clashes: (keyof Values)[] }} `clashes`: what both changed, each to something else
 */
export function joined(before, mine, theirs) {
  const same = (/** @type {unknown} */ one, /** @type {unknown} */ other) => JSON.stringify(one) === JSON.stringify(other);
  const names = /** @type {(keyof Values)[]} */ (Object.keys(before));
  const values = /** @type {Values} */ (Object.fromEntries(names.map((name) => [name, same(before[name], mine[name]) ? theirs[name] : mine[name]])));
  const clashes = names.filter((name) => !same(before[name], mine[name]) && !same(before[name], theirs[name]) && !same(mine[name], theirs[name]));
  if (!clashes.includes("worked_together")) return { values, clashes };
  const more = theirs.worked_together.filter((one) => !mine.worked_together.some((other) => same(one, other)));
  return { values: { ...values, worked_together: [...mine.worked_together, ...more] }, clashes: clashes.filter((name) => name !== "worked_together") };
}

/** Only what differs between two states of the form. @param {Values} before @param {Values} after */
export function changesOf(before, after) {
  const [old, fresh] = [bodyOf(before), bodyOf(after)];
  return Object.fromEntries(Object.entries(fresh).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name])));
}
