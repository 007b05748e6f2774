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
  try {
    if (await stays().catch(() => false)) return;
    await (await import("./wiping.js")).wipeAll();
  } catch (problem) {
    console.warn(problem); // nothing here keeps anyone signed in
  }
  form.dataset.emptied = "yes";
  form.requestSubmit();
}

// Whether the person rather stays, for what could not be sent.
async function stays() {
  const writing = await import("./writing.js");
  if (await writing.unsent()) await writing.send().catch(() => {});
  const left = await writing.unsent();
  const words = `${left === 1 ? "Eine Anmerkung ist" : `${left} Anmerkungen sind`} noch nicht übertragen und geh${left === 1 ? "t" : "en"} beim Abmelden verloren. Trotzdem abmelden?`;
  return left > 0 && !confirm(words);
}
