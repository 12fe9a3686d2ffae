// The mail account as a form holds it, and what the servers of well-known providers are called.

/** @typedef {import("../../lib/api.js").Schemas["MailAccountRead"]} MailAccount */
/** @typedef {{ smtp_host: string, smtp_port: number, smtp_security: "tls" | "starttls", imap_host: string, imap_port: number, imap_security: "tls" | "starttls", imap_sent_folder: string }} Servers */

/**
 * @param {string} smtp_host
 * @param {string} imap_host
 * @param {string} imap_sent_folder
 * @param {boolean} [later] whether sending starts in the open and is protected before anything is said (587)
 * @returns {Servers}
 */
const servers = (smtp_host, imap_host, imap_sent_folder, later = false) => ({
  smtp_host,
  smtp_port: later ? 587 : 465,
  smtp_security: later ? "starttls" : "tls",
  imap_host,
  imap_port: 993,
  imap_security: "tls",
  imap_sent_folder,
});

const GMAIL = servers("smtp.gmail.com", "imap.gmail.com", "[Gmail]/Sent Mail");
const ICLOUD = servers("smtp.mail.me.com", "imap.mail.me.com", "Sent Messages", true);
const YAHOO = servers("smtp.mail.yahoo.com", "imap.mail.yahoo.com", "Sent");
const GMX = servers("mail.gmx.net", "imap.gmx.net", "Gesendet");
const FASTMAIL = servers("smtp.fastmail.com", "imap.fastmail.com", "Sent");

/** By the domain of an address. @type {Record<string, Servers>} */
const KNOWN = {
  "gmail.com": GMAIL,
  "googlemail.com": GMAIL,
  "icloud.com": ICLOUD,
  "me.com": ICLOUD,
  "mac.com": ICLOUD,
  "yahoo.com": YAHOO,
  "yahoo.co.uk": YAHOO,
  "gmx.net": GMX,
  "gmx.de": GMX,
  "gmx.at": GMX,
  "gmx.com": servers("mail.gmx.com", "imap.gmx.com", "Sent"),
  "web.de": servers("smtp.web.de", "imap.web.de", "Gesendet"),
  "aol.com": servers("smtp.aol.com", "imap.aol.com", "Sent"),
  "fastmail.com": FASTMAIL,
  "fastmail.fm": FASTMAIL,
  "zoho.com": servers("smtp.zoho.com", "imap.zoho.com", "Sent"),
  "mailbox.org": servers("smtp.mailbox.org", "imap.mailbox.org", "Sent"),
  "posteo.de": servers("posteo.de", "posteo.de", "Sent"),
  "t-online.de": servers("securesmtp.t-online.de", "secureimap.t-online.de", "Sent"),
  "orange.fr": servers("smtp.orange.fr", "imap.orange.fr", "Sent"),
};

/** The servers of an address, where its provider is known here. @param {string} email @returns {Servers | undefined} */
export const serversOf = (email) => KNOWN[domainOf(email)];

/** @param {string} email */
const domainOf = (email) => email.slice(email.lastIndexOf("@") + 1).trim().toLowerCase();

const TEXTS = /** @type {const} */ (["from_email", "from_name", "signature", "smtp_host", "smtp_user", "imap_user", "imap_folder", "imap_sent_folder"]);

/** The day of an instant as the server counts days of mail: everywhere the same. @param {string | null | undefined} at */
const dayIn = (at) => at?.slice(0, 10) ?? "";

/** @param {string} day `YYYY-MM-DD`, or empty */
const startOf = (day) => (day ? `${day}T00:00:00Z` : null);

/**
 * What the form starts with. Passwords start empty: none is ever sent to the page.
 *
 * @param {MailAccount | null} account
 * @param {{ email: string, name: string }} person
 */
export function fieldsOf(account, { email, name }) {
  return {
    from_email: account?.from_email ?? email,
    from_name: account?.from_name ?? name,
    reply_to: account?.reply_to ?? "",
    signature: account?.signature ?? "",
    smtp_host: account?.smtp_host ?? "",
    smtp_port: /** @type {number | string} */ (account?.smtp_port ?? 465),
    smtp_security: /** @type {string | null} */ (account?.smtp_security ?? "tls"),
    smtp_user: account?.smtp_user ?? email,
    smtp_password: "",
    mailbox: Boolean(account?.imap_host),
    imap_host: account?.imap_host ?? "",
    imap_port: /** @type {number | string} */ (account?.imap_port ?? 993),
    imap_security: /** @type {string | null} */ (account?.imap_security ?? "tls"),
    imap_user: account?.imap_user || email,
    imap_password: "",
    imap_folder: account?.imap_folder ?? "INBOX",
    imap_sent_folder: account?.imap_sent_folder ?? "",
    imap_since: dayIn(account?.imap_since),
  };
}

/** Microsoft took passwords away from programs, app passwords included. */
const CLOSED = new Set(["outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "live.co.uk", "msn.com"]);

/** Whether the provider of an address lets no program in by password. @param {string} email */
export const isClosed = (email) => CLOSED.has(domainOf(email));

/** What is sent: the whole of it, with an empty password left out, so that a kept one stays. @param {ReturnType<typeof fieldsOf>} values @returns {any} */
export function bodyOf(values) {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, name === "signature" ? values[name] : values[name].trim()]));
  return {
    ...texts,
    reply_to: values.reply_to.trim() || null,
    smtp_port: Number(values.smtp_port),
    smtp_security: values.smtp_security,
    ...(values.smtp_password ? { smtp_password: values.smtp_password } : {}),
    imap_host: values.mailbox ? values.imap_host.trim() : null,
    imap_port: Number(values.imap_port),
    imap_security: values.imap_security,
    imap_folder: texts.imap_folder || "INBOX",
    imap_since: startOf(values.imap_since),
    ...(values.mailbox && values.imap_password ? { imap_password: values.imap_password } : {}),
  };
}

/**
 * Only what differs from the account as it is: naming the mailbox anew would have it read from the beginning.
 *
 * @param {ReturnType<typeof fieldsOf>} values
 * @param {MailAccount} account
 * @returns {any}
 */
export function changesOf(values, account) {
  /** @type {Record<string, unknown>} */
  const before = { ...account, imap_since: startOf(dayIn(account.imap_since)) };
  return Object.fromEntries(Object.entries(bodyOf(values)).filter(([name, value]) => value !== before[name]));
}
