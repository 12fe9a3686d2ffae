import { onChange } from "./live.js";
import { asProblem } from "./problem.js";

/**
 * What a room shows, read again whenever it may have changed: here, in another tab, or elsewhere.
 *
 * @template T
 */
export class Loaded {
  /** @type {T | undefined} */
  data = $state.raw();
  /** @type {import("./problem.js").Problem | null} the last read's refusal; data of an earlier one stays */
  problem = $state.raw(null);
  #read;
  #latest = 0;

  /** @param {() => Promise<T>} read */
  constructor(read) {
    this.#read = read;
  }

  reload = async () => {
    const turn = ++this.#latest;
    try {
      const data = await this.#read();
      if (turn !== this.#latest) return;
      this.data = data;
      this.problem = null;
    } catch (error) {
      if (turn === this.#latest) this.problem = asProblem(error);
    }
  };
}

/**
 * Load something while this component is on the screen. Call it while the component is made;
 * state that `read` looks at before its first `await` is followed.
 *
 * @template T
 * @param {() => Promise<T>} read
 * @param {{ when?: (path: string) => boolean }} [options] `when`: which changed API paths matter; all, if left out
 * @returns {Loaded<T>}
 */
export function loaded(read, { when = () => true } = {}) {
  const found = new Loaded(read);
  $effect(() => {
    void found.reload();
  });
  $effect(() => onChange((path) => void ((path === "" || when(path)) && found.reload())));
  return found;
}
