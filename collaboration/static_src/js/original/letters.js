/** Finds words in the text above a drawn page: blanks, breaks and hyphens differ there, so only letters are compared. */

const SKIPPED = /[\p{Z}\p{C}\u002d\u2010\u2011]/u;
const BESIDE = 64; // UTF-16 units of surroundings that are sent along

const bare = (text) => [...text.normalize("NFKD")].filter((letter) => !SKIPPED.test(letter)).join("");

/** The letters of an element, and for each of its UTF-16 units the node and the place it comes from. */
function lettersOf(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const places = [];
  let letters = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    let unit = 0;
    for (const letter of node.data) {
      const part = bare(letter);
      letters += part;
      for (let at = 0; at < part.length; at++) places.push([node, unit, unit + letter.length]);
      unit += letter.length;
    }
  }
  return { letters, places };
}

/**
 * The range of the words in the text of a page; null where they are not there, or more than once with nothing to tell.
 * @returns {Range | null}
 */
export function rangeOfWords(element, { quote, before, after }) {
  const { letters, places } = lettersOf(element);
  const [words, left, right] = [quote, before, after].map((text) => bare(text ?? ""));
  if (!words) return null;
  const found = [];
  for (let at = letters.indexOf(words); at >= 0; at = letters.indexOf(words, at + 1)) {
    const score = common(reversed(letters.slice(0, at)), reversed(left)) + common(letters.slice(at + words.length), right);
    found.push({ at, score });
  }
  found.sort((one, other) => other.score - one.score);
  if (!found.length || (found.length > 1 && found[0].score === found[1].score)) return null;
  const [first, last] = [places[found[0].at], places[found[0].at + words.length - 1]];
  const range = document.createRange();
  range.setStart(first[0], first[1]);
  range.setEnd(last[0], last[2]);
  return range;
}

const reversed = (text) => [...text].reverse().join("");

const common = (one, other) => {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length++;
  return length;
};

/** What was chosen in the text of a page, cut to that page, with what stands around it; null for nothing. */
export function chosenIn(range, element) {
  if (!range.intersectsNode(element)) return null;
  const whole = document.createRange();
  whole.selectNodeContents(element);
  const inside = whole.cloneRange();
  if (range.compareBoundaryPoints(Range.START_TO_START, whole) > 0) inside.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, whole) < 0) inside.setEnd(range.endContainer, range.endOffset);
  const exact = inside.toString().trim();
  if (!bare(exact)) return null;
  const before = whole.cloneRange();
  before.setEnd(inside.startContainer, inside.startOffset);
  const after = whole.cloneRange();
  after.setStart(inside.endContainer, inside.endOffset);
  return { exact, before: before.toString().slice(-BESIDE), after: after.toString().slice(0, BESIDE) };
}
