// What the browser knows about countries, zones, currencies and languages, for the fields that ask for one.

/** @template T @param {() => T} make @param {T} otherwise */
function attempt(make, otherwise) {
  try {
    return make();
  } catch {
    return otherwise;
  }
}

/** @param {{ value: string, label: string }} one @param {{ value: string, label: string }} other */
const byLabel = (one, other) => one.label.localeCompare(other.label);

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const NO_COUNTRIES = new Set(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"]);

/** ISO 3166-1 countries by name. @param {string} [language] */
export function countries(language = "en-GB") {
  const names = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
  return LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
    .filter((code) => !NO_COUNTRIES.has(code) && attempt(() => new Intl.Locale(`und-${code}`).region, "") === code)
    .map((code) => ({ value: code, label: attempt(() => names.of(code), undefined) ?? "" }))
    .filter(({ label }) => label)
    .sort(byLabel);
}

/** IANA zones. @returns {string[]} */
export const zones = () => attempt(() => Intl.supportedValuesOf("timeZone"), []);

/** ISO 4217 currencies by name. @param {string} [language] */
export function currencies(language = "en-GB") {
  const names = new Intl.DisplayNames(language, { type: "currency" });
  return attempt(() => Intl.supportedValuesOf("currency"), ["EUR", "GBP", "USD"])
    .map((code) => ({ value: code, label: `${names.of(code) ?? code} (${code})` }))
    .sort(byLabel);
}

const LOCALES = ["ar-EG", "cs-CZ", "cy-GB", "da-DK", "de-AT", "de-CH", "de-DE", "el-GR", "en-AU", "en-CA", "en-GB", "en-IE", "en-IN", "en-NZ", "en-US", "en-ZA"];
const MORE_LOCALES = ["es-ES", "es-MX", "fi-FI", "fr-CA", "fr-CH", "fr-FR", "he-IL", "hi-IN", "hu-HU", "it-IT", "ja-JP", "ko-KR", "nb-NO", "nl-BE", "nl-NL", "pl-PL", "pt-BR", "pt-PT", "ro-RO", "sv-SE", "tr-TR", "uk-UA", "zh-CN", "zh-TW"];

/** Ways to write dates and numbers, by name. @param {string} chosen always among them @param {string} [language] */
export function locales(chosen, language = "en-GB") {
  const names = new Intl.DisplayNames(language, { type: "language" });
  return [...new Set([...LOCALES, ...MORE_LOCALES, chosen])].map((code) => ({ value: code, label: attempt(() => names.of(code), code) ?? code })).sort(byLabel);
}

/** A date, a time and an amount as a locale writes them. @param {string} locale @param {string} zone @param {string} currency @param {number} now */
export function sample(locale, zone, currency, now) {
  const date = attempt(() => new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: "full", timeStyle: "short" }).format(now), "");
  const amount = attempt(() => new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: 0 }).format(25_000), "");
  return [date, amount].filter(Boolean).join(" · ");
}
