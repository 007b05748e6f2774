/** Where a passage stands: code points of the canonical text on the one side, text nodes and UTF-16 units on the other. */

/** How many code points a string has. */
export const codePoints = (text) => {
  let count = 0;
  for (const _ of text) count++;
  return count;
};

/** The UTF-16 index of a code point; beyond the end it is the end. */
export const unitAt = (text, point) => {
  let unit = 0;
  for (const letter of text) {
    if (point-- <= 0) break;
    unit += letter.length;
  }
  return unit;
};

/** What a block is called: "Absatz 7", on a page of a file "Seite 2, Absatz 7". */
export const nameOf = (block) => block.querySelector(".block-number").getAttribute("aria-label");

/** The element of a block whose text is exactly the canonical text from its data-start to its data-end. */
export const words = (block) => block.querySelector("[data-text]");

/**
 * The range on the page of a passage of the canonical text, cut to its block.
 * @returns {Range | null}
 */
export function rangeOf(block, start, end) {
  const node = words(block)?.firstChild;
  if (node?.nodeType !== Node.TEXT_NODE) return null;
  const first = unitAt(node.data, start - block.dataset.start);
  const last = unitAt(node.data, end - block.dataset.start);
  if (first >= last) return null;
  const range = document.createRange();
  range.setStart(node, first);
  range.setEnd(node, last);
  return range;
}

/**
 * The passage that a selection means: the first block of the text it touches, without blanks at its edges.
 * @returns {{block: HTMLElement, start: number, end: number, quote: string, further: boolean} | null}
 */
export function passageOf(selection, text) {
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(text)) return null;
  const touched = [...text.querySelectorAll("[data-text]")].map((part) => cut(range, part)).filter(Boolean);
  return touched.length ? { ...touched[0], further: touched.length > 1 } : null;
}

// The part of a range inside one element, in code points of the canonical text.
function cut(range, part) {
  if (!range.intersectsNode(part)) return null;
  const inside = document.createRange();
  inside.selectNodeContents(part);
  if (range.compareBoundaryPoints(Range.START_TO_START, inside) > 0) inside.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, inside) < 0) inside.setEnd(range.endContainer, range.endOffset);
  const chosen = inside.toString();
  const quote = chosen.trim();
  if (!quote) return null;
  const before = document.createRange();
  before.setStart(part, 0);
  before.setEnd(inside.startContainer, inside.startOffset);
  const blanks = chosen.slice(0, chosen.length - chosen.trimStart().length);
  const block = part.closest(".block");
  const start = Number(block.dataset.start) + codePoints(before.toString()) + codePoints(blanks);
  return { block, start, end: start + codePoints(quote), quote };
}
