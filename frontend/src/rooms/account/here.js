import { browserZone } from "../../lib/dates.js";

const EURO = "AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK".split(" ");
/** @type {Record<string, string>} */
const CURRENCIES = { AU: "AUD", CA: "CAD", CH: "CHF", CZ: "CZK", DK: "DKK", GB: "GBP", IN: "INR", JP: "JPY", NO: "NOK", NZ: "NZD", PL: "PLN", SE: "SEK", SG: "SGD", US: "USD", ZA: "ZAR" };

/**
 * Guess from the browser where somebody is; a browser may name its language in ways `Intl` refuses.
 *
 * @param {string} [language]
 * @returns {{ zone: string, locale?: string, region?: string, currency?: string }} only what is known
 */
export function here(language = navigator.language) {
  const zone = browserZone();
  try {
    const locale = new Intl.Locale(language);
    const region = locale.maximize().region ?? "";
    const currency = EURO.includes(region) ? "EUR" : CURRENCIES[region];
    return { zone, locale: `${locale.language}-${region}`, ...(/^[A-Z]{2}$/.test(region) ? { region } : {}), ...(currency ? { currency } : {}) };
  } catch {
    return { zone };
  }
}
