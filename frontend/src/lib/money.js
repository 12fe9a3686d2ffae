// Amounts travel in minor units (pence, cents) with their currency; people see and type major ones.
import { locale } from "./dates.js";

/** How many digits a currency has after the point; 2 for one that is not known. @param {string} currency */
export function digits(currency) {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** "£25,000", with pence only where there are some. @param {number} minor @param {string} currency */
export function money(minor, currency) {
  const amount = minor / 10 ** digits(currency);
  return new Intl.NumberFormat(locale(), { style: "currency", currency, trailingZeroDisplay: "stripIfInteger" }).format(amount);
}

/** The way a field shows it: "25000" or "12.50". @param {number | null | undefined} minor @param {string} currency */
export function toField(minor, currency) {
  if (minor == null) return "";
  const amount = minor / 10 ** digits(currency);
  return Number.isInteger(amount) ? String(amount) : amount.toFixed(digits(currency));
}

/**
 * Read what somebody typed: "25,000", "25 000", "12.50", "25k". The last point or comma is the
 * decimal one unless exactly three digits follow it.
 *
 * @param {string} text
 * @param {string} currency
 * @returns {number | null} minor units; null for nothing or for something that is no amount
 */
export function fromField(text, currency) {
  const tight = text.trim().replace(/[\s'’]/g, "").replace(/^[^\d]+/, "");
  const [, number, thousand] = tight.match(/^([\d.,]+)(k)?$/i) ?? [];
  if (!number) return null;
  const plain = number.replace(/[.,](?=\d{3}(\D|$))/g, "").replace(",", ".");
  const amount = Number(plain) * (thousand ? 1000 : 1);
  return Number.isNaN(amount) ? null : Math.round(amount * 10 ** digits(currency));
}

/** "£25,000 to £28,000", "from £25,000"; the words for the ends are the caller's. @param {{ currency: string, min_minor: number | null, max_minor: number | null }} range @returns {[string, string]} */
export function ends({ currency, min_minor, max_minor }) {
  return [min_minor == null ? "" : money(min_minor, currency), max_minor == null ? "" : money(max_minor, currency)];
}
