/** Bytes as they stand in forms, messages and on the shelf. */

export const written = (bytes) => {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
};

export const read = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
