/** Seals what is kept on the device (AES-GCM) under keys that no script can read out, and checks what arrives by its hash. */

import { database } from "./store.js";

const ENCODED = new TextEncoder();
const DECODED = new TextDecoder();

/** The key for open or for closed matter; made at first use. Without it nothing sealed can ever be read again. */
async function keyFor(closed) {
  const name = closed ? "closed" : "open";
  const db = await database();
  const kept = await db.get("keys", name);
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const transaction = db.transaction("keys", "readwrite");
  const first = await transaction.store.get(name); // another page may have been faster
  if (!first) await transaction.store.put(made, name);
  await transaction.done;
  return first ?? made;
}

/** Throw the key of closed matter away. */
export const dropClosedKey = async () => (await database()).delete("keys", "closed");

/** @returns {Promise<{iv: Uint8Array, sealed: ArrayBuffer}>} */
export async function seal(bytes, closed = false) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyFor(closed), bytes) };
}

/** @returns {Promise<ArrayBuffer | null>} null for what was sealed under a key that is gone */
export async function unseal({ iv, sealed, closed = false }) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv }, await keyFor(closed), sealed).catch(() => null);
}

export const sealText = (text) => seal(ENCODED.encode(text));

export async function unsealText(record) {
  const bytes = await unseal(record);
  return bytes && DECODED.decode(bytes);
}

/** Whether these bytes are what the package promised. */
export async function genuine(bytes, { algorithm, hash, size }) {
  if (bytes.byteLength !== size) return false;
  const digest = new Uint8Array(await crypto.subtle.digest(algorithm, bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("") === hash;
}
