/** What was written on this device and has not reached the server, where no folder is open to show it. */

import { make } from "./nodes.js";
import { troubleNode } from "./notes.js";
import { settling } from "./settling.js";
import { counted } from "./sizes.js";
import { folders, inUse, mark } from "./store.js";
import { wipeAll } from "./wiping.js";
import { send, unsent, waiting } from "./writing.js";

/** Send what waits; the device of which nothing is left is emptied. */
export async function bring() {
  if (!inUse() || !(await unsent())) return;
  await send().catch((problem) => console.warn(problem));
  if (inUse() && !(await folders()).length && !(await unsent())) await wipeAll();
}

/**
 * Show what waits and what needs a decision; to whoever is not signed in any more only how much it is.
 * @param {() => Promise<void>} after what follows a decision
 * @returns {Promise<HTMLElement[]>}
 */
export async function leftovers(after) {
  if (!inUse()) return [];
  if (await mark("out")) return withheld(await unsent());
  const changes = await waiting();
  const open = changes.filter(({ state }) => state === "waiting").length;
  const told = make("p", { role: "alert" });
  const hands = settling({ after, fail: (sentence) => (told.textContent = sentence) });
  const troubles = changes.filter(({ state }) => state !== "waiting").map((change) => troubleNode(change, hands));
  const waits = open ? [make("p", { class: "alert tone-info" }, `${counted(open, "Eine Anmerkung wartet", "Anmerkungen warten")} auf diesem Gerät auf die Übertragung.`)] : [];
  return [...waits, ...troubles, ...(troubles.length ? [told] : [])];
}

const withheld = (count) => (count ? [make("p", { class: "alert tone-info" }, `${counted(count, "Eine Anmerkung liegt", "Anmerkungen liegen")} auf diesem Gerät. Bitte melden Sie sich an.`)] : []);
