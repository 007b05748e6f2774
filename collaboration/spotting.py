"""Finds words that somebody chose on the drawn page of a PDF in the canonical text of that page.

A browser draws a page from the same letters as the server reads, but breaks, blanks, hyphens at line ends and ligatures
differ. So only letters and marks are compared; where they stand more than once, what stands around them decides.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from collaboration import anchoring
from collaboration.anchoring import AnchorProblem
from documents import text as canonical

AHEAD = 4  # letters of surroundings by which one place must be ahead of every other
_HYPHENS = frozenset("-\u00ad\u2010\u2011")


class Spot(NamedTuple):
    """A passage in code points of the canonical text; `cut` says that words of further paragraphs were left out."""

    start: int
    end: int
    cut: bool


def spot(text: str, *, exact: str, before: str, after: str) -> Spot:
    """The only passage that these words can mean, within its first paragraph. Raises AnchorProblem with a sentence."""
    if max(len(before), len(after)) > anchoring.LONGEST_CONTEXT or len(exact) > anchoring.LONGEST_QUOTE:
        raise AnchorProblem("Die ausgewählte Stelle ist zu lang.")
    letters, places = _letters(text)
    words = _letters(exact)[0]
    if not words:
        raise AnchorProblem("Bitte wählen Sie eine Stelle im Text aus.")
    start = _only(list(_starts(words, letters)), words, letters, _letters(before)[0], _letters(after)[0])
    return _within(text, places[start], places[start + len(words) - 1] + 1)


def _letters(text: str) -> tuple[str, list[int]]:
    """All that is neither blank nor hyphen nor control, ligatures taken apart, and the code point each comes from."""
    found: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for part in unicodedata.normalize("NFKD", letter):
            if part not in _HYPHENS and unicodedata.category(part)[0] not in "ZC":
                found.append(part)
                places.append(place)
    return "".join(found), places


def _starts(words: str, letters: str) -> Iterator[int]:
    start = letters.find(words)
    while start >= 0:
        yield start
        start = letters.find(words, start + 1)


def _only(starts: list[int], words: str, letters: str, before: str, after: str) -> int:
    if not starts:
        raise AnchorProblem(
            "Die ausgewählte Stelle ist im gelesenen Text dieser Seite so nicht zu finden. "
            "Bitte wählen Sie sie in der Leseansicht aus."
        )
    scores = {
        start: _common(letters[:start][::-1], before[::-1]) + _common(letters[start + len(words) :], after)
        for start in starts
    }
    ranked = sorted(starts, key=lambda start: -scores[start])
    if any(scores[best] - scores[second] < AHEAD for best, second in [*pairwise(ranked)][:1]):
        raise AnchorProblem(
            "Die ausgewählte Stelle kommt auf dieser Seite mehrfach vor. Bitte wählen Sie einige Wörter mehr aus."
        )
    return ranked[0]


def _common(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _within(text: str, start: int, end: int) -> Spot:
    touched = [block for block in canonical.blocks(text) if block.start < end and start < block.end]
    if not touched:
        raise AnchorProblem("Bitte wählen Sie eine Stelle im Text aus.")
    first = touched[0]
    return Spot(max(start, first.start), min(end, first.end), cut=len(touched) > 1)
