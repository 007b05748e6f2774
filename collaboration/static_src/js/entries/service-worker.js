/** Opens folders without network: the empty page, what it is made of, and the files in it. Everything else goes its usual way. */

import { SHELL, close, part } from "../folder/store.js";
import { unseal } from "../folder/vault.js";
import { expire } from "../folder/wiping.js";

const FILE = /^\/meetings\/([^/]+)\/folder\/files\/([^/]+)\/$/;
const PAGE = /^\/(?:folders\/|meetings\/[^/]+\/folder\/)$/;
const FENCE = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"; // as the server gives them (documents/views/files.py)
const SHOWN = new Set(["application/pdf", "image/png", "image/jpeg", "text/plain"]);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const file = pathname.match(FILE);
  if (file && request.mode === "navigate") event.respondWith(kept(file[1], file[2]).catch(() => null).then((found) => found ?? fetch(request)));
  else if (request.mode === "navigate") event.respondWith(page(request, PAGE.test(pathname)));
  else if (pathname.startsWith("/static/")) event.respondWith(cached(request).then((found) => found || fetch(request)));
});

// Nothing where the cache is gone or fails: whoever asks then goes the usual way. It makes no cache where there is none.
const cached = (request) => caches.match(request, { cacheName: SHELL }).catch(() => null);

// A folder's page comes from the device at once; of all others nothing is kept, and without network they lead to the folders.
async function page(request, ours) {
  if (ours) return (await cached("/folders/")) || fetch(request);
  try {
    return await fetch(request);
  } catch (problem) {
    const found = await cached("/folders/");
    if (found) return found;
    throw problem;
  }
}

async function kept(folder, key) {
  const found = await expire().then(() => part(folder, `file-${key}`)).catch(() => null);
  const bytes = found && (await unseal(found));
  await close();
  if (!bytes) return null;
  const type = SHOWN.has(found.type) ? found.type : "application/octet-stream";
  return new Response(bytes, {
    headers: { "Content-Type": type, "Content-Security-Policy": FENCE, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store" },
  });
}
