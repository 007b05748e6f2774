/** What is written in a folder: kept sealed on the device with a random number of its own, and sent when there is a network. */

import * as clock from "./clock.js";
import { ask } from "./contact.js";
import { amend, amendChange, changes as all, dropChange, folder as kept, keepChange, mark, replaceChange } from "./store.js";
import { sealText, unsealText } from "./vault.js";
import { heed } from "./wiping.js";

const AT_ONCE = 20;

/** Keep a change; `content` is what the server will read: kind, paper or note, version, words, circle … */
export const jot = async (folder, content) => keepChange(await made(folder, content));

async function made(folder, content) {
  const id = crypto.randomUUID();
  return { id, folder, at: Date.now(), state: "waiting", tried: false, ...(await sealed({ content: { id, ...content } })) };
}

/**
 * Put other words into a change that was never sent.
 * @returns {Promise<boolean>} false if it was sent, or is gone, meanwhile
 */
export async function rewrite({ id, content }, fields) {
  const words = await sealed({ content: { ...content, ...fields } });
  return Boolean(await amendChange(id, words, { still: ({ state, tried }) => state === "waiting" && !tried }));
}

// What was written, and what the server said to it, in one piece: neither lies open on the device.
const sealed = ({ content, theirs = null, sentence = "" }) => sealText(JSON.stringify({ content, theirs, sentence }));

/** Every change that waits, with what it says; those sealed under a key that is gone are nobody's any more. */
export async function waiting(folder) {
  const here = (await all()).filter((record) => !folder || record.folder === folder);
  return (await Promise.all(here.map(opened))).filter(Boolean);
}

async function opened(record) {
  const text = record && (await unsealText(record));
  return text ? { ...record, ...JSON.parse(text) } : null;
}

export const drop = (change) => dropChange(change.id);

/**
 * Send what waits, and where this person reads; each change is answered by itself, and what is refused stays here.
 * Without a `key` no place of reading goes along. `hindered`: the server answered, but took nothing in.
 * @returns {Promise<{sent: number, asked: number, refused: number, online: boolean, hindered: boolean, elsewhere: object | null}>}
 */
export async function send(key = "") {
  const outcome = { sent: 0, asked: 0, refused: 0, online: true, hindered: false, elsewhere: null };
  let queue = (await waiting()).filter(({ state }) => state === "waiting");
  const record = key && (await kept(key));
  const account = await mark("account");
  do {
    const next = firsts(queue).slice(0, AT_ONCE);
    queue = queue.filter((change) => !next.includes(change));
    const tried = await Promise.all(next.map(({ id }) => amendChange(id, { tried: true }, { still: ({ state }) => state === "waiting" })));
    const some = (await Promise.all(tried.map(opened))).filter(Boolean);
    const body = JSON.stringify({ account, changes: some.map(({ content }) => content), place: placeOf(record) });
    const answer = await ask("/folders/sync/", { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": token() } });
    if (answer.status !== 200) return { ...outcome, online: answer.status !== 0, hindered: answer.status !== 0 };
    const { marks, results, now, place } = await answer.json();
    if ((await heed(marks, { precise: true })) === "account") return outcome;
    await clock.set(now);
    for (const result of results) await settle(result, some, outcome);
    if (place && record) outcome.elsewhere = await placed(record, place);
  } while (queue.length);
  return outcome;
}

// Of each note one change at a time: the answer to it says on which version the next one stands.
function firsts(queue) {
  const seen = new Set();
  return queue.filter(({ content }) => !alters(content) || (!seen.has(content.note) && seen.add(content.note)));
}

const alters = ({ kind }) => kind === "edit" || kind === "withdraw";

// Whoever changes a note twice in a row stands against nobody: what was written on the same reading goes on from here.
async function carry({ content }, { note, status }) {
  if (content.kind !== "edit" || !note || (status === "repeated" && note.text !== content.text)) return; // changed elsewhere since
  for (const next of await waiting()) {
    if (!alters(next.content) || next.content.note !== content.note || next.content.version !== content.version) continue;
    const words = await sealed({ content: { ...next.content, version: note.version } });
    await amendChange(next.id, words, { still: ({ state, tried, iv }) => state === "waiting" && !tried && String(iv) === String(next.iv) });
  }
}

async function settle(result, some, outcome) {
  const change = some.find(({ id }) => id === result.id);
  if (!change) return;
  if (result.status === "done" || result.status === "repeated") {
    await carry(change, result);
    await drop(change);
    outcome.sent += 1;
  } else if (result.status === "conflict") {
    const { content } = change;
    const { text, version } = result.note;
    await amendChange(change.id, { state: "conflict", ...(await sealed({ content, theirs: { text, version }, sentence: result.sentence })) });
    outcome.asked += 1;
  } else if (result.status === "refused") {
    await amendChange(change.id, { state: "refused", ...(await sealed({ content: change.content, sentence: result.sentence })) });
    outcome.refused += 1;
  }
}

/** Settle a conflict as the person wants it: "mine", "theirs" or "both" texts. */
export async function choose(change, choice) {
  if (choice === "theirs") return drop(change);
  const { content, theirs } = change;
  const { id, ...rest } = content;
  const text = choice === "both" ? `${theirs.text}\n\n———\n\n${content.text}` : content.text;
  return replaceChange(change.id, await made(change.folder, { ...rest, ...(content.kind === "edit" ? { text } : {}), version: theirs.version }));
}

/** Send once more, as something new, what was refused. */
export async function again(change) {
  const { id, ...content } = change.content;
  return replaceChange(change.id, await made(change.folder, content));
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

const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? "";

/** How many changes of this device have not reached the server. */
export const unsent = async () => (await all()).length;

/** Keep where someone reads. */
export async function keepPlace(key, part, block) {
  const record = await kept(key);
  if (record) await amend(key, { place: { part, block }, places: { ...record.places, [part]: block }, moved: true });
}
