"""Turn a document into what an engine stores of it: terms with weights and places, and the spellings of its words."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from documents import text as texts
from documents.search import analysis
from documents.search.engine import Document

SECTION_WEIGHTS = (3.0, 50.0, 1.0)  # of title, reference and text
INNER_WEIGHT = 0.5
GAP = 10  # places between title, reference and text, so that no phrase spans two of them


class Entries(NamedTuple):
    """`weights` by term for scoring and for words; `length` in words; `places` by exact term for phrases.

    Terms of common words have places only, the inner terms of words weights only.
    """

    weights: dict[str, float]
    length: int
    places: dict[str, list[int]]
    spellings: frozenset[str]


def invert(document: Document) -> Entries:
    """All terms of title, reference and text."""
    places: dict[str, list[int]] = defaultdict(list)
    weights: dict[str, float] = defaultdict(float)
    spellings: set[str] = set()
    place = 0
    for words, weight in zip(sections(document), SECTION_WEIGHTS, strict=True):
        forms = {word: analysis.form(word) for word in dict.fromkeys(words)}
        for word, times in Counter(words).items():
            form = forms[word]
            spellings.update(form.spellings)
            for term in form.whole:
                weights[term] += times * weight
            for term in form.inner:
                weights[term] += times * INNER_WEIGHT
        place = _put(words, forms, into=places, place=place) + GAP
    return Entries(weights, sum(map(len, places.values())), places, frozenset(spellings))


def _put(words: list[str], forms: dict[str, analysis.Form], *, into: dict[str, list[int]], place: int) -> int:
    """Enter where the exact terms of the words stand, from this place on; tells the next free one."""
    slots = {word: form.slots for word, form in forms.items()}
    for word in words:
        for term in slots[word]:
            into[term].append(place)
            place += 1
    return place


def sections(document: Document) -> Iterator[list[str]]:
    """The words of title, reference and text as written; those broken at a line end are joined first."""
    for text in (document.title, document.reference, document.text):
        yield analysis.written(texts.join_hyphens(text))
