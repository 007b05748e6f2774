/** A page that follows a room: `<div data-live="/ws/meetings/…/" data-cursor="…">` with parts marked `data-block`. */

import { follow } from "../live/line.js";

const WORDS = {
  live: "Live: Änderungen erscheinen von selbst.",
  asking: "Verbindung unterbrochen – die Seite fragt alle paar Sekunden nach.",
  gone: "Diese Seite ist für Sie nicht mehr zugänglich. Bitte neu laden.",
};

for (const root of document.querySelectorAll("[data-live]")) {
  const state = root.querySelector("[data-live-state]") ?? document.querySelector("[data-live-state]");
  const clock = document.querySelector("[data-live-clock]");
  follow(root, {
    onState(name) {
      if (!state) return;
      state.dataset.liveState = name;
      state.textContent = WORDS[name];
      if (name === "gone") for (const part of root.querySelectorAll("[data-block]")) part.remove();
    },
    onChange(ids) {
      if (clock) clock.textContent = new Date().toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
      for (const id of ids) document.getElementById(id)?.classList.add("fresh");
    },
  });
}
