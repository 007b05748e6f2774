/** Signing out leaves nothing of a common draft on this device; what was not sent is given up only by who says so. */

import { PREFIX, drop, names } from "./places.js";

const ASK = "Auf diesem Gerät liegt Text eines gemeinsamen Entwurfs, der noch nicht gesichert ist. Er geht beim Abmelden verloren. Trotzdem abmelden?";

/** On every page. Costs nothing where nothing lies. */
export function leave() {
  for (const form of document.querySelectorAll('form[action="/accounts/logout/"]')) {
    form.addEventListener("submit", (event) => {
      const left = names().filter((name) => name.startsWith(`${PREFIX}:`));
      if (!left.length || confirm(ASK)) return left.forEach(drop);
      event.preventDefault();
      event.stopImmediatePropagation();
    });
  }
}
