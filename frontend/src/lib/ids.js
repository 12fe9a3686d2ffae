/**
 * Return a new random id, for idempotency keys and rows that the server has not seen yet.
 *
 * Not `crypto.randomUUID`: browsers keep it back on plain http in a home network.
 *
 * @returns {string} 32 hexadecimal digits
 */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
