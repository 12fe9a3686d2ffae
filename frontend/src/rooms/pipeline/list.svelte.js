import { untrack } from "svelte";
import { api, take } from "../../lib/api.js";
import { onChange } from "../../lib/live.js";
import { asProblem } from "../../lib/problem.js";
import { router } from "../../lib/router.svelte.js";
import { asked } from "./query.js";

/** @typedef {import("../../lib/api.js").Schemas["ApplicationRead"]} Application */

const FIRST = 50; // what a key press waits for
const PAGE = 100;
const MOST = 200;
const CONCERNS = /^\/api\/v1\/(applications|stages|organizations|endings|demo)/;

/** The list as it was left, so that "back" finds its place at once. @type {{ key: string, items: Application[], next: string | null } | null} */
let left = null;

/** A filtered, sorted list of applications that grows page by page. Create it while the component is made. */
export class List {
  /** @type {Application[]} */
  items = $state.raw([]);
  /** @type {string | null} cursor of what comes after */
  next = $state(null);
  /** @type {import("../../lib/problem.js").Problem | null} */
  problem = $state.raw(null);
  /** Whether anything has come yet. */
  ready = $state(false);
  #turn = 0;
  #busy = false;
  #again = false;
  #shown = "";

  constructor() {
    const key = router.query.toString();
    if (left?.key === key) {
      ({ items: this.items, next: this.next } = left);
      this.#shown = key;
      this.ready = true;
    }
    $effect(() => {
      const asking = router.query.toString();
      untrack(() => void this.refresh(asking));
    });
    $effect(() => onChange((path) => void ((path === "" || CONCERNS.test(path)) && this.refresh())));
  }

  /**
   * Read what is asked for now, as many rows as are shown. While an answer is on its way, only the
   * latest wish waits for it: quick typing asks as often as the server answers, and no more.
   */
  async refresh(key = router.query.toString()) {
    if (this.#busy) return void (this.#again = true);
    this.#busy = true;
    this.#again = false;
    const turn = ++this.#turn;
    try {
      const wanted = key === this.#shown ? Math.max(FIRST, this.items.length) : FIRST;
      const { items, next } = await rows(new URLSearchParams(key), wanted, null);
      if (turn === this.#turn) this.#show(key, items, next);
    } catch (error) {
      this.problem = asProblem(error);
      this.ready = true;
    }
    this.#busy = false;
    if (this.#again) await this.refresh();
  }

  /** Read the next page. */
  async more() {
    if (!this.next || this.#busy) return;
    this.#busy = true;
    try {
      const { items, next } = await rows(new URLSearchParams(this.#shown), PAGE, this.next);
      const known = new Set(this.items.map(({ id }) => id));
      this.#show(this.#shown, [...this.items, ...items.filter(({ id }) => !known.has(id))], next);
    } catch (error) {
      this.problem = asProblem(error);
    }
    this.#busy = false;
    if (this.#again) await this.refresh();
  }

  /** @param {string} key @param {Application[]} items @param {string | null} next */
  #show(key, items, next) {
    this.#shown = key;
    this.items = items;
    this.next = next;
    this.problem = null;
    this.ready = true;
    left = { key, items, next };
  }
}

/** @param {URLSearchParams} query of the page @param {number} wanted rows @param {string | null} cursor */
async function rows(query, wanted, cursor) {
  /** @type {Application[]} */
  const items = [];
  let next = cursor;
  do {
    const limit = Math.min(MOST, wanted - items.length);
    const page = await take(api.GET("/api/v1/applications", { params: { query: { ...asked(query), limit, ...(next ? { cursor: next } : {}) } } }));
    items.push(...page.items);
    next = page.next;
  } while (next && items.length < wanted);
  return { items, next };
}
