import { locale } from "../../lib/dates.js";
import { t, word } from "../../lib/i18n.js";

/** @typedef {import("../../lib/api.js").Schemas["TemplateRead"]} Template */

export const PURPOSES = /** @type {const} */ (["thank_you", "status_check", "closing_note", "feedback_request"]);

/** What tells one wording from the next, also in the address. @param {Pick<Template, "purpose" | "medium" | "region">} template */
export const keyOf = ({ purpose, medium, region }) => [purpose, medium, region].filter(Boolean).join(".");

/** @param {string} region */
const countryOf = (region) => new Intl.DisplayNames(locale(), { type: "region" }).of(region) ?? region;

/** "Written, United States" @param {Pick<Template, "medium" | "region">} template */
export const nameOf = ({ medium, region }) => t("settings.templates.name", { medium: word("medium", medium), where: region ? countryOf(region) : t("settings.templates.anywhere") });

/**
 * Put a variable where the cursor is.
 *
 * @param {string} text
 * @param {string} name
 * @param {{ start: number, end: number }} at what is marked is replaced
 * @returns {{ text: string, cursor: number }}
 */
export function inserted(text, name, { start, end }) {
  const word = `{{ ${name} }}`;
  return { text: text.slice(0, start) + word + text.slice(end), cursor: start + word.length };
}
