// The page itself works without a network. What the API answers is never kept here.
const [VERSION, FILES] = /** @type {[string, string[]]} */ (/* @__BUILD__ */ ["dev", []]);
const worker = /** @type {any} */ (self);

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(["/", ...FILES])));
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  const outdated = caches.keys().then((keys) => Promise.all(keys.filter((key) => key !== VERSION).map((key) => caches.delete(key))));
  event.waitUntil(outdated.then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname !== "/docs") event.respondWith(fetch(request).catch(() => caches.match("/")));
  } else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});

/** A reminder arrives, perhaps while no page is open. It always shows something: browsers end silent subscriptions. */
worker.addEventListener("push", (/** @type {any} */ event) => {
  const { title, body, href, tag } = remindedOf(event.data);
  // The page's tabs hear of it the way they hear of each other.
  const tabs = new BroadcastChannel("afterview");
  tabs.postMessage("/api/v1/notifications");
  tabs.close();
  event.waitUntil(worker.registration.showNotification(title, { body, tag, data: { href }, icon: "/icon-192.png" }));
});

/** @param {{ json: () => any } | null} data */
function remindedOf(data) {
  /** @param {unknown} value */
  const text = (value) => (typeof value === "string" ? value : "");
  let said;
  try {
    said = data?.json();
  } catch {
    said = null;
  }
  return { title: text(said?.title) || "Afterview", body: text(said?.body), tag: text(said?.tag), href: ours(text(said?.href)) };
}

/** A tap leads to a page of ours and nowhere else. @param {string} href */
function ours(href) {
  const url = new URL(href || "/notifications", location.origin);
  return url.origin === location.origin ? url.href : new URL(url.pathname + url.search + url.hash, location.origin).href;
}

worker.addEventListener("notificationclick", (/** @type {any} */ event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data?.href ?? ours("")));
});

/** Go there in a tab that is open already, or in a new one. @param {string} href */
async function show(href) {
  const [tab] = await worker.clients.matchAll({ type: "window" });
  if (!tab) return worker.clients.openWindow(href);
  await tab.focus();
  return tab.navigate(href);
}
