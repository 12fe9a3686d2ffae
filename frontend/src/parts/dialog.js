import { getContext, setContext } from "svelte";

const KEY = Symbol("dialog");

/** @typedef {{ complain: (error: unknown) => void, hush: () => void }} DialogState shows what went wrong in it: whatever stands at the foot of the page lies behind it */

/** @param {DialogState} state */
export const provideDialog = (state) => setContext(KEY, state);

/** The dialog around a part, if there is one. @returns {DialogState | undefined} */
export const surroundingDialog = () => getContext(KEY);
