/** What lies on the device: folders, their parts, keys, what was written here, marks. One database, closed whenever a page rests. */

import { openDB } from "idb";

export const NAME = "sitzungsmappen";
export const SHELL = "sitzungsmappe-huelle";
let opening = null;

/** The database; made once `use` was said, and refused after a wipe, so that nothing still under way brings it back. */
export async function database() {
  if (globalThis.localStorage && !inUse()) throw new Error("Auf diesem Gerät liegt keine Mappe.");
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

/** Change some fields of a folder, whatever else was changed meanwhile. */
export async function amend(key, fields) {
  const transaction = (await database()).transaction("folders", "readwrite");
  const record = await transaction.store.get(key);
  if (record) await transaction.store.put({ ...record, ...fields });
  await transaction.done;
}

export const partsOf = async (key) => (await database()).getAllFromIndex("parts", "folder", key);
export const part = async (key, name) => (await database()).get("parts", [key, name]);
export const keepPart = async (record) => (await database()).put("parts", record);

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
export const dropChange = async (id) => (await database()).delete("changes", id);

export const mark = async (name) => (await database()).get("marks", name);
export const setMark = async (name, value) => (await database()).put("marks", value, name);
