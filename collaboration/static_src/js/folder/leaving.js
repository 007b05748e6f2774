/** Signing out empties the device; what was written and not sent is sent first, or the person is asked. */

import { inUse } from "./store.js";

/** On every page: whoever signs out takes the folders off this device. Costs nothing where there are none. */
export function leave() {
  for (const form of document.querySelectorAll('form[action="/accounts/logout/"]')) {
    form.addEventListener("submit", (event) => {
      if (!inUse() || form.dataset.emptied) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      depart(form);
    });
  }
}

async function depart(form) {
  const [{ wipeAll }, writing] = await Promise.all([import("./wiping.js"), import("./writing.js")]);
  if (await writing.unsent()) await writing.send().catch(() => {});
  const left = await writing.unsent();
  const words = `${left === 1 ? "Eine Anmerkung ist" : `${left} Anmerkungen sind`} noch nicht übertragen und geh${left === 1 ? "t" : "en"} beim Abmelden verloren. Trotzdem abmelden?`;
  if (left && !confirm(words)) return;
  await wipeAll();
  form.dataset.emptied = "yes";
  form.requestSubmit();
}
