import { mount } from "svelte";
import App from "./App.svelte";
import { who } from "./lib/account.svelte.js";
import { match } from "./lib/router.svelte.js";
import { applyTheme } from "./lib/theme.js";
import { routes } from "./routes.js";
import "./styles/tokens.css";
import "./styles/base.css";

const alone = match(routes, location.pathname)?.route.alone === true;

applyTheme();
mount(App, { target: document.body });
if (!alone) void who.start();

/** Vouch for a script's address, where the browser asks for that (Trusted Types). @param {string} path @returns {string} */
function scriptUrl(path) {
  const types = /** @type {any} */ (window).trustedTypes;
  return types?.createPolicy("afterview", { createScriptURL: (/** @type {string} */ url) => url }).createScriptURL(path) ?? path;
}

if (import.meta.env.PROD && !alone && "serviceWorker" in navigator) {
  window.addEventListener("load", () => void navigator.serviceWorker.register(scriptUrl("/sw.js")).catch(() => undefined));
}
