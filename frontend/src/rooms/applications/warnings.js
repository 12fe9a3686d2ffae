/** What a new application resembled; only the answer that made it says so. @type {{ id: string, warnings: import("../../lib/api.js").Schemas["Warning"][] }} */
let latest = { id: "", warnings: [] };

/** @param {import("../../lib/api.js").Schemas["ApplicationRead"]} made */
export function remember({ id, warnings }) {
  latest = { id, warnings };
}

/** @param {string} id */
export const warningsOf = (id) => (latest.id === id ? latest.warnings : []);
