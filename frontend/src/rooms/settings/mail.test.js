// @vitest-environment node
import { expect, test } from "vitest";
import { bodyOf, changesOf, fieldsOf, isClosed, serversOf } from "./mail.js";

const SAM = { email: "sam@example.org", name: "Sam Okafor" };
const ACCOUNT = /** @type {any} */ ({
  from_email: "sam@gmail.com",
  from_name: "Sam",
  reply_to: null,
  signature: "Sam\n",
  smtp_host: "smtp.gmail.com",
  smtp_port: 465,
  smtp_security: "tls",
  smtp_user: "sam@gmail.com",
  has_smtp_password: true,
  imap_host: "imap.gmail.com",
  imap_port: 993,
  imap_security: "tls",
  imap_user: "sam@gmail.com",
  imap_folder: "Jobs",
  imap_sent_folder: "",
  imap_since: "2026-05-01T08:30:00Z",
});

test("an address tells the servers of a known provider, whatever its capitals", () => {
  expect(serversOf("Sam@GMail.com")?.smtp_host).toBe("smtp.gmail.com");
  expect(serversOf("sam@me.com")).toMatchObject({ smtp_port: 587, smtp_security: "starttls", imap_port: 993 });
  expect(serversOf("sam@example.org")).toBeUndefined();
  expect(serversOf("")).toBeUndefined();
});

test("a password that was not typed again is not sent, so that the kept one stays", () => {
  const body = bodyOf(fieldsOf(ACCOUNT, SAM));
  expect(body).not.toHaveProperty("smtp_password");
  expect(body).not.toHaveProperty("imap_password");
  expect(body).toMatchObject({ imap_host: "imap.gmail.com", imap_folder: "Jobs", signature: "Sam\n", reply_to: null });
});

test("a mailbox that is switched off goes, with its password", () => {
  const body = bodyOf({ ...fieldsOf(ACCOUNT, SAM), mailbox: false, imap_password: "typed before" });
  expect(body.imap_host).toBeNull();
  expect(body).not.toHaveProperty("imap_password");
});

test("a number field's text is sent as a number", () => {
  expect(bodyOf({ ...fieldsOf(null, SAM), smtp_port: "587" }).smtp_port).toBe(587);
});

test("only what was changed is sent", () => {
  expect(changesOf(fieldsOf(ACCOUNT, SAM), ACCOUNT)).toEqual({});
  expect(changesOf({ ...fieldsOf(ACCOUNT, SAM), imap_folder: "Search", smtp_password: "new one" }, ACCOUNT)).toEqual({ imap_folder: "Search", smtp_password: "new one" });
});

test("an address whose provider lets no program in is told apart", () => {
  expect(isClosed("sam@Outlook.com")).toBe(true);
  expect(isClosed("sam@example.org")).toBe(false);
});

test("the day mail is looked at from is a day, and one that stays is not sent", () => {
  const values = fieldsOf(ACCOUNT, SAM);
  expect(values.imap_since).toBe("2026-05-01");
  expect(changesOf({ ...values, imap_since: "2026-04-01" }, ACCOUNT)).toEqual({ imap_since: "2026-04-01T00:00:00Z" });
  expect(changesOf({ ...values, imap_since: "" }, ACCOUNT)).toEqual({ imap_since: null });
  expect(fieldsOf(null, SAM).imap_since).toBe("");
});
