/**
 * Keeps on this device what the others have not got yet: the whole document, for each window by itself, so that two
 * windows never overwrite each other. It belongs to one draft as it was opened once (`key`) and to one person.
 */

import * as Y from "yjs";
import { read, written } from "./bytes.js";
import { carry } from "./carried.js";
import { PREFIX, drop, names } from "./places.js";

/** The shelf of one draft for one person. */
export function shelf({ paper, key, me }) {
  const place = `${PREFIX}:${paper}:${key}:${me}:`;
  const own = place + crypto.getRandomValues(new Uint32Array(2)).join("");
  const found = names().filter((name) => name.startsWith(place));
  // what was kept when the draft was opened another time belongs to no document any more
  for (const name of names()) if (name.startsWith(`${PREFIX}:${paper}:`) && !name.startsWith(`${PREFIX}:${paper}:${key}:`)) drop(name);

  return {
    /** Put what lies here into the document; says whether there was anything. */
    unpack(doc) {
      for (const name of found) {
        try {
          Y.applyUpdate(doc, read(localStorage.getItem(name)), "shelf");
        } catch {
          drop(name); // damaged: nothing can be made of it
        }
      }
      return found.length > 0;
    },
    /** Says whether it could be kept; a full or forbidden shelf is no reason to stop anyone from writing. */
    lay(doc) {
      try {
        localStorage.setItem(own, written(Y.encodeStateAsUpdate(doc)));
        return true;
      } catch {
        return false;
      }
    },
    /** A form takes what lies here along. */
    carried: () => carry(paper, own),
    /** Everything is on the server. */
    clear() {
      for (const name of [own, ...found.splice(0)]) drop(name);
    },
    /** The person writes here no more: nothing of the draft stays on the device. */
    wipe() {
      for (const name of names()) if (name.startsWith(`${PREFIX}:${paper}:`)) drop(name);
    },
  };
}
