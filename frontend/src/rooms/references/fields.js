// A reference as a form holds it, and as the API takes it.
import { listOf } from "./words.js";

/** @typedef {ReturnType<typeof blank>} Values */
/** @typedef {{ employer: string, from_year: number | null, to_year: number | null }} Together */

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

/** Only what differs between two states of the form. @param {Values} before @param {Values} after */
export function changesOf(before, after) {
  const [old, fresh] = [bodyOf(before), bodyOf(after)];
  return Object.fromEntries(Object.entries(fresh).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name])));
}
