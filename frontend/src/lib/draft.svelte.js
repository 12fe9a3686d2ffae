const PREFIX = "draft:";

/**
 * A form's values, kept on this device from the first key until `forget`, so that a closed tab
 * or an empty battery loses no word. Call it while the component is made.
 *
 * @template {Record<string, any>} Values
 * @param {string} name one per form and row, such as "ending:new"
 * @param {Values} fresh what the form starts with when nothing was kept
 */
export function draft(name, fresh) {
  const kept = recall(name);
  const values = $state({ ...structuredClone(fresh), ...kept });
  let begun = Boolean(kept);
  let done = false;

  $effect(() => {
    const text = JSON.stringify(values);
    if (!begun && text === JSON.stringify(fresh)) return;
    begun = true;
    if (!done) store(name, text);
  });

  return {
    values,
    /** Whether these values come from an earlier visit. */
    restored: Boolean(kept),
    /** The form was sent: nothing is left to keep. */
    forget() {
      done = true;
      store(name, null);
    },
    /** Start over, on purpose. */
    reset() {
      Object.assign(values, structuredClone(fresh));
      begun = false;
      store(name, null);
    },
  };
}

/** @param {string} name @returns {Record<string, any> | null} */
function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} name @param {string | null} text */
function store(name, text) {
  try {
    if (text === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, text);
  } catch {
    // A full or forbidden store: the form still holds the words.
  }
}

/** Forget every draft: somebody signed out. */
export function forgetDrafts() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX) || key.startsWith("typed:")) localStorage.removeItem(key);
}
