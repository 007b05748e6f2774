"""Turn a document into what an engine stores of it: terms with weights and places, and the spellings of its words."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from documents import text as texts
from documents.search import analysis
from documents.search.engine import Document

_TITLE_WEIGHT, _REFERENCE_WEIGHT, _INNER_WEIGHT = 3.0, 50.0, 0.5
_NOTHING = ""
_GAP = 10  # places between title, reference and text, so that no phrase spans two of them


class Entries(NamedTuple):
    """`weights` by term for scoring and for words; `length` in words; `places` by exact term for phrases.

    Terms of common words have places only, the inner terms of words weights only.
    """

    weights: dict[str, float]
    length: int
    places: dict[str, list[int]]
    spellings: frozenset[str]


def invert(document: Document) -> Entries:
    """All terms of title, reference and text; words broken at a line end are joined first."""
    sections = (
        (_words(document.title), _TITLE_WEIGHT),
        (_words(document.reference), _REFERENCE_WEIGHT),
        (_words(document.text), 1.0),
    )
    places: dict[str, list[int]] = defaultdict(list)
    for place, term in enumerate(_slots([words for words, _ in sections])):
        places[term].append(place)
    places.pop(_NOTHING, None)
    weights: dict[str, float] = defaultdict(float)
    spellings: set[str] = set()
    for words, weight in sections:
        for word, times in Counter(words).items():
            form = analysis.form(word)
            _weigh(form, times * weight, times * _INNER_WEIGHT, into=weights)
            spellings.update(form.spellings)
    return Entries(weights, sum(map(len, places.values())), places, frozenset(spellings))


def _words(text: str) -> list[str]:
    return analysis.written(texts.join_hyphens(text))


def _slots(sections: list[list[str]]) -> Iterator[str]:
    """The exact terms one after the other, with nothing in the places between two sections."""
    for words in sections:
        for word in words:
            yield from analysis.form(word).slots
        yield from [_NOTHING] * _GAP


def _weigh(form: analysis.Form, whole: float, inner: float, *, into: dict[str, float]) -> None:
    for term in form.whole:
        into[term] += whole
    for term in form.inner:
        into[term] += inner
