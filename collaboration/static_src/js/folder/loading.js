/** Loads a folder part by part: only what is missing or has changed, each part checked by its hash before it counts. */

import * as clock from "./clock.js";
import { ask } from "./contact.js";
import { SHELL, amend, folder as kept, forget, keep, keepPart, mark, part as partOf, partsOf, setMark, use } from "./store.js";
import { genuine, seal } from "./vault.js";
import { RIGHTS, heed, wipeFolder, wipeParts } from "./wiping.js";

const TEXTS_AT_ONCE = 40;
const FILES_AT_ONCE = 4;
const ENCODED = new TextEncoder();

/** What hinders a load, with the sentence to show. */
export class Hindered extends Error {}

/**
 * Ask for the package of a folder.
 * @returns {Promise<object | null>} the package, null if this device has it already
 */
export async function packageOf(key, { known = true } = {}) {
  const record = await kept(key);
  const headers = known && record?.etag ? { "If-None-Match": record.etag } : {};
  const answer = await ask(`/meetings/${key}/folder/package/`, { headers });
  if (answer.status === 304) return null;
  if (answer.status === 0) throw new Hindered("Keine Verbindung. Sobald das Netz wieder da ist, geht es hier weiter.");
  if (answer.status === 401) throw new Hindered("Bitte melden Sie sich an, um die Mappe zu laden.");
  if (answer.status === 403 || answer.status === 404) {
    await wipeFolder(key);
    throw new Hindered("Diese Sitzung dürfen Sie nicht mitnehmen, oder es gibt sie nicht mehr. Auf dem Gerät liegt davon nichts.");
  }
  if (!answer.ok) throw new Hindered("Der Server antwortet gerade nicht. Bitte versuchen Sie es später noch einmal.");
  const found = await answer.json();
  await heed(found.marks, { precise: true }); // of another account nothing stays here
  use();
  const names = new Set(found.parts.map(({ name }) => name));
  await forget(key, ({ name }) => !names.has(name.replace(/^before:/, "")));
  if ((await mark("standing")) !== found.marks.standing) await wipeParts(RIGHTS, { but: key });
  for (const [name, value] of Object.entries(found.marks)) await setMark(name, value);
  await clock.set(found.now);
  return { ...found, etag: answer.headers.get("ETag") };
}

/** What of a package still has to be fetched. */
export async function missing(key, { parts }) {
  const here = new Map((await partsOf(key)).map((part) => [part.name, part.hash]));
  return parts.filter(({ name, hash }) => here.get(name) !== hash);
}

/**
 * Load what is missing; safe to call again after any interruption.
 * @param {(progress: {done: number, total: number, bytes: number, all: number}) => void} tell
 */
export async function load(key, tell = () => {}) {
  use();
  const found = await packageOf(key, { known: (await kept(key))?.state === "ready" });
  if (!found) return amend(key, { seenAt: Date.now() });
  await begin(key, found);
  const wanted = await missing(key, found);
  const progress = { done: 0, total: wanted.length, bytes: 0, all: wanted.reduce((sum, { size }) => sum + size, 0) };
  const told = (bytes, done = 0) => {
    progress.bytes += bytes;
    progress.done += done;
    tell(progress);
  };
  told(0);
  await texts(key, wanted.filter(({ kind }) => kind !== "file"), told);
  await files(key, wanted.filter(({ kind }) => kind === "file"), told);
  await shell().catch(() => {
    throw new Hindered("Die Seite der Mappe ließ sich nicht auf dem Gerät ablegen. Bitte noch einmal laden.");
  });
  await amend(key, { state: "ready", etag: found.etag, loadedAt: Date.now(), seenAt: Date.now(), reason: "" });
}

async function begin(key, found) {
  const record = (await kept(key)) ?? { key, read: {}, places: {} };
  await keep({
    ...record,
    name: found.meeting.name,
    day: found.meeting.day,
    parts: found.parts,
    version: found.version,
    expiresAt: found.expires_at,
    closedUntil: found.closed_until,
    state: "loading",
    etag: null,
  });
}

async function texts(key, wanted, told) {
  for (let start = 0; start < wanted.length; start += TEXTS_AT_ONCE) {
    const some = wanted.slice(start, start + TEXTS_AT_ONCE);
    const answer = await ask(`/meetings/${key}/folder/texts/?names=${some.map(({ name }) => name).join(",")}`);
    if (answer.status !== 200) throw new Hindered("Die Verbindung brach ab. Was da ist, bleibt; bitte noch einmal laden.");
    const { parts } = await answer.json();
    for (const part of some) {
      await take(key, part, ENCODED.encode(parts[part.name] ?? "").buffer);
      told(part.size, 1);
    }
  }
}

async function files(key, wanted, told) {
  const waiting = [...wanted];
  const fetchNext = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const answer = await ask(part.url);
      if (answer.status !== 200) throw new Hindered("Die Verbindung brach ab. Was da ist, bleibt; bitte noch einmal laden.");
      await take(key, part, await bytesOf(answer, told), answer.headers.get("Content-Type"));
      told(0, 1);
    }
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, fetchNext));
}

async function bytesOf(answer, told) {
  const pieces = [];
  try {
    for (const reader = answer.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) return await new Blob(pieces).arrayBuffer();
      pieces.push(value);
      told(value.byteLength);
    }
  } catch {
    throw new Hindered("Die Verbindung brach ab. Was da ist, bleibt; bitte noch einmal laden.");
  }
}

// A part counts once its hash is right; the text read so far stays beside the new one, to show what has changed.
async function take(key, part, bytes, type = "") {
  if (!(await genuine(bytes, part))) throw new Hindered("Ein Teil kam nicht so an, wie er abging. Bitte noch einmal laden.");
  const { read } = (await kept(key)) ?? { read: {} };
  const before = part.kind === "paper" && (await partOf(key, part.name));
  if (before && read[part.name] === before.hash) await keepPart({ ...before, name: `before:${part.name}` });
  const { name, kind, hash, size, closed } = part;
  await keepPart({ folder: key, name, kind, hash, size, closed, type, ...(await seal(bytes, closed)) });
}

/** Keep the empty page and what it is made of, so that it opens without network; nothing of any person is in it. */
export async function shell() {
  await navigator.serviceWorker?.register("/service-worker.js", { scope: "/" });
  const page = await fetch("/folders/", { credentials: "omit", cache: "no-store" }).catch(() => null);
  if (!page?.ok) return;
  const html = await page.clone().text();
  const cache = await caches.open(SHELL);
  if ((await (await cache.match("/folders/"))?.text()) === html) return;
  const document = new DOMParser().parseFromString(html, "text/html");
  const linked = [...document.querySelectorAll("link[href], script[src]")].map((node) => node.getAttribute("href") ?? node.getAttribute("src"));
  const wanted = new Set(linked.filter((address) => address.startsWith("/static/")));
  for (const address of [...wanted].filter((one) => one.endsWith(".css"))) {
    const css = await (await fetch(address)).text();
    for (const [, inner] of css.matchAll(/url\(["']?([^"')]+\.woff2)["']?\)/g)) wanted.add(new URL(inner, new URL(address, location)).pathname);
  }
  await cache.addAll([...wanted]);
  await cache.put("/folders/", page);
  for (const old of await cache.keys()) {
    const { pathname } = new URL(old.url);
    if (pathname !== "/folders/" && !wanted.has(pathname)) await cache.delete(old);
  }
}
