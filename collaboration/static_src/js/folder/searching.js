/** Finds words in what lies in the folder, written any way: ä, ae and a are one letter, so are ß and ss; parts of words count. */

const GERMAN = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;

/** One spelling of a word, as the server folds it (documents/search/spelling.py). */
export const fold = (word) =>
  word
    .replace(INVISIBLE, "")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => GERMAN[letter])
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/ae|oe|(?<![aeiouqy])ue/g, ([first]) => first);

const WORDS = /[\p{L}\p{N}\p{M}\u00ad]+(?:[./-][\p{L}\p{N}]+)*/gu;
const AROUND = 90; // characters before and after a found word

/**
 * @param {{name: string, block: number, label: string, text: string}[]} passages
 * @returns {{name: string, block: number, label: string, pieces: [string, boolean][]}[]} text and whether it was asked for
 */
export function find(passages, query) {
  const wanted = [...query.matchAll(WORDS)].map(([word]) => fold(word));
  if (!wanted.length) return [];
  return passages.map((passage) => match(passage, wanted)).filter(Boolean);
}

function match(passage, wanted) {
  const hits = [];
  const open = new Set(wanted);
  for (const token of passage.text.matchAll(WORDS)) {
    const folded = fold(token[0]);
    const found = wanted.filter((word) => folded.includes(word));
    if (!found.length) continue;
    for (const word of found) open.delete(word);
    hits.push([token.index, token.index + token[0].length]);
  }
  return open.size ? null : { ...passage, pieces: cut(passage.text, hits) };
}

function cut(text, hits) {
  const from = Math.max(0, hits[0][0] - AROUND);
  const until = Math.min(text.length, hits[0][1] + AROUND * 2);
  const pieces = from ? [["… ", false]] : [];
  let at = from;
  for (const [start, end] of hits.filter(([, end]) => end <= until)) {
    pieces.push([text.slice(at, start), false], [text.slice(start, end), true]);
    at = end;
  }
  pieces.push([text.slice(at, until), false]);
  return until < text.length ? [...pieces, [" …", false]] : pieces;
}
