/** Where on this device lies what was written with others and has not reached the server. */

export const PREFIX = "mitschreiben";

/** The names of everything that lies on this device. */
export function names() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

/** Take one thing off. */
export function drop(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // nothing could be kept, so nothing is left
  }
}
