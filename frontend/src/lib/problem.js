import { said, t } from "./i18n.js";

/** @typedef {{ pointer: string, code: string, detail: string }} FieldProblem */

/** A refusal: the server's problem document (RFC 9457), or the network's silence in the same shape. */
export class Problem extends Error {
  /**
   * @param {{ status?: number, code?: string, detail?: string, errors?: FieldProblem[], request_id?: string, related?: string }} document
   */
  constructor(document) {
    super(document.detail || t("problem.unknown"));
    this.status = document.status ?? 0;
    this.code = document.code ?? "unknown";
    this.fields = document.errors ?? [];
    this.requestId = document.request_id ?? "";
    /** Where what it is about can be seen to, if the server says so: a path here. */
    this.related = document.related ?? "";
  }

  /** Whether nothing answered: the change may be sent again as it is. */
  get offline() {
    return this.code === "offline";
  }

  /** Whether the row changed since it was read. */
  get stale() {
    return this.status === 412;
  }

  /** Whether sending the same again later can succeed without anybody changing anything. */
  get passing() {
    return this.offline || this.status >= 500 || this.status === 429 || this.code === "request-in-flight";
  }

  /**
   * What was wrong with one field.
   *
   * @param {string} name of the field, or a JSON pointer into the body
   */
  at(name) {
    const pointer = name.startsWith("/") ? name : `/${name}`;
    const found = this.fields.find((field) => field.pointer === pointer || field.pointer.startsWith(`${pointer}/`));
    return found && plainly(found);
  }

  /** What happened, what is safe, what to do: one short text for people. */
  get explanation() {
    if (this.offline) return t("problem.offline");
    if (this.stale) return t("problem.stale");
    if (this.code === "validation-failed") return t("problem.fields");
    if (this.code === "message-unreadable") return t("problem.unreadable");
    if (this.status >= 500) return t("problem.server", { id: this.requestId });
    return this.message;
  }
}

/** What is wrong with a value, in plain words where we have them. @param {FieldProblem} field */
export const plainly = ({ code, detail }) => said(`refused.${code}`) ?? detail;

/**
 * @param {Response} response
 * @param {unknown} document what the body held
 */
export function refusal(response, document) {
  const known = document && typeof document === "object" ? document : {};
  return new Problem({ ...known, status: response.status, related: relatedTo(response) });
}

/** The path that a `Link` header calls `related` (RFC 8288). @param {Response} response */
const relatedTo = ({ headers }) => /<(\/(?!\/)[^<>]*)>\s*;[^,]*\brel="?related"?/.exec(headers.get("Link") ?? "")?.[1];

/** @param {unknown} error @returns {Problem} */
export function asProblem(error) {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError && !navigator.onLine) return new Problem({ code: "offline" });
  console.error(error);
  return new Problem({ code: "client", detail: t("problem.client") });
}
