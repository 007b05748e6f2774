"""Find a passage again: W3C quote and position selectors on the canonical text of a document version.

Offsets are code points. Words of this module: *sure* means the same words in a place whose surroundings leave no doubt,
*unsure* asks a person "does this still hold?", *lost* means that the passage is no longer there.
"""

import difflib
import functools
import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from documents import text as canonical

CONTEXT = 32  # code points on each side of a described passage
LONGEST_QUOTE = 20_000  # code points; more than the longest paragraph
LONGEST_CONTEXT = 500  # code points on each side that a client may send

TELLING = 20  # code points; a shorter quote or block says little about where it belongs
SURROUNDINGS = 64  # code points compared on each side
STRONG, MARGIN, WEAK = 12, 6, 6  # code points of common surroundings: enough alone, ahead of any rival, worth asking
FAMILIAR = 5  # words two blocks must share before the one can be the other; forms are full of shorter lines
LOOKALIKES = 400  # pairs of old and new places; beyond, surroundings decide nothing

State = Literal["sure", "unsure", "lost"]


class AnchorProblem(ValueError):
    """The passage cannot be annotated; the message is the sentence the person will read."""


class Selector(NamedTuple):
    """A passage by its words, what stands around them, and its place: TextQuoteSelector and TextPositionSelector."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


class Anchored(NamedTuple):
    """Where a passage stands in the new text; for a lost one `quote` are its old words and the place is 0."""

    state: State
    start: int
    end: int
    quote: str


def describe(text: str, start: int, end: int) -> Selector:
    """Describe the passage `text[start:end]`. Raises AnchorProblem if there is no such passage."""
    if not 0 <= start < end <= len(text):
        raise AnchorProblem("Diese Stelle gibt es im Text nicht.")
    return Selector(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start, end)


def validate(selector: Selector, text: str) -> None:
    """Refuse a selector that names no passage, or none inside one block. Raises AnchorProblem."""
    locate(selector, text)


def locate(selector: Selector, text: str) -> Selector:
    """The selector as it should be stored: the passage it means, described anew. Raises AnchorProblem.

    The words count: where they do not stand at the given place, they are looked for, and their context must decide.
    """
    _check(selector)
    start = selector.start
    if start < 0 or text[start : selector.end] != selector.exact:
        start = _refind(selector, text)
    end = start + len(selector.exact)
    if len(_touched(_blocks(text), start, end)) != 1:
        raise AnchorProblem("Bitte wählen Sie eine Stelle innerhalb eines einzelnen Absatzes.")
    return describe(text, start, end)


def reanchor(selector: Selector, old_text: str, new_text: str) -> Anchored:
    """Find the passage of the old text in the new one, never across a block border.

    A block that stayed keeps its notes; in blocks that changed the same words are sure if their surroundings prove it;
    similar words in the most similar block are unsure; whatever is doubtful is never sure.
    """
    try:
        passage = locate(selector, old_text)
    except AnchorProblem:
        return Anchored("lost", 0, 0, selector.exact)
    if old_text == new_text:
        return Anchored("sure", passage.start, passage.end, passage.exact)
    comparison = _compare(old_text, new_text)
    found = comparison.kept(passage) or comparison.same_words(passage) or comparison.similar_words(passage)
    if found is None:
        return Anchored("lost", 0, 0, passage.exact)
    state, start, end = found
    return Anchored(state, start, end, new_text[start:end])


def _check(selector: Selector) -> None:
    if not selector.exact.strip():
        raise AnchorProblem("Bitte wählen Sie eine Stelle im Text aus.")
    if len(selector.exact) > LONGEST_QUOTE:
        raise AnchorProblem("Die ausgewählte Stelle ist zu lang.")
    if max(len(selector.prefix), len(selector.suffix)) > LONGEST_CONTEXT:
        raise AnchorProblem("Die Angaben zur Umgebung der Stelle sind zu lang.")


def _refind(selector: Selector, text: str) -> int:
    """The start of the only place where the words stand, or the only one where the context fits too."""
    starts = list(_literal_places(selector.exact, text))
    if not starts:
        raise AnchorProblem("Die ausgewählte Stelle steht so nicht im Text.")
    if len(starts) > 1:
        starts = [start for start in starts if _fits(selector, text, start)]
    if len(starts) != 1:
        raise AnchorProblem("Die ausgewählte Stelle kommt mehrfach vor. Bitte wählen Sie einige Wörter mehr aus.")
    return starts[0]


def _literal_places(words: str, text: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _fits(selector: Selector, text: str, start: int) -> bool:
    return text.endswith(selector.prefix, 0, start) and text.startswith(selector.suffix, start + len(selector.exact))


@functools.lru_cache(maxsize=8)
def _blocks(text: str) -> tuple[canonical.Block, ...]:
    return canonical.blocks(text)


def _touched(blocks: tuple[canonical.Block, ...], start: int, end: int) -> range:
    """The indexes of the blocks that share a code point with the passage."""
    first = bisect_right(blocks, start, key=lambda block: block.end)
    last = bisect_right(blocks, end - 1, key=lambda block: block.start)
    return range(first, last)


class _Place(NamedTuple):
    """Where words stand: the index of their block, and their code points."""

    block: int
    start: int
    end: int


Found = tuple[Literal["sure", "unsure"], int, int]


@functools.lru_cache(maxsize=4)
def _compare(old_text: str, new_text: str) -> "_Comparison":
    return _Comparison(old_text, new_text)


class _Comparison:
    """Two versions of a text, and which block of the one is which of the other."""

    def __init__(self, old_text: str, new_text: str) -> None:
        self.old_text, self.new_text = old_text, new_text
        self.old, self.new = _blocks(old_text), _blocks(new_text)
        claims = _claims([_squeeze(b.text) for b in self.old], [_squeeze(b.text) for b in self.new])
        self.twins_old = _repeated(i for i, _ in claims)
        self.twins_new = _repeated(j for _, j in claims)
        self.kept_blocks = {i: j for i, j in claims if i not in self.twins_old and j not in self.twins_new}
        taken = set(self.kept_blocks.values())
        self.free_old = {index for index in range(len(self.old)) if index not in self.kept_blocks}
        self.free_new = {index for index in range(len(self.new)) if index not in taken}
        self.new_words = {index: _words(self.new[index].text) for index in self.free_new}

    def kept(self, passage: Selector) -> Found | None:
        """The passage in a block that stayed as it was but for its place and its line breaks."""
        here = _place(self.old, passage)
        if here.block not in self.kept_blocks:
            return None
        index = self.kept_blocks[here.block]
        old, new = self.old[here.block], self.new[index]
        shift = new.start - old.start
        start, end = passage.start + shift, passage.end + shift
        if self.new_text[max(0, start) : end] == passage.exact and _touched(self.new, start, end) == range(
            index, index + 1
        ):
            return "sure", start, end
        if old.text == new.text:
            return "sure", here.start + shift, here.end + shift
        words = self.old_text[here.start : here.end]
        pairs = zip(
            _all_places(words, self.old_text, self.old, {here.block}),
            _all_places(words, self.new_text, self.new, {index}),
            strict=True,
        )
        return next(("sure", there.start, there.end) for place, there in pairs if place == here)

    def same_words(self, passage: Selector) -> Found | None:
        """The same words in a block that changed."""
        here = _place(self.old, passage)
        words = self.old_text[here.start : here.end]
        before = _places(words, self.old_text, self.old, self.free_old)
        after = _places(words, self.new_text, self.new, self.free_new)
        if not after or here not in before or len(before) * len(after) > LOOKALIKES:
            return None
        scores = {there: self.likeness(here, there) for there in after}
        best = max(after, key=lambda there: scores[there])
        rivals = [scores[there] for there in after if there != best]
        rivals += [self.likeness(other, best) for other in before if other != here]
        twins = here.block in self.twins_old or best.block in self.twins_new
        if not twins and _proven(words, scores[best], rivals) and self.related(here.block, best.block):
            return "sure", best.start, best.end
        if len(words) >= TELLING or scores[best] >= WEAK:
            return "unsure", best.start, best.end
        return None

    def similar_words(self, passage: Selector) -> Found | None:
        """What became of the words in the block that is most like theirs."""
        here = _place(self.old, passage)
        block = self.old[here.block]
        window = _Window.around(block.text, here.start - block.start, here.end - block.start)
        wanted = frozenset(token.lower() for token in window.tokens if token[0].isalnum())
        shared = {index: len(wanted & words) for index, words in self.new_words.items()}
        likely = sorted((index for index in shared if shared[index]), key=lambda index: (-shared[index], index))[:3]
        found = [(ratio, index, span) for index in likely for ratio, span in window.find(self.new[index].text)]
        if not found:
            return None
        _, index, (start, end) = max(found, key=lambda each: each[0])
        return "unsure", self.new[index].start + start, self.new[index].start + end

    def likeness(self, here: _Place, there: _Place) -> int:
        """How many code points around both places agree, without a gap, but for white space."""
        before = _common(
            _squeeze(self.old_text[max(0, here.start - SURROUNDINGS) : here.start] + "|")[-2::-1],
            _squeeze(self.new_text[max(0, there.start - SURROUNDINGS) : there.start] + "|")[-2::-1],
        )
        after = _common(
            _squeeze("|" + self.old_text[here.end : here.end + SURROUNDINGS])[1:],
            _squeeze("|" + self.new_text[there.end : there.end + SURROUNDINGS])[1:],
        )
        return before + after

    def related(self, old_index: int, new_index: int) -> bool:
        """Whether one block can be the other, edited, cut or merged with a third."""
        one, other = self.old[old_index].text, self.new[new_index].text
        old, new = _words(one), _words(other)
        both, fewer = len(old & new), min(len(old), len(new))
        alike = both >= 0.5 * len(old | new) or both >= 0.85 * fewer
        return (alike and both >= FAMILIAR) or _squeeze(one) == _squeeze(other)


def _proven(words: str, score: int, rivals: list[int]) -> bool:
    """Whether words found again are the same passage, by the likeness of its surroundings and that of its rivals."""
    if rivals:
        return score >= max(STRONG, max(rivals) + MARGIN)
    return score >= STRONG or len(words) >= TELLING


class _Window(NamedTuple):
    """The tokens of a passage (`first` up to `last`) with some of its block around it."""

    tokens: list[str]
    first: int
    last: int

    @classmethod
    def around(cls, text: str, start: int, end: int) -> "_Window":
        """The passage `text[start:end]` and twelve tokens on each side."""
        spans = _spans(text)
        first = bisect_right(spans, start, key=lambda span: span[1])
        last = bisect_right(spans, end - 1, key=lambda span: span[0])
        left, right = max(0, first - 12), last + 12
        return cls([text[a:b] for a, b in spans[left:right]], first - left, last - left)

    def find(self, text: str) -> Iterator[tuple[float, tuple[int, int]]]:
        """The passage in another block as (likeness from 0 to 1, (start, end)), if it is there at all."""
        spans = self.nearby(text, _spans(text))
        tokens = [text[a:b] for a, b in spans]
        matcher = difflib.SequenceMatcher(None, self.tokens, tokens, autojunk=len(tokens) > 500)
        first, last = _projected(matcher.get_opcodes(), self.first, self.last)
        if first >= last:
            return
        ratio = _ratio(self.tokens[self.first : self.last], tokens[first:last])
        if ratio >= 0.6:
            yield ratio, (spans[first][0], spans[last - 1][1])

    def nearby(self, text: str, spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        """The part of a long block around its longest common run with this window."""
        if len(spans) <= 2 * len(self.tokens) + 50:
            return spans
        matcher = difflib.SequenceMatcher(None, self.tokens, [text[a:b] for a, b in spans], autojunk=len(spans) > 500)
        match = matcher.find_longest_match()
        left = match.b - match.a - 20
        return spans[max(0, left) : left + len(self.tokens) + 40]


def _claims(old: list[str], new: list[str]) -> set[tuple[int, int]]:
    """Pair the blocks that are the same, by index, wherever they moved; what occurs in two pairs is in doubt.

    Telling blocks that occur once in both texts, the beginning and the end are beyond doubt; from there pairs grow
    in both directions while the blocks are equal.
    """
    claims: set[tuple[int, int]] = set()
    seeds = _unique_pairs(old, new)
    claims.update(seeds)
    for i, j in [(-1, -1), *seeds]:
        _grow(claims, old, new, i + 1, j + 1, step=1)
    for i, j in [(len(old), len(new)), *seeds]:
        _grow(claims, old, new, i - 1, j - 1, step=-1)
    return claims


def _repeated(indexes: Iterable[int]) -> set[int]:
    return {index for index, count in Counter(indexes).items() if count > 1}


def _unique_pairs(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    old_counts, new_counts = Counter(old), Counter(new)
    places = {block: j for j, block in enumerate(new) if new_counts[block] == 1 and len(block) >= TELLING}
    return [(i, places[block]) for i, block in enumerate(old) if old_counts[block] == 1 and block in places]


def _grow(claims: set[tuple[int, int]], old: list[str], new: list[str], i: int, j: int, *, step: int) -> None:
    while 0 <= i < len(old) and 0 <= j < len(new) and old[i] == new[j] and (i, j) not in claims:
        claims.add((i, j))
        i, j = i + step, j + step


def _place(blocks: tuple[canonical.Block, ...], passage: Selector) -> _Place:
    """The place of a passage inside its block, without white space at its edges and without the block's label."""
    index = _touched(blocks, passage.start, passage.end)[0]
    block = blocks[index]
    start, end = max(passage.start, block.start), min(passage.end, block.end)
    words = block.text[start - block.start : end - block.start]
    return _Place(index, start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()))


