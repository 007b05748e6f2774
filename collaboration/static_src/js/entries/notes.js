/** Notes beside a paper's text: live list, marks in the text, and dialogs in place of pages. All of it works without, too. */

import { follow } from "../live/line.js";
import { watch } from "../notes/bar.js";
import { narrow } from "../notes/filters.js";
import { draw, point } from "../notes/marks.js";
import { go, writing } from "../notes/writing.js";

const WORDS = {
  asking: "Verbindung unterbrochen – die Anmerkungen werden alle paar Sekunden nachgesehen.",
  gone: "Diese Vorlage ist für Sie nicht mehr zugänglich. Bitte neu laden.",
};

const text = document.getElementById("text");
const root = document.querySelector("[data-notes]");
const list = root?.querySelector(".note-list");

if (text && root) {
  const current = () => (root.querySelector("#notes-state")?.dataset.version ?? text.dataset.version) === text.dataset.version;
  const filter = narrow(root, list);
  const redraw = () => {
    filter();
    root.querySelector("[data-newer]").hidden = current();
    draw(text, current() ? list : document.createElement("ol"));
  };

  redraw();
  if (root.dataset.live) keepUp(redraw);
  meet();
  const dialog = document.querySelector("[data-notes-dialog]");
  if (dialog) write(dialog, redraw);
}

function keepUp(redraw) {
  const state = root.querySelector("[data-live-state]");
  follow(root, {
    onState(name) {
      state.hidden = name === "live";
      state.textContent = WORDS[name] ?? "";
      if (name !== "gone") return;
      for (const part of root.querySelectorAll("[data-block]")) part.remove();
      redraw();
    },
    onChange(ids) {
      redraw();
      for (const id of ids) document.getElementById(id)?.classList.add("fresh");
    },
  });
}

// A mark leads to its notes, a note shows its passage.
function meet() {
  text.addEventListener("click", ({ target }) => {
    const mark = target.closest(".block-notes");
    if (mark) go(document.getElementById(mark.dataset.note));
  });
  for (const kind of ["focusin", "pointerover"]) {
    list.addEventListener(kind, ({ target }) => point(text, target.closest(".note")));
  }
  for (const kind of ["focusout", "pointerleave"]) list.addEventListener(kind, () => point(text, null));
}

function write(dialog, redraw) {
  const begin = writing({ root, list, dialog, redraw });
  watch(text, document.querySelector("[data-notes-bar]"), ({ block, start, end }) => {
    const link = block.querySelector(".block-comment");
    const way = new URL(link.href);
    way.searchParams.set("start", start);
    way.searchParams.set("end", end);
    begin(way.href, link);
  });
}
