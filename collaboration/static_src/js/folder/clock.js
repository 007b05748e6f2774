/** What time it is for a device whose clock may be wrong or turned back: the server's time at the last contact, and on from there. */

import { mark, setMark } from "./store.js";

/** Remember how far this clock is off; `server` is the moment in an answer just received (ISO). */
export async function set(server) {
  await setMark("skew", Date.parse(server) - Date.now());
  await setMark("latest", Date.parse(server));
}

/** Milliseconds since 1970; never earlier than it has been once. */
export async function now() {
  const [skew, latest] = await Promise.all([mark("skew"), mark("latest")]);
  const moment = Math.max(Date.now() + (skew ?? 0), latest ?? 0);
  await setMark("latest", moment);
  return moment;
}
