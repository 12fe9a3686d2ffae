import { untrack } from "svelte";

const PAUSE = 450;

/**
 * What the API says about a text, asked again a moment after it changes. Call it while the component is made.
 *
 * @template {Record<string, string>} Text
 * @template Result
 * @param {object} options
 * @param {() => Text} options.text as it stands
 * @param {() => Result} options.first what was said of the text that stands there in the beginning
 * @param {(text: Text) => Promise<Result>} options.ask
 */
export function linted({ text, first, ask }) {
  const judgement = $state({ asking: false, result: untrack(first) });
  let judged = JSON.stringify(untrack(text));
  let turn = 0;

  /** @param {Text} now @param {number} mine */
  async function judge(now, mine) {
    try {
      const result = await ask(now);
      if (mine !== turn) return;
      judgement.result = result;
      judged = JSON.stringify(now);
    } catch {
      // Without a network the last judgement stays; approving asks again anyway.
    } finally {
      if (mine === turn) judgement.asking = false;
    }
  }

  $effect(() => {
    const now = text();
    const mine = ++turn;
    if (JSON.stringify(now) === judged) return void untrack(() => (judgement.asking = false));
    untrack(() => (judgement.asking = true));
    const timer = setTimeout(() => void judge(now, mine), PAUSE);
    return () => clearTimeout(timer);
  });

  return judgement;
}
