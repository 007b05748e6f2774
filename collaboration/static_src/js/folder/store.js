/** What lies on the device: folders, their parts, keys, what was written here, marks. One database, closed whenever a page rests. */

import { openDB } from "idb";
import { Hindered } from "./problems.js";

export const NAME = "sitzungsmappen";
export const SHELL = "sitzungsmappe-huelle";
let opening = null;

/** The database; made once `use` was said, and refused after a wipe, so that nothing still under way brings it back. */
export async function database() {
  if (globalThis.localStorage && !inUse()) throw new Hindered("Auf diesem Gerät liegt keine Mappe.");
  opening ??= openDB(NAME, 1, {
    upgrade(db) {
      db.createObjectStore("folders", { keyPath: "key" });
      db.createObjectStore("parts", { keyPath: ["folder", "name"] }).createIndex("folder", "folder");
      db.createObjectStore("changes", { keyPath: "id" }).createIndex("folder", "folder");
      db.createObjectStore("keys");
      db.createObjectStore("marks");
    },
    blocking: close, // another page empties the device
    terminated: () => (opening = null),
  }).catch((problem) => {
    opening = null; // the next one tries again
    throw problem;
  });
  return opening;
}

/** Let go of the database: a page kept for "back" that holds it blocks all others for ever (WebKit). */
export async function close() {
  const held = opening;
  opening = null;
  (await held?.catch(() => null))?.close();
}
globalThis.addEventListener?.("pagehide", close);

/** Whether anything was ever put on this device and not wiped since; asks no database. */
export const inUse = () => localStorage.getItem(NAME) !== null;
export const use = () => localStorage.setItem(NAME, "1");

export const folders = async () => (await database()).getAll("folders");
export const folder = async (key) => (await database()).get("folders", key);
export const keep = async (record) => (await database()).put("folders", record);

/**
 * Change some fields of a folder, whatever else was changed meanwhile.
 * @param {object | ((record: object) => object)} fields what to change, or what makes it of the record as it is
 */
export async function amend(key, fields) {
  const transaction = (await database()).transaction("folders", "readwrite");
  const record = await transaction.store.get(key);
  if (record) await transaction.store.put({ ...record, ...(typeof fields === "function" ? fields(record) : fields) });
  await transaction.done;
}

export const partsOf = async (key) => (await database()).getAllFromIndex("parts", "folder", key);
export const part = async (key, name) => (await database()).get("parts", [key, name]);

/**
 * Keep a part, but never of a folder that was taken off or emptied meanwhile.
 * @param {{version?: string}} options the package it belongs to; of another one nothing counts any more
 * @returns {Promise<boolean>} whether it was kept
 */
export async function keepPart(record, { version } = {}) {
  const transaction = (await database()).transaction(["folders", "parts"], "readwrite");
  const folder = await transaction.objectStore("folders").get(record.folder);
  const stands = Boolean(folder) && folder.state !== "wiped" && (version === undefined || folder.version === version);
  if (stands) await transaction.objectStore("parts").put(record);
  await transaction.done;
  return stands;
}

/** Forget parts of a folder: those for which `gone` says yes. */
export async function forget(key, gone = () => true) {
  const transaction = (await database()).transaction("parts", "readwrite");
  for (let cursor = await transaction.store.index("folder").openCursor(key); cursor; cursor = await cursor.continue()) {
    if (gone(cursor.value)) await cursor.delete();
  }
  await transaction.done;
}

export const changes = async () => (await (await database()).getAll("changes")).sort((a, b) => a.at - b.at);
export const keepChange = async (record) => (await database()).put("changes", record);

/**
 * Put something else in the place of a change, if it is still there and `still` says yes to it.
 * @returns {Promise<object | null>} the record as it is now, null if nothing was changed
 */
export async function amendChange(id, fields, { still = () => true } = {}) {
  const transaction = (await database()).transaction("changes", "readwrite");
  const record = await transaction.store.get(id);
  const wanted = record && still(record) ? { ...record, ...fields } : null;
  if (wanted) await transaction.store.put(wanted);
  await transaction.done;
  return wanted;
}

/**
 * Put a change in the place of another one, in one piece: nothing written is ever nowhere, or there twice.
 * @returns {Promise<boolean>} false if the other one is gone meanwhile; then nothing is kept
 */
export async function replaceChange(id, record) {
  const transaction = (await database()).transaction("changes", "readwrite");
  const there = (await transaction.store.get(id)) !== undefined;
  if (there) await Promise.all([transaction.store.put(record), transaction.store.delete(id)]);
  await transaction.done;
  return there;
}

export const dropChange = async (id) => (await database()).delete("changes", id);

export const mark = async (name) => (await database()).get("marks", name);
export const setMark = async (name, value) => (await database()).put("marks", value, name);
