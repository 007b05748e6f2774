/** The bar at the bottom edge that offers to comment on the selected words; it leaves the device's own menu alone. */

import { nameOf, passageOf } from "./places.js";

const SETTLE = 150; // milliseconds until a selection counts as made

/**
 * Watch the selection and call `write(passage, button)` when the person wants to write about it.
 */
export function watch(text, bar, write) {
  const button = bar.querySelector("button");
  let passage = null;
  let waiting = 0;

  const look = () => {
    passage = passageOf(document.getSelection(), text);
    bar.hidden = !passage;
    document.body.classList.toggle("has-notes-bar", Boolean(passage));
    if (!passage) return;
    const name = nameOf(passage.block);
    bar.querySelector("[data-bar-place]").textContent = passage.further ? `Nur ${name}:` : `${name}:`;
    bar.querySelector("[data-bar-quote]").textContent = `„${passage.quote}“`;
  };

  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, SETTLE);
  });
  // A press must not take the selection away before the click arrives.
  for (const press of ["pointerdown", "mousedown"]) button.addEventListener(press, (event) => event.preventDefault());
  button.addEventListener("click", () => passage && write(passage, button));
}
