/** The pages of a PDF as they are drawn, with the notes on them. Nothing of it is loaded before somebody opens this page. */

import { narrow } from "../notes/filters.js";
import { go, writing } from "../notes/writing.js";
import { watch } from "../original/choosing.js";
import { draw, point } from "../original/marks.js";
import { open } from "../original/pages.js";
import { pageOf } from "../trusted.js";

const root = document.querySelector("[data-original]");
const notes = document.querySelector("[data-notes]");
const list = notes?.querySelector(".note-list") ?? document.createElement("ol");
const state = root.querySelector("[data-original-state]");
const tools = root.querySelector("[data-original-tools]");

state.textContent = "Die Seiten werden geladen …";
begin().catch(() => {
  state.textContent = "Diese Datei lässt sich hier nicht zeichnen. Bitte laden Sie sie herunter, oder lesen Sie die Leseansicht.";
});

async function begin() {
  let view = null;
  const redraw = () => view && draw(view.sheets, list);
  const field = tools.querySelector("input");
  const reached = (number) => {
    if (document.activeElement !== field) field.value = number;
  };
  view = await open(root, redraw, reached);
  state.textContent = "";
  tools.hidden = false;
  steer(view);
  redraw();
  const first = Number(root.dataset.first);
  if (first > 1) view.go(first);
  if (notes) meet(view, redraw);
}

function steer(view) {
  const field = tools.querySelector("input");
  field.max = view.count;
  tools.querySelector("[data-original-count]").textContent = `von ${view.count}`;
  const say = () => {
    tools.querySelector("[data-zoom-state]").textContent = `${Math.round(view.zoom * 100)} %`;
  };
  say();
  tools.querySelector("[data-original-jump]").addEventListener("submit", (event) => {
    event.preventDefault();
    const { element } = view.go(Number(field.value) || 1);
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
  });
  tools.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-zoom]");
    if (!button) return;
    view.step(button.dataset.zoom === "in" ? 1 : -1);
    say();
  });
}

// A mark leads to its notes, a note to its passage.
function meet(view, redraw) {
  narrow(notes, list);
  root.addEventListener("click", ({ target }) => {
    const mark = target.closest(".original-mark");
    if (mark) go(document.getElementById(mark.dataset.note));
  });
  for (const kind of ["focusin", "pointerover"]) list.addEventListener(kind, ({ target }) => point(view.sheets, target.closest(".note")));
  for (const kind of ["focusout", "pointerleave"]) list.addEventListener(kind, () => point(view.sheets, null));
  list.addEventListener("click", (event) => {
    const link = event.target.closest(".note-quote a");
    const note = link?.closest(".note");
    if (!note?.dataset.page) return;
    event.preventDefault();
    const { element } = view.go(Number(note.dataset.page));
    (element.querySelector(`[data-note="${note.id}"]`) ?? element).scrollIntoView({ block: "center" });
  });
  const dialog = document.querySelector("[data-notes-dialog]");
  if (!dialog) return;
  const renew = async () => pageOf(await (await fetch(location.pathname)).text());
  const write = writing({ root: notes, list, dialog, redraw, renew });
  watch(view.sheets, document.querySelector("[data-notes-bar]"), ({ page, exact, before, after }, button) => {
    const query = new URLSearchParams({ seite: page, exact, before, after });
    write(`${root.dataset.write}?${query}`, button);
  });
}
