/** What is written in a folder: kept sealed on the device with a random number of its own, and sent when there is a network. */

import * as clock from "./clock.js";
import { ask } from "./contact.js";
import { amend, changes as all, dropChange, folder as kept, keepChange } from "./store.js";
import { heed } from "./wiping.js";
import { sealText, unsealText } from "./vault.js";

const AT_ONCE = 20;

/**
 * Keep a change; `content` is what the server will read: kind, paper or note, version, words, circle …
 * @returns {Promise<object>} the change as it is kept
 */
export async function jot(folder, content) {
  const id = crypto.randomUUID();
  return put({ id, folder, at: Date.now(), state: "waiting" }, { id, ...content });
}

/** Put other words into a change that was never sent. */
export const rewrite = (change, fields) => put(change, { ...change.content, ...fields });

async function put(record, content) {
  const { id, folder, at, state, tried = false, sentence = "", theirs = null } = record;
  await keepChange({ id, folder, at, state, tried, sentence, theirs, ...(await sealText(JSON.stringify(content))) });
  return { ...record, content };
}

/** Every change that waits, with what it says; those sealed under a key that is gone are nobody's any more. */
export async function waiting(folder) {
  const found = [];
  for (const record of await all()) {
    if (folder && record.folder !== folder) continue;
    const text = await unsealText(record);
    if (text !== null) found.push({ ...record, content: JSON.parse(text) });
  }
  return found;
}

export const drop = (change) => dropChange(change.id);

/**
 * Send what waits, and where this person reads; each change is answered by itself, and what is refused stays here.
 * @returns {Promise<{sent: number, asked: number, refused: number, online: boolean, elsewhere: object | null}>}
 */
export async function send(key) {
  const outcome = { sent: 0, asked: 0, refused: 0, online: true, elsewhere: null };
  const queue = (await waiting()).filter(({ state }) => state === "waiting");
  const record = await kept(key);
  do {
    const some = queue.splice(0, AT_ONCE);
    for (const change of some) await put({ ...change, tried: true }, change.content);
    const body = JSON.stringify({ changes: some.map(({ content }) => content), place: placeOf(record) });
    const answer = await ask("/folders/sync/", { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": token() } });
    if (answer.status !== 200) return { ...outcome, online: answer.status !== 0 };
    const { marks, results, now, place } = await answer.json();
    if ((await heed(marks, { precise: true })) === "account") return outcome;
    await clock.set(now);
    for (const result of results) await settle(result, some, outcome);
    if (place && record) outcome.elsewhere = await placed(record, place);
  } while (queue.length);
  return outcome;
}

async function settle(result, some, outcome) {
  const change = some.find(({ id }) => id === result.id);
  if (!change) return;
  if (result.status === "done" || result.status === "repeated") {
    await drop(change);
    outcome.sent += 1;
  } else if (result.status === "conflict") {
    await put({ ...change, state: "conflict", sentence: result.sentence, theirs: result.note }, change.content);
    outcome.asked += 1;
  } else if (result.status === "refused") {
    await put({ ...change, state: "refused", sentence: result.sentence }, change.content);
    outcome.refused += 1;
  }
}

/** Settle a conflict as the person wants it: "mine", "theirs" or "both" texts. */
export async function choose(change, choice) {
  await drop(change);
  if (choice === "theirs") return;
  const { content, theirs } = change;
  const { id, ...rest } = content;
  const text = choice === "both" ? `${theirs.text}\n\n———\n\n${content.text}` : content.text;
  await jot(change.folder, { ...rest, ...(content.kind === "edit" ? { text } : {}), version: theirs.version });
}

function placeOf(record) {
  if (!record) return undefined;
  const { part = "", block = 0 } = record.place ?? {};
  return { meeting: record.key, revision: record.placeRevision ?? 1, ...(record.moved ? { part, block } : {}) };
}

// The server's word on where this person reads; a place from another device is offered, not forced.
async function placed(record, place) {
  const mine = record.place ?? {};
  await amend(record.key, { placeRevision: place.revision, moved: false });
  const other = place.part && (place.part !== mine.part || place.block !== mine.block);
  return other ? { part: place.part, block: place.block } : null;
}

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

/** How many changes of this device have not reached the server. */
export const unsent = async () => (await all()).length;

/** Keep where someone reads. */
export async function keepPlace(key, part, block) {
  const record = await kept(key);
  if (record) await amend(key, { place: { part, block }, places: { ...record.places, [part]: block }, moved: true });
}
