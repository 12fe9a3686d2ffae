import { api, take } from "../../lib/api.js";
import { loaded } from "../../lib/loaded.svelte.js";

/** @typedef {import("../../lib/api.js").Schemas["StageRead"]} Stage */

/** Every stage of the account in the order of the board, retired ones included. Call it while the component is made. */
export function allStages() {
  return loaded(
    async () => {
      /** @type {Stage[]} */
      const stages = [];
      let cursor = null;
      do {
        /** @type {import("../../lib/api.js").Schemas["Page_StageRead_"]} */
        const page = await take(api.GET("/api/v1/stages", { params: { query: { limit: 200, cursor } } }));
        stages.push(...page.items);
        cursor = page.next;
      } while (cursor);
      return stages;
    },
    { when: (path) => path.startsWith("/api/v1/stages") },
  );
}
