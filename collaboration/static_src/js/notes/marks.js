/** Shows in the text where notes stand: passages coloured by circle, and a mark with their number beside each paragraph. */

import { nameOf, rangeOf } from "./places.js";

const CIRCLES = ["private", "faction", "council", "public"];

/** Draw everything anew from the list of notes; without custom highlights the marks beside the paragraphs remain. */
export function draw(text, list) {
  const notes = [...list.querySelectorAll("[data-at]")];
  const ranges = new Map(CIRCLES.map((circle) => [circle, []]));
  const counts = new Map();
  for (const note of notes) {
    const block = blockOf(text, note);
    if (!block || !note.dataset.start) continue;
    counts.set(block, [...(counts.get(block) ?? []), note]);
    const range = rangeOf(block, note.dataset.start, note.dataset.end);
    if (range) ranges.get(note.dataset.audience)?.push(range);
  }
  if (globalThis.Highlight) for (const [circle, found] of ranges) CSS.highlights.set(`note-${circle}`, new Highlight(...found));
  for (const block of text.querySelectorAll(".block")) mark(block, counts.get(block) ?? []);
}

/** Make one note's passage stand out, or none. */
export function point(text, note) {
  if (!globalThis.Highlight) return;
  const block = note?.dataset.start && blockOf(text, note);
  const range = block && rangeOf(block, note.dataset.start, note.dataset.end);
  if (!range) {
    CSS.highlights.delete("note-pointed");
    return;
  }
  const highlight = new Highlight(range);
  highlight.priority = 1;
  CSS.highlights.set("note-pointed", highlight);
}

const blockOf = (text, note) => note.dataset.at && text.querySelector(`#${note.dataset.at}`);

function mark(block, notes) {
  const old = block.querySelector(":scope > .block-notes");
  if (!notes.length) {
    old?.remove();
    return;
  }
  const button = old ?? document.createElement("button");
  button.type = "button";
  button.className = "block-notes";
  button.dataset.note = notes[0].id;
  button.dataset.circles = [...new Set(notes.map((note) => note.dataset.audience))].join(" ");
  button.textContent = notes.length;
  const named = notes.length === 1 ? "1 Anmerkung" : `${notes.length} Anmerkungen`;
  button.setAttribute("aria-label", `${named} zu ${nameOf(block)} lesen`);
  if (!old) block.append(button);
}
