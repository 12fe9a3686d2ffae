/**
 * @typedef {object} Route
 * @property {string} path with `:name` for a part that varies
 * @property {() => Promise<{ default: import("svelte").Component<any> }>} room
 * @property {boolean} [open] whether it needs no account
 * @property {boolean} [alone] whether it is for strangers: nobody asks who they are, and nothing of the app is left on their device
 */

class Router {
  path = $state(location.pathname);
  query = $state.raw(new URLSearchParams(location.search));
  /** The part of the page that was asked for (`#capture`), until it has been shown. */
  hash = location.hash.slice(1);
  /** Whether the next title on the page should take the focus: somebody went there. */
  arriving = false;
  /** Where the page stood when it was left, for "back". */
  scroll = 0;

  constructor() {
    history.scrollRestoration = "manual";
    window.addEventListener("popstate", (event) => this.#moved(event.state?.scroll ?? 0));
    document.addEventListener("click", (event) => this.#clicked(event));
    window.addEventListener("pagehide", () => this.#leave());
    this.scroll = history.state?.scroll ?? 0;
  }

  /**
   * Go to a page of ours.
   *
   * @param {string} to path with query and hash
   * @param {{ replace?: boolean }} [options] `replace`: "back" should skip the page that is left
   */
  go(to, { replace = false } = {}) {
    this.#leave();
    history[replace ? "replaceState" : "pushState"](null, "", to);
    this.#moved(0);
  }

  /** Change the query only: a filter, a sort. The page stays where it is. @param {Record<string, string | string[] | null>} changes */
  filter(changes) {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      query.delete(name);
      for (const one of [value ?? []].flat()) if (one) query.append(name, one);
    }
    const text = query.toString();
    history.replaceState(history.state, "", location.pathname + (text && `?${text}`));
    this.query = query;
  }

  #leave() {
    history.replaceState({ ...history.state, scroll: window.scrollY }, "");
  }

  /** @param {number} scroll */
  #moved(scroll) {
    this.arriving = this.path !== location.pathname;
    this.scroll = scroll;
    this.path = location.pathname;
    this.query = new URLSearchParams(location.search);
    this.hash = location.hash.slice(1);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
    const url = new URL(link.href, location.href);
    const ours = url.origin === location.origin && !/^\/(api|docs|openapi\.json)/.test(url.pathname);
    if (!ours || (url.hash && url.pathname === location.pathname)) return;
    event.preventDefault();
    this.go(url.pathname + url.search + url.hash);
  }
}

export const router = new Router();

/** @param {string} to @param {{ replace?: boolean }} [options] */
export const go = (to, options) => router.go(to, options);

/**
 * Find the route of a path, and what its `:names` stand for.
 *
 * @template {{ path: string }} R
 * @param {R[]} routes
 * @param {string} path
 * @returns {{ route: R, params: Record<string, string> } | null}
 */
export function match(routes, path) {
  const parts = path.replace(/(.)\/$/, "$1").split("/");
  for (const route of routes) {
    const wanted = route.path.split("/");
    if (wanted.length !== parts.length) continue;
    /** @type {Record<string, string>} */
    const params = {};
    const fits = wanted.every((part, index) => {
      if (!part.startsWith(":")) return part === parts[index];
      params[part.slice(1)] = decoded(parts[index]);
      return parts[index] !== "";
    });
    if (fits) return { route, params };
  }
  return null;
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
