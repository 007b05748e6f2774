"""Documents inverted before anything is locked: many at once, with arrays, so that a word costs one look-up."""

import threading
from array import array
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from documents.search import engine, inversion
from documents.search.flat.forms import Forms, Numbered
from documents.search.flat.postings import HEAVIEST, WEIGHT_UNIT, Array, Numbers, Postings, bounds

_MOST_FORMS = 400_000  # words that are remembered, some hundred bytes each
_SECTIONS = len(inversion.SECTION_WEIGHTS)
_UNITS = np.array([round(weight / WEIGHT_UNIT) for weight in inversion.SECTION_WEIGHTS])
_INNER_UNITS = round(inversion.INNER_WEIGHT / WEIGHT_UNIT)
_COMMON_UNITS = round(1 / WEIGHT_UNIT)  # of words that have places only
_UNIT_BITS, _PLACE_BITS = 8, 28


class Batch(NamedTuple):
    """Documents with their lengths in words, and the postings of all of them; a document's number is its place."""

    documents: Sequence[engine.Document]
    lengths: Sequence[int]
    terms: Postings
    spellings: Postings

    @property
    def keys(self) -> Postings:
        """Each key and its document."""
        order = sorted(range(len(self.documents)), key=lambda number: self.documents[number].key)
        texts = [self.documents[number].key.encode() for number in order]
        return Postings(texts, np.arange(len(texts) + 1), np.array(order, np.int64))


class _Tokens(NamedTuple):
    """Numbers of words, names or entries in the order of the text, and the section in which each is."""

    numbers: Numbers
    sections: Numbers

    @property
    def documents(self) -> Numbers:
        return self.sections // _SECTIONS

    @property
    def kinds(self) -> Numbers:
        return self.sections % _SECTIONS


class _Memory:
    """The words seen so far, for one thread at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._forms = Forms()

    def forms(self) -> Forms:
        """What is remembered; nothing if it has become too much."""
        if len(self._forms) > _MOST_FORMS:
            self._forms = Forms()
        return self._forms


_memory = _Memory()


def of(documents: Sequence[engine.Document]) -> Batch:
    """Analyse and invert: what inversion.invert tells of each document, as postings of all."""
    with _memory.lock:
        return inverted(documents, _memory.forms())


def inverted(documents: Sequence[engine.Document], forms: Forms) -> Batch:
    """The same with words remembered elsewhere."""
    words = _words(documents, forms)
    slots, whole, inner, spellings = (
        _Tokens(numbers.astype(np.int64), np.repeat(words.sections, lengths))
        for numbers, lengths in (
            rows.of(words.numbers) for rows in (forms.slots, forms.whole, forms.inner, forms.spellings)
        )
    )
    lengths = np.bincount(slots.documents, minlength=len(documents))
    terms = _terms(slots, whole, inner, names=forms.terms, lengths=lengths)
    return Batch(documents, lengths.tolist(), terms, _names(spellings, names=forms.entries, documents=len(documents)))


def _words(documents: Sequence[engine.Document], forms: Forms) -> _Tokens:
    numbers, sizes = array("I"), []
    for document in documents:
        for section in inversion.sections(document):
            numbers.extend(map(forms.__getitem__, section))
            sizes.append(len(section))
    return _Tokens(np.array(numbers, np.int64), np.repeat(np.arange(len(sizes)), np.array(sizes, np.int64)))


def _terms(slots: _Tokens, whole: _Tokens, inner: _Tokens, *, names: Numbered, lengths: Numbers) -> Postings:
    """The terms with their weights and places; what only has places weighs as one word."""
    documents = len(lengths)
    texts, ranks = _ranked(names, [slots.numbers, whole.numbers, inner.numbers])
    at, in_whole, in_inner = (ranks[own.numbers] * documents + own.documents for own in (slots, whole, inner))
    weighed = np.concatenate(
        [at << _UNIT_BITS, in_whole << _UNIT_BITS | _UNITS[whole.kinds], in_inner << _UNIT_BITS | _INNER_UNITS]
    )
    weighed.sort()
    starts = _starts(weighed >> _UNIT_BITS)
    pairs = weighed[starts] >> _UNIT_BITS
    units = np.add.reduceat(weighed & ((1 << _UNIT_BITS) - 1), starts)
    units[units == 0] = _COMMON_UNITS
    counts, places = _places(slots, at, pairs=pairs, lengths=lengths)
    weights = np.minimum(units, HEAVIEST).astype(np.uint8)
    return _postings(texts, pairs, documents=documents)._replace(weights=weights, counts=counts, places=places)


def _places(slots: _Tokens, at: Numbers, *, pairs: Numbers, lengths: Numbers) -> tuple[Numbers, Numbers]:
    """How many places each pair of term and document has, and all of them in the order of the pairs."""
    place = np.arange(len(at)) - bounds(lengths)[slots.documents] + inversion.GAP * slots.kinds
    placed = np.sort(at << _PLACE_BITS | place)
    owners = placed >> _PLACE_BITS
    starts = _starts(owners)
    counts = np.zeros(len(pairs), np.int64)
    counts[np.searchsorted(pairs, owners[starts])] = np.diff(starts, append=len(owners))
    return counts, placed & ((1 << _PLACE_BITS) - 1)


def _names(own: _Tokens, *, names: Numbered, documents: int) -> Postings:
    texts, ranks = _ranked(names, [own.numbers])
    return _postings(texts, np.unique(ranks[own.numbers] * documents + own.documents), documents=documents)


def _postings(texts: list[bytes], pairs: Numbers, *, documents: int) -> Postings:
    """Of sorted pairs of term and document, each as one number."""
    numbers, ids = np.divmod(pairs, max(documents, 1))
    return Postings(texts, bounds(np.bincount(numbers, minlength=len(texts))), ids)


def _ranked(names: Numbered, used: list[Numbers]) -> tuple[list[bytes], Numbers]:
    """The names that are used in their order, and for the number of each its place in it."""
    numbers = np.unique(np.concatenate(used))
    texts = [names.texts[number] for number in numbers.tolist()]
    order = sorted(range(len(texts)), key=texts.__getitem__)
    ranks = np.zeros(len(names.texts), np.int64)
    ranks[numbers[np.array(order, np.int64)]] = np.arange(len(order))
    return [texts[at] for at in order], ranks


def _starts(values: Array) -> Numbers:
    """Where in sorted values another one begins."""
    return np.flatnonzero(np.diff(values, prepend=-1))
