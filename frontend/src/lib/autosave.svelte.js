import { untrack } from "svelte";
import { post, waiting } from "./outbox.js";

const PAUSE = 700;
const PREFIX = "typed:";

/**
 * Fields of a row that save themselves through the outbox while somebody types. Call it while the
 * component is made. Each key press is kept on the device; a pause sends it.
 *
 * What changes elsewhere appears in fields nobody has touched here.
 *
 * @template {Record<string, any>} Row
 * @template {keyof Row & string} Name
 * @param {object} options
 * @param {() => Row} options.row the row as the server last showed it
 * @param {() => string} options.path of the API
 * @param {Name[]} options.fields
 * @param {string} options.label what it is, for people
 * @param {(body: Record<string, any>) => Record<string, any>} [options.clean] takes out what the API would refuse, such as empty lines
 */
export function autosave({ row, path, fields, label, clean = (body) => body }) {
  const first = untrack(row);
  const slot = PREFIX + untrack(path);
  const values = $state(/** @type {Pick<Row, Name>} */ (structuredClone(pick(first, fields))));
  /** What the outbox or the server has, by field, as JSON. @type {Record<string, string>} */
  const known = Object.fromEntries(fields.map((field) => [field, text(first[field])]));
  /** @type {{ now: "untouched" | "saving" | "saved" | "kept" }} */
  const status = $state({ now: "untouched" });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let flying = 0;
  /** The latest that went into the outbox, which keeps the order: once it has arrived, all have. */
  let latest = Promise.resolve();

  const dirty = () => fields.filter((field) => text(values[field]) !== known[field]);

  /** Send what was typed, and wait for it. */
  function save() {
    clearTimeout(timer);
    const names = dirty();
    if (names.length) latest = send(names);
    return latest;
  }

  /** @param {Name[]} names */
  async function send(names) {
    const body = clean(pick(values, names));
    const base = clean(Object.fromEntries(names.map((name) => [name, JSON.parse(known[name])])));
    for (const name of names) known[name] = text(values[name]);
    flying += 1;
    const outcome = await post({ method: "PATCH", path: path(), body, base, version: row().version, label });
    flying -= 1;
    forget(slot);
    status.now = outcome.sent ? "saved" : "kept";
  }

  $effect(() => {
    const names = dirty();
    if (!names.length) return;
    untrack(() => {
      status.now = "saving";
      recallable(slot, pick(values, names));
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    });
  });

  $effect(() => {
    const fresh = row();
    untrack(() => {
      if (flying) return;
      const touched = dirty();
      for (const field of fields) if (!touched.includes(field)) adopt(field, fresh[field]);
    });
  });

  $effect(() => {
    void overlay();
    const leave = () => document.visibilityState === "hidden" && void save();
    document.addEventListener("visibilitychange", leave);
    return () => {
      document.removeEventListener("visibilitychange", leave);
      void save();
    };
  });

  /** Show what an earlier visit left: waiting in the outbox, or typed and not even there. */
  async function overlay() {
    Object.assign(values, recalled(slot));
    for (const change of await waiting()) {
      if (change.method !== "PATCH" || change.path !== path()) continue;
      for (const field of fields) if (field in change.body) adopt(field, change.body[field]);
      status.now = "kept";
    }
  }

  /** @param {Name} field @param {any} value */
  function adopt(field, value) {
    if (text(value) === known[field]) return;
    values[field] = structuredClone(value);
    known[field] = text(value);
  }

  return { values, status, save };
}

/** @param {unknown} value */
const text = (value) => JSON.stringify(value ?? null);

/** @param {Record<string, any>} row @param {string[]} names @returns {any} */
const pick = (row, names) => Object.fromEntries(names.map((name) => [name, $state.snapshot(row[name])]));

/** @param {string} slot @param {Record<string, any>} typed */
function recallable(slot, typed) {
  try {
    localStorage.setItem(slot, JSON.stringify(typed));
  } catch {
    // A full or forbidden store: the pause will send it all the same.
  }
}

/** @param {string} slot @returns {Record<string, any>} */
function recalled(slot) {
  try {
    return JSON.parse(localStorage.getItem(slot) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {string} slot */
const forget = (slot) => localStorage.removeItem(slot);
