// Files that are kept: what is chosen from, and the way one gets there.
import { api, take } from "./api.js";
import { upTo } from "./pages.js";

/** @typedef {import("./api.js").Schemas["AttachmentRead"]} Attachment */
/** @typedef {Attachment["kind"]} Kind */

export const KINDS = /** @type {const} */ (["cv", "cover_letter", "portfolio", "certificate", "posting", "brief", "other"]);
const MOST = 500;

/** Every file that is kept, the latest first. @returns {Promise<Attachment[]>} */
export const keptFiles = async () => (await upTo(MOST, (query) => take(api.GET("/api/v1/attachments", { params: { query } })))).items;

/** Keep a file: its bytes are the body, and tell what it is. @param {File} file @param {Kind} kind @returns {Promise<Attachment>} */
export function keepFile(file, kind) {
  const bytes = /** @type {any} */ (file);
  const headers = { "Content-Type": "application/octet-stream" };
  return take(api.POST("/api/v1/attachments", { params: { query: { name: file.name, kind } }, headers, body: bytes, bodySerializer: (body) => body }));
}

/** "48 kB" @param {number} bytes @param {string} locale */
export function size(bytes, locale) {
  const unit = bytes < 1_000_000 ? "kilobyte" : "megabyte";
  const amount = unit === "kilobyte" ? Math.max(1, Math.round(bytes / 1000)) : bytes / 1_000_000;
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: 1 }).format(amount);
}
