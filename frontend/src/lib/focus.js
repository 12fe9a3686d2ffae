import { tick } from "svelte";

/** What had the focus may have gone with what is over: then the page's title takes it, and says where one is. */
export async function keepFocus() {
  await tick();
  if (document.activeElement === document.body || !document.activeElement) document.querySelector("h1")?.focus();
}
