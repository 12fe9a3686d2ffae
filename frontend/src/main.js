import { mount } from "svelte";
import App from "./App.svelte";
import { who } from "./lib/account.svelte.js";
import { applyTheme } from "./lib/theme.js";
import "./styles/tokens.css";
import "./styles/base.css";

applyTheme();
mount(App, { target: document.body });
void who.start();

/** Vouch for a script's address, where the browser asks for that (Trusted Types). @param {string} path @returns {string} */
function scriptUrl(path) {
  const types = /** @type {any} */ (window).trustedTypes;
  return types?.createPolicy("afterview", { createScriptURL: (/** @type {string} */ url) => url }).createScriptURL(path) ?? path;
}

if (import.meta.env.PROD && "serviceWorker" in navigator) {
  window.addEventListener("load", () => void navigator.serviceWorker.register(scriptUrl("/sw.js")).catch(() => undefined));
}
