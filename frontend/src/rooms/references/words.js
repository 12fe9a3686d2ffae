// What the API calls things here, in the order people expect; and how states are said.
import { day, locale } from "../../lib/dates.js";
import { t } from "../../lib/i18n.js";

/** @typedef {import("../../lib/api.js").Schemas["ReferenceRead"]} Reference */
/** @typedef {import("../../lib/api.js").Schemas["ReadinessRead"]} Readiness */
/** @typedef {import("../../lib/api.js").Schemas["ReferenceSetRead"]} ReferenceSet */
/** @typedef {import("../../lib/api.js").Schemas["ConsentSummary"]} Consent */
/** @typedef {import("../../lib/api.js").Schemas["LedgerEntryRead"]} Entry */
/** @typedef {"plain" | "action" | "soon" | "late" | "settled"} Tone */

export const RELATIONSHIPS = /** @type {const} */ (["line_manager", "senior_manager", "client", "academic", "peer", "report", "character", "relative"]);
export const ANSWERS = /** @type {const} */ (["confirmed", "other_time", "declined"]);
export const RESULTS = /** @type {const} */ (["went_well", "mixed", "went_badly", "unknown"]);
export const KINDS = /** @type {const} */ (["favour", "money", "item", "thanks", "outcome_update", "reciprocal_reference"]);

/** Which changes concern this room. @param {string} path of the API */
export const concerns = (path) => /references|namings|employer-contacts|briefings|ledger|contacts|applications|stages|demo|retention/.test(path);

/** "82.6" @param {number} score */
export const number = (score) => new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(score);

/** @type {Record<Readiness["band"], Tone>} */
export const TONES = { ready: "settled", needs_warming: "soon", not_ready: "plain" };

/** @type {Record<(typeof ANSWERS)[number], Tone>} */
export const ANSWER_TONES = { confirmed: "settled", other_time: "soon", declined: "late" };

/**
 * Where somebody's consent stands, in a few words.
 *
 * @param {Consent} consent
 * @param {number} now milliseconds since 1970
 * @returns {{ text: string, tone: Tone }}
 */
export function consentState({ status, valid, on, expires_on }, now) {
  const said = on ? day(on, now) : "";
  if (valid) return { text: t("consent.valid", { day: expires_on ? day(expires_on, now) : "" }), tone: "settled" };
  if (status === "granted") return { text: t("consent.ranOut", { day: expires_on ? day(expires_on, now) : "" }), tone: "soon" };
  return { text: t(`consent.${status}`, { day: said }), tone: status === "withdrawn" ? "late" : "plain" };
}

/** What was typed into a field for competencies: "rotas, cash" is two. @param {string} text */
export const listOf = (text) => [...new Set(text.split(",").map((one) => one.trim()).filter(Boolean))];
