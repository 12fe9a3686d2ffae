// An application as a form holds it, and as the API takes it.
import { dayOf, fromLocal } from "../../lib/dates.js";
import { fromField, toField } from "../../lib/money.js";

/** @typedef {import("../../lib/api.js").Schemas["ApplicationRead"]} Application */
/** @typedef {ReturnType<typeof blank>} Values */

/** An empty form. @param {{ currency?: string, stage_id?: string | null }} [start] */
export function blank({ currency = "GBP", stage_id = null } = {}) {
  return {
    title: "",
    organization_name: "",
    agency_name: "",
    stage_id: /** @type {string | null} */ (stage_id),
    applied_on: "",
    url: "",
    source: /** @type {string | null} */ (null),
    tags: /** @type {string[]} */ ([]),
    desirability: /** @type {number | null} */ (null),
    fallback: false,
    currency,
    pay_min: "",
    pay_max: "",
    pay_unit: /** @type {string | null} */ ("year"),
    job_location: "",
    job_location_type: /** @type {string | null} */ (null),
    employment_type: /** @type {string | null} */ (null),
    industry: "",
    identifier: "",
    date_posted: "",
    valid_through: "",
    description: "",
    notes: "",
  };
}

/** The form of an application that exists. Its notes and stage have their own places. @param {Application} row @returns {Values} */
export function valuesOf(row) {
  const pay = row.base_salary;
  const currency = pay?.currency ?? "GBP";
  return {
    ...blank({ currency, stage_id: row.stage.id }),
    title: row.title,
    organization_name: row.organization.name,
    agency_name: row.agency?.name ?? "",
    applied_on: row.applied_at ? dayOf(row.applied_at) : "",
    url: row.url ?? "",
    source: row.source,
    tags: [...row.tags],
    desirability: row.desirability,
    fallback: row.fallback,
    pay_min: toField(pay?.min_minor, currency),
    pay_max: toField(pay?.max_minor, currency),
    pay_unit: pay?.unit ?? "year",
    job_location: row.job_location ?? "",
    job_location_type: row.job_location_type,
    employment_type: row.employment_type,
    industry: row.industry ?? "",
    identifier: row.identifier ?? "",
    date_posted: row.date_posted ?? "",
    valid_through: row.valid_through ?? "",
    description: row.description,
    notes: row.notes,
  };
}

/** What was typed into a field for tags: "nights, bus 36" is two. @param {string} text */
export const tagsOf = (text) => [...new Set(text.split(",").map((tag) => tag.trim()).filter(Boolean))];

/** @param {Values} values */
function salary({ currency, pay_min, pay_max, pay_unit }) {
  const [min_minor, max_minor] = [fromField(pay_min, currency), fromField(pay_max, currency)];
  return min_minor == null && max_minor == null ? null : { currency, min_minor, max_minor, unit: pay_unit ?? "year" };
}

/** A day as an instant: the present for today, noon for any other. @param {string} day @param {number} now */
function instant(day, now) {
  if (!day) return null;
  return day === dayOf(now) ? new Date(now).toISOString() : fromLocal(`${day}T12:00`);
}

/** What the posting says, as the API takes it. @param {Values} values @param {number} now */
function posting(values, now) {
  const line = (/** @type {string} */ text) => text.trim() || null;
  return {
    title: values.title.trim(),
    applied_at: instant(values.applied_on, now),
    url: line(values.url),
    source: values.source,
    tags: values.tags,
    desirability: values.desirability,
    fallback: values.fallback,
    base_salary: salary(values),
    job_location: line(values.job_location),
    job_location_type: values.job_location_type,
    employment_type: values.employment_type,
    industry: line(values.industry),
    identifier: line(values.identifier),
    date_posted: line(values.date_posted),
    valid_through: line(values.valid_through),
    description: values.description,
  };
}

/** The body of a new application: only what was filled in. @param {Values} values @param {number} now milliseconds since 1970 */
export function createBody(values, now) {
  const all = {
    ...posting(values, now),
    organization_name: values.organization_name.trim(),
    agency_name: values.agency_name.trim() || null,
    stage_id: values.stage_id,
    notes: values.notes,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== "" && value !== false && !(Array.isArray(value) && !value.length)));
}

/**
 * The body of a change: the fields that differ between two states of the form. Organizations are
 * named by id in a change, so they are not among them.
 *
 * @param {Values} before
 * @param {Values} after
 * @param {number} now
 */
export function patchBody(before, after, now) {
  const [old, fresh] = [posting(before, now), posting(after, now)];
  return Object.fromEntries(Object.entries(fresh).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(/** @type {any} */ (old)[name])));
}
