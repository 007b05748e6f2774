/** Loads a folder part by part: only what is missing or has changed, each part checked by its hash before it counts. */

import * as clock from "./clock.js";
import { ask } from "./contact.js";
import { Hindered } from "./problems.js";
import { SHELL, amend, folder as kept, forget, inUse, keep, keepPart, mark, part as partOf, partsOf, setMark, use } from "./store.js";
import { genuine, seal } from "./vault.js";
import { RIGHTS, heed, wipeFolder, wipeParts } from "./wiping.js";
import { pageOf, scriptOf } from "../trusted.js";

const TEXTS_AT_ONCE = 40;
const FILES_AT_ONCE = 4;
const EMPTIED = "Diese Mappe wurde inzwischen vom Gerät gelöscht oder neu geladen.";
const ENCODED = new TextEncoder();

/**
 * Ask for the package of a folder. Of another account nothing stays here; only `anew` it is loaded for this one.
 * @returns {Promise<object | null>} the package, null if this device has it already
 */
export async function packageOf(key, { known = true, anew = false } = {}) {
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
  if ((await heed(found.marks, { precise: true })) === "account") {
    if (!anew) throw new Hindered(EMPTIED);
    use();
  }
  const other = (await mark("standing")) !== found.marks.standing;
  await forget(key, stale(found, await partsOf(key), { other }));
  if (other) await wipeParts(RIGHTS, { but: key });
  for (const [name, value] of Object.entries(found.marks)) await setMark(name, value);
  await clock.set(found.now);
  const { name, day } = found.meeting;
  await amend(key, { name, day, expiresAt: found.expires_at, closedUntil: found.closed_until, etag: null });
  return { ...found, etag: answer.headers.get("ETag") };
}

// What of the parts on the device must go at once: what is not in the package, what became closed or open, and with
// other rights all that is not exactly as the package has it. The open agenda names what went: it goes, too.
function stale({ parts }, here, { other }) {
  const named = new Map(parts.map((part) => [part.name, part]));
  const found = ({ name }) => named.get(name.replace(/^before:/, ""));
  const moved = (part) => found(part)?.closed !== part.closed;
  const told = here.some(moved);
  return (part) => moved(part) || (told && /^(before:)?agenda$/.test(part.name)) || (other && found(part).hash !== part.hash);
}

/** What of a package still has to be fetched. */
export async function missing(key, { parts }) {
  const here = new Map((await partsOf(key)).map((part) => [part.name, part]));
  return parts.filter(({ name, hash, closed }) => here.get(name)?.hash !== hash || here.get(name).closed !== closed);
}

/** Fetch what the items are called now, whatever else waits: an item that was closed is not named any longer. */
export async function agendas(key, found) {
  const wanted = (await missing(key, found)).filter(({ kind }) => kind === "agenda");
  await texts({ key }, wanted, () => {});
}

/**
 * Load what is missing; safe to call again after any interruption.
 * @param {(progress: {done: number, total: number, bytes: number, all: number}) => void} tell
 * @param {{packed?: object, anew?: boolean}} options the package, if it was just asked for; whether a person asked for it
 */
export async function load(key, tell = () => {}, { packed = null, anew = false } = {}) {
  if (anew) use();
  const found = packed ?? (await packageOf(key, { known: (await kept(key))?.state === "ready", anew }));
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
  const into = { key, version: found.version };
  await texts(into, wanted.filter(({ kind }) => kind !== "file"), told);
  await files(into, wanted.filter(({ kind }) => kind === "file"), told);
  await shell().catch(() => {
    throw new Hindered("Die Seite der Mappe ließ sich nicht auf dem Gerät ablegen. Bitte noch einmal laden.");
  });
  const ready = { state: "ready", etag: found.etag, loadedAt: Date.now(), seenAt: Date.now(), reason: "" };
  await amend(key, (record) => (record.state === "loading" && record.version === found.version ? ready : {}));
}

async function begin(key, found) {
  const record = (await kept(key)) ?? { key, read: {}, places: {} };
  await keep({
    ...record,
    name: found.meeting.name,
    day: found.meeting.day,
    version: found.version,
    expiresAt: found.expires_at,
    closedUntil: found.closed_until,
    state: "loading",
    etag: null,
  });
}

async function texts(into, wanted, told) {
  for (let start = 0; start < wanted.length; start += TEXTS_AT_ONCE) {
    const some = wanted.slice(start, start + TEXTS_AT_ONCE);
    const answer = await ask(`/meetings/${into.key}/folder/texts/?names=${some.map(({ name }) => name).join(",")}`);
    if (answer.status !== 200) throw new Hindered("Die Verbindung brach ab. Was da ist, bleibt; bitte noch einmal laden.");
    const { parts } = await answer.json();
    for (const part of some) {
      await take(into, part, ENCODED.encode(parts[part.name] ?? "").buffer);
      told(part.size, 1);
    }
  }
}

async function files(into, wanted, told) {
  const waiting = [...wanted];
  const fetchNext = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const answer = await ask(part.url);
      if (answer.status !== 200) throw new Hindered("Die Verbindung brach ab. Was da ist, bleibt; bitte noch einmal laden.");
      await take(into, part, await bytesOf(answer, told), answer.headers.get("Content-Type"));
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
async function take({ key, version }, part, bytes, type = "") {
  if (!(await genuine(bytes, part))) throw new Hindered("Ein Teil kam nicht so an, wie er abging. Bitte noch einmal laden.");
  const { read } = (await kept(key)) ?? { read: {} };
  const before = part.kind === "paper" && (await partOf(key, part.name));
  const seen = before && before.closed === part.closed && read[part.name] === before.hash;
  if (seen) await keepPart({ ...before, name: `before:${part.name}` }, { version });
  const { name, kind, hash, size, closed } = part;
  const stands = await keepPart({ folder: key, name, kind, hash, size, closed, type, ...(await seal(bytes, closed)) }, { version });
  if (!stands) throw new Hindered(EMPTIED);
}

/** Keep the empty page and what it is made of, so that it opens without network; nothing of any person is in it. */
export async function shell() {
  const page = await fetch("/folders/", { credentials: "omit", cache: "no-store" });
  if (!page.ok) throw new Error(`/folders/: ${page.status}`);
  const html = await page.clone().text();
  if (!inUse()) throw new Hindered(EMPTIED);
  const cache = await caches.open(SHELL);
  if ((await (await cache.match("/folders/"))?.text()) !== html) await furnish(cache, page, html);
  if (inUse()) await navigator.serviceWorker?.register(scriptOf("/service-worker.js"), { scope: "/" }); // last: it answers for what is there
  else await caches.delete(SHELL);
}

async function furnish(cache, page, html) {
  const document = pageOf(html);
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
