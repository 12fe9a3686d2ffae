// A mail file is read here and sent as it is; of a very large one, its beginning is enough: the words come before the attachments.

const ENOUGH = 600_000;
const STEP = 0x8000;

/**
 * @param {Blob} file
 * @param {number} [enough] bytes
 * @returns {Promise<{ raw_base64: string, cut: boolean }>}
 */
export async function mailOf(file, enough = ENOUGH) {
  const bytes = new Uint8Array(await file.slice(0, enough).arrayBuffer());
  return { raw_base64: base64(bytes), cut: file.size > enough };
}

/** @param {Uint8Array} bytes */
export function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += STEP) text += String.fromCharCode(...bytes.subarray(at, at + STEP));
  return btoa(text);
}
