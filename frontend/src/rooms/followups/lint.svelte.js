import { untrack } from "svelte";
import { api, take } from "../../lib/api.js";

/** @typedef {import("../../lib/api.js").Schemas["LintRead"]} Lint */
/** @typedef {{ subject: string, body: string }} Text */

const PAUSE = 450;

/**
 * What the API says about a text, asked again a moment after it changes. Call it while the component is made.
 *
 * @param {object} options
 * @param {() => string} options.id of the follow-up
 * @param {() => Text} options.text as it stands
 * @param {() => Pick<Lint, "findings" | "sendable" | "words" | "missing"> & Text} options.saved what was said when it was saved
 */
export function linted({ id, text, saved }) {
  const first = untrack(saved);
  const judgement = $state({ asking: false, result: /** @type {Pick<Lint, "findings" | "sendable" | "words" | "missing">} */ (first) });
  let judged = spell(first);
  let turn = 0;

  /** @param {Text} now @param {number} mine */
  async function ask(now, mine) {
    try {
      const result = await take(api.POST("/api/v1/follow-ups/{follow_up_id}/lint", { params: { path: { follow_up_id: id() } }, body: now }));
      if (mine !== turn) return;
      judgement.result = result;
      judged = spell(now);
    } catch {
      // Without a network the last judgement stays; approving asks again anyway.
    } finally {
      if (mine === turn) judgement.asking = false;
    }
  }

  $effect(() => {
    const { subject, body } = text();
    const mine = ++turn;
    if (spell({ subject, body }) === judged) return void untrack(() => (judgement.asking = false));
    untrack(() => (judgement.asking = true));
    const timer = setTimeout(() => void ask({ subject, body }, mine), PAUSE);
    return () => clearTimeout(timer);
  });

  return judgement;
}

/** @param {Text} text */
const spell = ({ subject, body }) => JSON.stringify([subject, body]);
