/** A page that follows a room: `<div data-live="/ws/meetings/…/" data-cursor="…">` with parts marked `data-block`. */

import { follow } from "../live/line.js";

const WORDS = {
  live: "Live: Änderungen erscheinen von selbst.",
  asking: "Verbindung unterbrochen – die Seite fragt alle paar Sekunden nach.",
  gone: "Diese Seite ist für Sie nicht mehr zugänglich. Bitte neu laden.",
};

for (const root of document.querySelectorAll("[data-live]")) {
  const state = root.matches("[data-live-state]") ? root : root.querySelector("[data-live-state]");
  follow(root, {
    onState(name) {
      if (state) {
        state.dataset.liveState = name;
        state.textContent = WORDS[name];
      }
      if (name === "gone") for (const part of document.querySelectorAll("[data-block]")) part.remove();
    },
    onChange(ids) {
      const time = document.querySelector("#as-of time");
      if (time) time.textContent = `${new Date().toLocaleTimeString("de-DE", { timeZone: "Europe/Berlin" })} Uhr`;
      for (const id of ids) document.getElementById(id)?.classList.add("fresh");
      if (ids.length) renew(document.getElementById("console"));
    },
  });
}

// The buttons of whoever presides belong to the state they were made for: after a change they are fetched anew.
async function renew(box) {
  if (!box || box.contains(document.activeElement)) return;
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("console");
  if (fresh && !box.contains(document.activeElement)) box.replaceWith(document.importNode(fresh, true));
}
