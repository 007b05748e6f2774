/** A folder opened: all its texts in memory, in the order in which one reads. */

import { keepPart, partsOf } from "./store.js";
import { seal, unsealText } from "./vault.js";
import { pageOf } from "../trusted.js";

/**
 * @returns {Promise<object | null>} null where nothing readable lies on the device
 */
export async function open(key) {
  const parts = await partsOf(key);
  const read = new Map();
  await Promise.all(
    parts
      .filter(({ kind }) => kind !== "file")
      .map(async (part) => {
        const text = await unsealText(part);
        if (text !== null) read.set(part.name, JSON.parse(text));
      }),
  );
  const agenda = read.get("agenda-closed") ?? read.get("agenda");
  if (!agenda) return null;
  return arranged(key, agenda, read, new Map(parts.map((part) => [part.name, part])));
}

function arranged(key, agenda, read, parts) {
  const named = new Map(agenda.documents.map((document) => [document.name, document]));
  const present = (names) => names.filter((name) => named.has(name) && parts.has(name));
  const belonging = (paper) => present(agenda.documents.filter(({ of }) => of === paper).map(({ name }) => name));
  const items = agenda.items.map((item) => ({
    ...item,
    name: `item-${item.key}`,
    title: item.name,
    documents: [...present(item.papers).flatMap((paper) => [paper, ...belonging(paper)]), ...present(item.files)],
  }));
  const order = ["agenda", ...items.flatMap((item) => [item.name, ...item.documents]), ...present(agenda.files)];
  const itemOf = new Map(items.flatMap((item) => [item.name, ...item.documents].map((name) => [name, item])));
  return { key, agenda, items, order: [...new Set(order)], itemOf, named, read, parts, files: present(agenda.files) };
}

/** What a document is called: one line above, one as title. */
export function titleOf(folder, name) {
  if (name === "agenda") return { over: "", title: "Tagesordnung" };
  const item = folder.itemOf.get(name);
  if (item?.name === name) return { over: item.number ? `TOP ${item.number}` : "Tagesordnungspunkt", title: item.title };
  const { over = "", title = name } = folder.named.get(name) ?? {};
  return { over, title };
}

/** The answers to the questions of a paper, as HTML. */
export const answersTo = (folder, paper) =>
  ["answers", "answers-closed"].map((kind) => folder.read.get(paper.replace(/^paper/, kind))?.html ?? "").join("");

export const notesOn = (folder, paper) => folder.read.get(paper.replace(/^paper/, "notes"))?.notes ?? [];
export const pagesOf = (folder, file) => folder.read.get(file.replace(/^file/, "pages"))?.pages ?? [];


const parsed = new Map();

/** Let go of all texts in memory. */
export const release = () => parsed.clear();

/** The numbered blocks of a paper, as elements of their own document; parsed once. */
export function blocksOf(html) {
  if (!parsed.has(html)) parsed.set(html, [...pageOf(html).querySelectorAll(".block")]);
  return parsed.get(html);
}

/** All that can be searched, passage by passage. */
export function passages(folder) {
  const found = [];
  const add = (name, block, text, label = "") => text && found.push({ name, block, text, label });
  for (const item of folder.items) add(item.name, 0, [item.title, item.result, item.resolution].filter(Boolean).join(" · "));
  for (const name of folder.order) {
    if (name.startsWith("file-")) {
      add(name, 0, folder.named.get(name)?.title ?? "");
      for (const [number, text] of pagesOf(folder, name)) add(name, number, text.replace(/\s+/g, " "), `Seite ${number}`);
    }
    const paper = name.startsWith("paper-") ? folder.read.get(name) : null;
    if (!paper) continue;
    add(name, 0, paper.title);
    for (const block of blocksOf(paper.html)) {
      const number = Number(block.id.replace("absatz-", ""));
      add(name, number, block.querySelector("[data-text]").textContent, `Absatz ${number}`);
    }
    add(name, 0, pageOf(answersTo(folder, name)).body.textContent.replace(/\s+/g, " ").trim(), "Antwort");
    for (const note of notesOn(folder, name)) add(name, blockAt(paper, note.start), note.text, "Anmerkung");
  }
  return found;
}

/** The number of the block in which a code point of the text stands; 0 for none. */
export function blockAt(paper, point) {
  if (point === null) return 0;
  const block = blocksOf(paper.html).find(({ dataset }) => point < Number(dataset.end));
  return block ? Number(block.id.replace("absatz-", "")) : 0;
}

const nameOf = ({ key, number, title }) => `${key} ${number} ${title}`;
const SEEN = [["before:agenda", false], ["before:agenda-closed", true]]; // which items, those of closed matter apart

/**
 * Keep how the items are called now, to see later which of them are new; sealed like the agendas they stand in.
 * @param {{anew?: boolean}} options without `anew` only where nothing was kept yet, or of items that are not there any more
 */
export async function keepItems(folder, { anew = true } = {}) {
  for (const [name, closed] of SEEN) {
    if (!folder.parts.has(name.slice("before:".length))) continue;
    const here = folder.items.filter((item) => item.closed === closed);
    const known = anew ? null : folder.read.get(name);
    const items = known ? known.filter((one) => here.some(({ key }) => one.startsWith(`${key} `))) : here.map(nameOf);
    if (items.length === known?.length) continue;
    const bytes = new TextEncoder().encode(JSON.stringify(items));
    await keepPart({ folder: folder.key, name, kind: "items", size: bytes.byteLength, closed, ...(await seal(bytes, closed)) });
    folder.read.set(name, items);
  }
}

/** What changed since this person read: items and documents with what is new in each. */
export function changed(folder, { read }) {
  const known = new Map(SEEN.map(([name, closed]) => [closed, folder.read.get(name)]));
  const fresh = folder.items.filter((item) => !(known.get(item.closed)?.includes(nameOf(item)) ?? true));
  const found = fresh.map(({ name }) => ({ name, words: ["neuer oder geänderter Punkt"] }));
  for (const name of folder.order) {
    const words = [];
    const tell = (part, fresh, other) => {
      const here = folder.parts.get(part);
      if (!here) return;
      if (!(part in read)) words.push(fresh);
      else if (read[part] !== here.hash) words.push(other);
    };
    if (name.startsWith("paper-")) {
      tell(name, "neu", "Text geändert");
      for (const kind of ["answers", "answers-closed"]) tell(name.replace(/^paper/, kind), "neue Antwort", "Antwort geändert");
      tell(name.replace(/^paper/, "notes"), "neue Anmerkungen", "Anmerkungen geändert");
    } else if (name.startsWith("file-")) tell(name, "neue Datei", "Datei geändert");
    if (words.length) found.push({ name, words: words.includes("neu") ? ["neu"] : words });
  }
  return found;
}

/** The parts that someone has seen once a document was opened, by hash. */
export function seen(folder, name) {
  const names = name.startsWith("paper-") ? ["paper", "answers", "answers-closed", "notes"].map((kind) => name.replace(/^paper/, kind)) : [name];
  return Object.fromEntries(names.filter((one) => folder.parts.has(one)).map((one) => [one, folder.parts.get(one).hash]));
}

/** The texts of the blocks as they were when this person read them; null if nothing was kept. */
export function before(folder, name) {
  const kept = folder.read.get(`before:${name}`);
  return kept ? new Set(blocksOf(kept.html).map((block) => block.querySelector("[data-text]").textContent)) : null;
}
