/** Keeps on this device what was typed and has not reached the server: one entry for each draft. */

const name = (key) => `entwurf:${key}`;

/** What lies on the shelf for a draft: `{revision, values, sent}`, or nothing. */
export function find(key) {
  try {
    return JSON.parse(localStorage.getItem(name(key)));
  } catch {
    return null;
  }
}

/** Lay the fields of a draft on the shelf; a full or forbidden shelf is no reason to stop anyone from writing. */
export function lay(key, entry) {
  try {
    localStorage.setItem(name(key), JSON.stringify(entry));
    return true;
  } catch {
    return false;
  }
}

/** Take the entry away: it is on the server, or not wanted. */
export function clear(key) {
  try {
    localStorage.removeItem(name(key));
  } catch {
    // nothing could be kept, so nothing is left
  }
}