def _places(words: str, text: str, blocks: tuple[canonical.Block, ...], among: set[int]) -> list[_Place]:
    """Where the words stand in the named blocks, whatever white space is between them; more than enough is enough."""
    return list(itertools.islice(_all_places(words, text, blocks, among), LOOKALIKES + 1))


def _all_places(words: str, text: str, blocks: tuple[canonical.Block, ...], among: set[int]) -> Iterator[_Place]:
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    for index in sorted(among):
        match = pattern.search(text, blocks[index].start, blocks[index].end)
        while match:
            yield _Place(index, match.start(), match.end())
            match = pattern.search(text, match.start() + 1, blocks[index].end)


def _squeeze(text: str) -> str:
    return " ".join(text.split())


@functools.lru_cache(maxsize=2048)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))


@functools.lru_cache(maxsize=64)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    """The tokens of a text: words and single other characters."""
    return tuple(match.span() for match in re.finditer(r"\w+|[^\w\s]", text))


def _common(one: str, other: str) -> int:
    """The length of the common beginning."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length


def _projected(opcodes: Sequence[tuple[str, int, int, int, int]], first: int, last: int) -> tuple[int, int]:
    """Where the tokens from `first` up to `last` stand after an edit."""
    start = end = 0
    for tag, i1, i2, j1, j2 in opcodes:
        if i1 <= first < i2:
            start = j1 + first - i1 if tag == "equal" else j1
        if i1 < last <= i2:
            end = j1 + last - i1 if tag == "equal" else j2
    return start, end


def _ratio(old: list[str], new: list[str]) -> float:
    """How alike two passages are, from 0 to 1: by their words, or letter by letter where they are short."""
    by_words = difflib.SequenceMatcher(None, old, new).ratio()
    if len(old) > 60 or len(new) > 60:
        return by_words
    return max(by_words, difflib.SequenceMatcher(None, " ".join(old), " ".join(new), autojunk=False).ratio() - 0.15)
