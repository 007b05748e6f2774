"""Turn a document into what an engine stores of it: terms with weights and places, and the spellings of its words."""

from collections import Counter, defaultdict
from typing import NamedTuple

from documents import text as texts
from documents.search import analysis
from documents.search.engine import Document

_TITLE_WEIGHT, _REFERENCE_WEIGHT, _INNER_WEIGHT = 3.0, 50.0, 0.5
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
    places: dict[str, list[int]] = defaultdict(list)
    weights: dict[str, float] = defaultdict(float)
    spellings: set[str] = set()
    place = 0
    for words, weight in (
        (_words(document.title), _TITLE_WEIGHT),
        (_words(document.reference), _REFERENCE_WEIGHT),
        (_words(document.text), 1.0),
    ):
        forms = {word: analysis.form(word) for word in dict.fromkeys(words)}
        for word, times in Counter(words).items():
            form = forms[word]
            spellings.update(form.spellings)
            for term in form.whole:
                weights[term] += times * weight
            for term in form.inner:
                weights[term] += times * _INNER_WEIGHT
        place = _put(words, forms, into=places, place=place) + _GAP
    return Entries(weights, sum(map(len, places.values())), places, frozenset(spellings))


def _put(words: list[str], forms: dict[str, analysis.Form], *, into: dict[str, list[int]], place: int) -> int:
    """Enter where the exact terms of the words stand, from this place on; tells the next free one."""
    slots = {word: form.slots for word, form in forms.items()}
    for word in words:
        for term in slots[word]:
            into[term].append(place)
            place += 1
    return place


def _words(text: str) -> list[str]:
    return analysis.written(texts.join_hyphens(text))
