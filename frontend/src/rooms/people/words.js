// What the API calls ways to reach somebody, and what somebody is, in the order people expect.
import { word } from "../../lib/i18n.js";

/** @typedef {import("../../lib/api.js").Schemas["ContactRead"]} Contact */

export const CHANNELS = /** @type {const} */ (["phone", "email", "sms", "linkedin_message", "post", "via_agency", "other"]);
export const CONTACT_ROLES = /** @type {const} */ (["interviewer", "hiring_manager", "recruiter", "agency_consultant", "coordinator", "hr", "referee", "ally"]);

/** "Hiring manager · Head of Operations · Mecca" @param {Pick<Contact, "role" | "job_title" | "organization_name">} contact */
export const standing = ({ role, job_title, organization_name }) => [word("contact_role", role), job_title, organization_name].filter(Boolean).join(" · ");
