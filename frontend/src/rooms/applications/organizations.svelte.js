import { api, take } from "../../lib/api.js";

const ENOUGH = 8;

/** Names of organizations that are known, the likeliest for what is being typed. Call it while the component is made. @param {() => string} typed */
export function organizations(typed) {
  let names = $state.raw(/** @type {string[]} */ ([]));
  let turn = 0;

  $effect(() => {
    const q = typed().trim();
    const now = ++turn;
    if (q.length < 2 || names.includes(q)) return;
    api.GET("/api/v1/organizations", { params: { query: { q, limit: ENOUGH } } }).then(
      ({ data }) => {
        if (data && now === turn) names = data.items.map(({ name }) => name);
      },
      () => undefined, // Without suggestions the name is simply typed.
    );
  });

  return {
    get names() {
      return names;
    },
  };
}

/**
 * The id of the organization with this name; a new name makes one.
 *
 * @param {string} name
 * @param {"employer" | "agency"} role
 * @returns {Promise<string>}
 */
export async function organizationId(name, role) {
  const { items } = await take(api.GET("/api/v1/organizations", { params: { query: { q: name, limit: 50 } } }));
  const known = items.find((one) => one.name.toLowerCase() === name.toLowerCase());
  return (known ?? (await take(api.POST("/api/v1/organizations", { body: { name, role } })))).id;
}
