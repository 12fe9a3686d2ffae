const KEPT = "push-channel";

/** Which channel is this browser. @param {string} id */
export const isHere = (id) => localStorage.getItem(KEPT) === id;

/** @param {string} id */
export const noteHere = (id) => localStorage.setItem(KEPT, id);

export const forgetHere = () => localStorage.removeItem(KEPT);
