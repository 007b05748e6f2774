/** A page that follows a room: `<p data-live="/ws/meetings/…/" data-cursor="…">` and parts marked `data-block`. */

import { announce, know, say } from "../live/announce.js";
import * as beside from "../live/beside.js";
import { follow } from "../live/line.js";
import { count } from "../live/timer.js";
import * as tools from "../live/tools.js";
import { pageOf } from "../trusted.js";

const WORDS = {
  live: "Live: Änderungen erscheinen von selbst.",
  asking: "Verbindung unterbrochen – die Seite fragt alle paar Sekunden nach.",
  gone: "Diese Seite ist für Sie nicht mehr zugänglich. Bitte neu laden.",
};

for (const root of document.querySelectorAll("[data-live]")) {
  const state = root.matches("[data-live-state]") ? root : root.querySelector("[data-live-state]");
  let known = "live";
  know();
  count(root.dataset.now);
  follow(root, {
    onState(name) {
      if (state) {
        state.dataset.liveState = name;
        state.textContent = WORDS[name];
      }
      if (name !== known) say(WORDS[name]);
      known = name;
      if (name === "gone") for (const part of document.querySelectorAll("[data-block], #tools > *")) part.remove();
    },
    onTold: stamp,
    onChange(ids) {
      const parts = ids.map((id) => document.getElementById(id));
      for (const part of parts) part?.classList.add("fresh");
      announce(parts);
      if (!ids.length) return;
      renew(document.getElementById("console"));
      tools.renew();
    },
  });
  // While the line stands and is silent, the page shows the present.
  setInterval(() => known === "live" && state?.dataset.liveState === "live" && stamp(), 20000);
}
tools.keep();
beside.open();

function stamp() {
  const time = document.querySelector("#as-of time");
  if (!time) return;
  const now = new Date();
  time.dateTime = now.toISOString();
  time.textContent = `${now.toLocaleTimeString("de-DE", { timeZone: "Europe/Berlin", hour: "2-digit", minute: "2-digit" })} Uhr`;
}

// The buttons of whoever presides belong to the state they were made for: after a change they are fetched anew.
async function renew(box) {
  if (!box || box.contains(document.activeElement)) return;
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = pageOf(await answer.text()).getElementById("console");
  if (fresh && !box.contains(document.activeElement)) box.replaceWith(document.importNode(fresh, true));
}
