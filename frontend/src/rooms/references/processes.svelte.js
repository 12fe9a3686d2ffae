import { api, take } from "../../lib/api.js";
import { loaded } from "../../lib/loaded.svelte.js";
import { router } from "../../lib/router.svelte.js";
import { allStages } from "../pipeline/stages.svelte.js";

/** @typedef {import("../../lib/api.js").Schemas["ApplicationRead"]} Application */

/**
 * The furthest on the board first; what is paused last. Among equals the order stays.
 *
 * @param {Application[]} applications
 * @param {{ id: string }[]} stages in the order of the board
 */
export function furthestFirst(applications, stages) {
  /** @param {Application} one */
  const place = ({ stage }) => (stage.category === "paused" ? -1 : stages.findIndex(({ id }) => id === stage.id));
  return applications.toSorted((one, other) => place(other) - place(one));
}

/**
 * The applications that are alive, and the one in the address or else the one that most likely asks next.
 * Call it while the component is made.
 */
export function processes() {
  const applications = loaded(async () => (await take(api.GET("/api/v1/applications", { params: { query: { live: true, limit: 200 } } }))).items, {
    when: (path) => /applications|stages|organizations|demo/.test(path) && !path.includes("reference-request"),
  });
  const stages = allStages();
  const live = $derived(applications.data && stages.data && furthestFirst(applications.data, stages.data));
  const chosen = $derived(live?.find(({ id }) => id === router.query.get("application")) ?? live?.[0]);

  return {
    /** Undefined until they are known. */
    get live() {
      return live;
    },
    get chosen() {
      return chosen;
    },
    get problem() {
      return applications.problem ?? stages.problem;
    },
    reload() {
      void applications.reload();
      void stages.reload();
    },
  };
}

/** "Bingo caller, Mecca" @param {Application} application */
export const nameOf = ({ title, organization }) => `${title}, ${organization.name}`;
