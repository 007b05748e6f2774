/** Shows on the drawn pages where notes stand: passages coloured by circle, and beside each a mark with a number. */

import { rangeOfWords } from "./letters.js";

const CIRCLES = ["private", "faction", "council", "public"];
const MARK = 44; // pixels

/** Draw everything anew for the pages whose text is there. */
export function draw(sheets, list) {
  const ranges = new Map(CIRCLES.map((circle) => [circle, []]));
  for (const sheet of sheets) {
    if (!sheet.layer) continue;
    for (const old of sheet.sheet.querySelectorAll(".original-mark")) old.remove();
    const found = passagesOn(sheet, list);
    for (const { note, range } of found) if (range) ranges.get(note.dataset.audience)?.push(range);
    mark(sheet, found);
  }
  if (globalThis.Highlight) for (const [circle, some] of ranges) CSS.highlights.set(`note-${circle}`, new Highlight(...some));
}

/** Make one note's passage stand out, or none. */
export function point(sheets, note) {
  if (!globalThis.Highlight) return;
  CSS.highlights.delete("note-pointed");
  const sheet = note && sheets[note.dataset.page - 1];
  const range = sheet?.layer && rangeOfWords(sheet.layer, note.dataset);
  if (!range) return;
  const highlight = new Highlight(range);
  highlight.priority = 1;
  CSS.highlights.set("note-pointed", highlight);
}

const passagesOn = (sheet, list) =>
  [...list.querySelectorAll(`[data-page="${sheet.number}"]:not([hidden])`)].map((note) => ({ note, range: rangeOfWords(sheet.layer, note.dataset) }));

// A passage that is not found on the drawn page is marked at its head. Marks that would cover each other become one.
function mark(sheet, found) {
  const top = sheet.sheet.getBoundingClientRect().top;
  const placed = found.map(({ note, range }) => ({ note, at: range ? range.getBoundingClientRect().top - top : 0 }));
  placed.sort((one, other) => one.at - other.at);
  const groups = [];
  for (const { note, at } of placed) {
    const last = groups.at(-1);
    if (last && at < last.at + MARK) last.notes.push(note);
    else groups.push({ at, notes: [note] });
  }
  for (const { at, notes } of groups) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "original-mark";
    button.style.top = `${Math.max(0, at)}px`;
    button.dataset.note = notes[0].id;
    button.dataset.circles = [...new Set(notes.map(({ dataset }) => dataset.audience))].join(" ");
    button.textContent = notes.length;
    button.setAttribute("aria-label", `${notes.length === 1 ? "1 Anmerkung" : `${notes.length} Anmerkungen`} zu Seite ${sheet.number} lesen`);
    sheet.sheet.append(button);
  }
}
