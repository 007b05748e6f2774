/** Asks the server, where folders lie on the device, whether this person may still have them. */

import * as clock from "./clock.js";
import { folders, inUse, setMark } from "./store.js";
import { expire, heed, wipeFolder, wipeParts } from "./wiping.js";

const AT_ONCE = 60; // as many the server looks at
const SIGNED_OUT = "Sie sind abgemeldet. Die Mappe ist vom Gerät gelöscht; melden Sie sich an, um sie neu zu laden.";

/** Fetch something that only a signed-in person gets; what leads to the sign-in is no answer. */
export async function ask(address, options = {}) {
  const answer = await fetch(address, { ...options, redirect: "manual", cache: "no-store" }).catch(() => null);
  if (!answer) return { status: 0 };
  if (answer.type === "opaqueredirect") {
    await setMark("out", true);
    await wipeParts(SIGNED_OUT);
    return { status: 401 };
  }
  return answer;
}

/** @returns {Promise<"unused" | "away" | "out" | "same" | "account" | "session" | "standing">} */
export async function contact({ precise = false } = {}) {
  if (!inUse()) return "unused";
  await expire();
  const here = (await folders()).sort((a, b) => (a.state === "wiped") - (b.state === "wiped"));
  const known = here.slice(0, AT_ONCE).map(({ key }) => key);
  const answer = await ask(`/folders/account/?meetings=${known.join(",")}`);
  if (answer.status === 401) return "out";
  if (answer.status !== 200) return "away";
  const { marks, gone, now } = await answer.json();
  const found = await heed(marks, { precise });
  if (found === "account") return found;
  await clock.set(now);
  for (const key of gone) await wipeFolder(key);
  return found;
}
