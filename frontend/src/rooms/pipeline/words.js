// The API's words that forms offer, in the order people expect.

export const CATEGORIES = /** @type {const} */ (["saved", "applied", "screening", "interviewing", "checks", "offer", "paused", "closed"]);
export const STATUSES = /** @type {const} */ ([
  "draft",
  "submitted",
  "reviewing",
  "screening",
  "first_interview",
  "second_interview",
  "final_interview",
  "background_check",
  "offered",
  "accepted",
  "on_hold",
  "hired",
  "rejected",
  "declined",
  "withdrawn",
  "cancelled",
  "ghosted",
]);
export const SOURCES = /** @type {const} */ (["job_board", "careers_page", "referral", "agency", "recruiter_outreach", "network", "fair", "other"]);
export const EMPLOYMENT_TYPES = /** @type {const} */ (["full_time", "part_time", "contractor", "temporary", "intern", "volunteer", "per_diem", "other"]);
export const LOCATION_TYPES = /** @type {const} */ (["on_site", "hybrid", "telecommute"]);
export const PAY_UNITS = /** @type {const} */ (["hour", "day", "week", "month", "year"]);
export const INTERVIEW_FORMATS = /** @type {const} */ ([
  "video_live",
  "in_person",
  "phone",
  "panel",
  "group",
  "technical",
  "presentation",
  "case",
  "work_sample",
  "assessment_centre",
  "video_one_way",
  "informal",
]);

/**
 * The tone a stage has wherever it is named: alive is plain, an offer is good news, ended is quiet.
 *
 * @param {string} category
 * @returns {"plain" | "action" | "settled"}
 */
export const toneOf = (category) => (category === "offer" ? "settled" : category === "interviewing" ? "action" : "plain");
