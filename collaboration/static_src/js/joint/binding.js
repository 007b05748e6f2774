/**
 * Binds a text field to its part of the document, both ways. The field stays what it is: caret, selection, scrolling,
 * and what an input method is composing are never disturbed by what others write.
 */

import * as Y from "yjs";

const MINE = "field";

/** Bind; returns what lets go again. */
export function bind(field, text, { onWrite = () => {} } = {}) {
  const undoing = new Y.UndoManager(text, { trackedOrigins: new Set([MINE]), captureTimeout: 800 });
  let shown = ""; // what field and document agreed on last
  let composing = false;
  let missed = []; // what others wrote while something was being composed

  const show = () => {
    shown = text.toString();
    if (field.value !== shown) field.value = shown;
  };

  function written() {
    if (composing) return;
    const change = difference(shown, tidy(field.value), field.selectionEnd);
    const behind = missed;
    missed = [];
    const caret = change ? write(change, behind) : through(field.selectionEnd, behind, true);
    if (behind.length) {
      show();
      if (field === document.activeElement) field.setSelectionRange(caret, caret);
    } else shown = tidy(field.value);
    if (change) onWrite();
  }

  // What others put in beside the change in the meantime stays; gives the place behind what was added.
  function write({ at, removed, added }, behind) {
    const from = through(at, behind, false);
    const until = Math.max(from, through(at + removed, behind, true));
    text.doc.transact(() => {
      if (until > from) text.delete(from, until - from);
      if (added) text.insert(from, added);
    }, MINE);
    return from + added.length;
  }

  function changed(event, transaction) {
    if (transaction.origin === MINE) return;
    if (composing) {
      missed.push(event.delta);
      return;
    }
    const { selectionStart, selectionEnd, selectionDirection, scrollTop } = field;
    show();
    if (field !== document.activeElement) return;
    const start = moved(selectionStart, event.delta, selectionStart === selectionEnd);
    field.setSelectionRange(start, Math.max(start, moved(selectionEnd, event.delta, true)), selectionDirection);
    field.scrollTop = scrollTop;
  }

  const begin = () => (composing = true);
  const end = () => {
    composing = false;
    written();
  };
  const keys = (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const back = key === "z" && !event.shiftKey;
    if (!back && key !== "y" && !(key === "z" && event.shiftKey)) return;
    event.preventDefault(); // the browser would undo what others wrote, too
    if (back ? undoing.undo() : undoing.redo()) onWrite();
  };
  const listeners = { input: written, compositionstart: begin, compositionend: end, keydown: keys };
  for (const [name, listener] of Object.entries(listeners)) field.addEventListener(name, listener);
  text.observe(changed);
  show();
  return () => {
    text.unobserve(changed);
    for (const [name, listener] of Object.entries(listeners)) field.removeEventListener(name, listener);
    undoing.destroy();
  };
}

/** What makes one text of the other: `{at, removed, added}`, or nothing; never through the middle of a letter. */
export function difference(before, after, caret = after.length) {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let end = 0;
  while (end < most && end < after.length - caret && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  let at = 0;
  while (at < most - end && before[at] === after[at]) at += 1;
  while (end < most - at && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  if (at && half(before, at)) at -= 1;
  if (end && (half(before, before.length - end) || half(after, after.length - end))) end -= 1;
  return { at, removed: before.length - end - at, added: after.slice(at, after.length - end) };
}

const half = (text, place) => /[\uD800-\uDBFF]/.test(text[place - 1] ?? "") && /[\uDC00-\uDFFF]/.test(text[place] ?? "");

const tidy = (text) => text.replace(/\r\n?/g, "\n").replace(/[\x00-\x08\x0B-\x1F\x7F]/g, "");

const through = (place, deltas, stays) => deltas.reduce((now, delta) => moved(now, delta, stays), place);

/** Where a place lies after a change; what is put in right there comes behind it if it `stays`, else before it. */
export function moved(place, delta, stays) {
  let at = 0;
  let now = place;
  for (const { retain = 0, insert = "", delete: gone = 0 } of delta) {
    if (gone) now -= Math.min(gone, Math.max(0, now - at));
    if (insert && (at < now || (at === now && !stays))) now += insert.length;
    at += retain + insert.length;
    if (at > now) break;
  }
  return now;
}
