/** Offers to write about what was chosen on a drawn page, by mouse or finger; the bar is that of the reading view. */

import { chosenIn } from "./letters.js";

const SETTLE = 150; // milliseconds until a selection counts as made
const LONGEST = 2000; // letters; more does not fit into an address

/** Watch the selection and call `write(passage, button)` when the person wants to write about it. */
export function watch(sheets, bar, write) {
  const button = bar.querySelector("button");
  let passage = null;
  let waiting = 0;

  const look = () => {
    passage = passageOf(sheets);
    bar.hidden = !passage;
    document.body.classList.toggle("has-notes-bar", Boolean(passage));
    if (!passage) return;
    const long = passage.exact.length > LONGEST;
    button.disabled = long;
    bar.querySelector("[data-bar-place]").textContent = `Seite ${passage.page}:`;
    bar.querySelector("[data-bar-quote]").textContent = long ? "Bitte weniger auswählen." : `„${passage.exact}“`;
  };

  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, SETTLE);
  });
  // A press must not take the selection away before the click arrives.
  for (const press of ["pointerdown", "mousedown"]) button.addEventListener(press, (event) => event.preventDefault());
  button.addEventListener("click", () => passage && write(passage, button));
}

// The first page that the selection touches counts.
function passageOf(sheets) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  for (const { layer, number } of sheets) {
    const found = layer && chosenIn(range, layer);
    if (found) return { ...found, page: number };
  }
  return null;
}
