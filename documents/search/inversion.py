"""Turn a document into what an engine stores of it: terms with weights and places, and the spellings of its words."""

from collections import defaultdict
from typing import NamedTuple

from documents import text as texts
from documents.search import analysis
from documents.search.engine import Document

_TITLE_WEIGHT, _REFERENCE_WEIGHT, _INNER_WEIGHT = 3.0, 50.0, 0.5
_GAP = 10  # places between title, reference and text, so that no phrase spans two of them


class Entries(NamedTuple):
    """`weights` by term for scoring and for words; `length` in words; `places` by exact term for phrases."""

    weights: dict[str, float]
    length: int
    places: dict[str, list[int]]
    spellings: frozenset[str]


def invert(document: Document) -> Entries:
    """All terms of title, reference and text; words broken at a line end are joined first."""
    weights: dict[str, float] = defaultdict(float)
    places: dict[str, list[int]] = defaultdict(list)
    spellings: set[str] = set()
    place = gaps = 0
    for text, weight in (
        (document.title, _TITLE_WEIGHT),
        (document.reference, _REFERENCE_WEIGHT),
        (document.text, 1.0),
    ):
        for _, _, form in analysis.forms(texts.join_hyphens(text)):
            for term in form.slots:
                places[term].append(place)
                place += 1
            for term in form.whole:
                weights[term] += weight
            for term in form.inner:
                weights[term] += _INNER_WEIGHT
            spellings.update(form.spellings)
        place += _GAP
        gaps += _GAP
    return Entries(weights, place - gaps, places, frozenset(spellings))
