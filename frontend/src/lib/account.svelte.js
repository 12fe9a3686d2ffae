import { api, forgetReads, take } from "./api.js";
import { setPlace } from "./dates.js";
import { forgetReads as forgetKept } from "./db.js";
import { forgetDrafts } from "./draft.svelte.js";
import { openOutbox } from "./outbox.js";
import { asProblem } from "./problem.js";
import { go } from "./router.svelte.js";

/** @typedef {import("./api.js").Schemas["AccountRead"]} Account */

const KEPT = "account";

class Who {
  /** The account that is signed in; null when nobody is; undefined until it is known. @type {Account | null | undefined} */
  account = $state.raw();

  /** Start with who it was last time, so that the first page need not wait; then ask. */
  async start() {
    const kept = localStorage.getItem(KEPT);
    if (kept) this.is(JSON.parse(kept));
    try {
      this.is((await take(api.GET("/api/v1/session"))).account);
    } catch (error) {
      if (asProblem(error).status === 401 || !this.account) this.out();
    }
  }

  /** @param {Account} account */
  is(account) {
    const known = this.account?.id === account.id;
    this.account = account;
    setPlace(account);
    localStorage.setItem(KEPT, JSON.stringify(account));
    if (!known) openOutbox(account.id);
  }

  /** The session is gone; what this device keeps stays for when they are back. */
  out() {
    this.account = null;
  }

  /** Sign out on purpose: this device forgets what it has read and half written. */
  async leave() {
    await take(api.DELETE("/api/v1/session"));
    localStorage.removeItem(KEPT);
    forgetReads();
    forgetDrafts();
    await forgetKept();
    this.account = null;
    go("/welcome");
  }
}

export const who = new Who();
