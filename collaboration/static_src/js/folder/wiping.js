/** Takes folders off the device: one, what has expired, what is no longer allowed, or everything. */

import { now } from "./clock.js";
import { NAME, SHELL, amend, changes, close, database, folders, forget, setMark } from "./store.js";
import { dropClosedKey } from "./vault.js";

/** Take one folder off; what was written in it and not sent stays until it is sent. */
export async function wipeFolder(key) {
  await forget(key);
  await (await database()).delete("folders", key);
  if (!(await folders()).length && !(await changes()).length) await wipeAll();
}

/** Empty every folder (but one), yet keep the list of them and what was written and not sent. */
export async function wipeParts(reason, { but = "" } = {}) {
  for (const { key } of (await folders()).filter((record) => record.key !== but)) {
    await forget(key);
    await amend(key, { state: "wiped", reason, etag: null });
  }
}

/** Throw away everything closed. */
export async function wipeClosed() {
  await dropClosedKey();
  for (const { key } of await folders()) {
    await forget(key, (part) => part.closed);
    await amend(key, { etag: null });
  }
}

/** Leave nothing of it on this device, not even the worker. */
export async function wipeAll() {
  localStorage.removeItem(NAME);
  await close();
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
  await globalThis.caches?.delete(SHELL);
  const registration = await navigator.serviceWorker?.getRegistration("/");
  await registration?.unregister();
}

/** Take off what has stayed too long. @returns {Promise<boolean>} whether anything went */
export async function expire() {
  const moment = await now();
  let went = false;
  for (const { key, state, expiresAt, closedUntil } of await folders()) {
    if (expiresAt && state !== "wiped" && Date.parse(expiresAt) < moment) {
      went = true;
      await forget(key);
      await amend(key, { state: "wiped", reason: "Diese Mappe war zu lange ohne Verbindung und wurde vom Gerät gelöscht.", etag: null });
    } else if (closedUntil && Date.parse(closedUntil) < moment) {
      went = true;
      await forget(key, (part) => part.closed);
      await amend(key, { closedUntil: null, etag: null });
    }
  }
  return went;
}

export const RIGHTS = "Ihre Rechte haben sich geändert. Bitte laden Sie die Mappe neu.";

/**
 * Act on who the server says is here. With `precise` a change of rights is only told: the caller asks for a package
 * and takes off what is not in it any more.
 * @returns {Promise<string>} "same", or what had to be wiped: "account", "standing", "session"
 */
export async function heed(marks, { precise = false } = {}) {
  const db = await database();
  const [account, session, standing] = await Promise.all(["account", "session", "standing"].map((name) => db.get("marks", name)));
  let found = "same";
  if (account && account !== marks.account) {
    await wipeAll();
    found = "account";
  } else if (session && session !== marks.session) {
    await wipeClosed();
    found = "session";
  }
  if (found !== "account" && standing && standing !== marks.standing) {
    if (!precise) await wipeParts(RIGHTS);
    found = "standing";
  }
  if (found === "account") return found;
  await setMark("out", false);
  for (const [name, value] of Object.entries(marks)) if (!(precise && found === "standing" && name === "standing")) await setMark(name, value);
  return found;
}
