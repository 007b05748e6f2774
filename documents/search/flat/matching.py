"""Which documents of a segment match a query, and how well: every step works on all documents at once."""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from documents.search import closeness, vocabulary
from documents.search import query as queries
from documents.search.flat.facts import Mask
from documents.search.flat.field import Field
from documents.search.flat.leaf import Leaf
from documents.search.flat.postings import Array, Numbers, runs

_DOCUMENT = 32  # bits from a place to the number of its document
_MARGIN = 1 << 20  # so that no place, moved, falls into another document

Check = Callable[[], None]


def matching(leaf: Leaf, query: queries.Query, *, among: Mask, check: Check) -> Mask:
    """Those of the documents that match; `check` is called between the steps and may raise to stop."""
    mask = among
    for clause in sorted(query.wanted, key=_cost):
        check()
        mask = _wanted(leaf, clause, among=mask)
        if not mask.any():
            return mask
    for unwanted in query.unwanted:
        check()
        mask = mask & ~_exactly(leaf, unwanted, among=mask)
    return mask


class Weighed(NamedTuple):
    """What counts how much: terms, as for BM25 against the average number of words, and spellings of typed words."""

    terms: Mapping[str, float]
    spellings: Sequence[tuple[Collection[str], float]]
    average: float


def weighed(leaves: Sequence[Leaf], query: queries.Query) -> Weighed:
    """Rare terms and rare spellings count more; how rare they are is known of all segments together."""
    documents = sum(leaf.count for leaf in leaves)
    terms = {
        term: share * math.log(1 + documents / (sum(leaf.terms.frequency_of(term) for leaf in leaves) + 1))
        for term, share in query.scored.items()
    }
    words = (clause for clause in query.wanted if isinstance(clause, queries.Word))
    spellings = [one for word in words for one in _as_typed(leaves, word, documents=documents)]
    return Weighed(terms, spellings, max(1.0, sum(leaf.words for leaf in leaves) / max(1, documents)))


def _as_typed(leaves: Sequence[Leaf], word: queries.Word, *, documents: int) -> Iterator[tuple[Collection[str], float]]:
    exact = vocabulary.as_typed(word.text, _entries(leaves, [word.entry]))
    for entries, share in ((exact, queries.EXACT_SHARE), (_entries(leaves, word.near), queries.NEAR_SHARE)):
        having = sum(leaf.spellings.frequency_of(entry) for entry in entries for leaf in leaves)
        if having:
            yield entries, share * vocabulary.exactness(documents, having=having)


def _entries(leaves: Sequence[Leaf], words: Iterable[str]) -> list[str]:
    """The entries of the vocabulary that are one of these words, each with the tabulator behind it."""
    fields = [leaf.spellings for leaf in leaves]
    heads = [word[:-1].encode() for word in words]
    found = ((field, number) for head in heads for field in fields for number in field.headed(head))
    return sorted({field.term(number).decode() for field, number in found})


def scores(leaf: Leaf, weighed: Weighed, *, among: Mask, ids: Numbers) -> Array:
    """How well every document in `among`, whose numbers are `ids`, matches."""
    row = np.zeros(leaf.size, np.float32)
    for term, rarity in weighed.terms.items():
        number = leaf.terms.find(term.encode())
        if number is not None:
            having, values = leaf.scores(number, rarity=rarity, average=weighed.average, among=among)
            row[having] += values
    for entries, share in weighed.spellings:
        row[_any(leaf, leaf.spellings, entries)] += share
    return row[ids]


def _cost(clause: queries.Clause) -> int:
    """What looks at places comes last, when few documents are left."""
    if isinstance(clause, queries.Word):
        return 1 if clause.parts or clause.also else 0
    return 2 if isinstance(clause, queries.Phrase) else 1


def _wanted(leaf: Leaf, clause: queries.Clause, *, among: Mask) -> Mask:
    if isinstance(clause, queries.Anything):
        return among
    if not isinstance(clause, queries.Word):
        return _exactly(leaf, clause, among=among)
    mask = among & _any(leaf, leaf.terms, clause.ways)
    if clause.parts:
        mask = mask | _near(leaf, clause.parts, among=among & ~mask)
    for other in clause.also:
        mask = mask | _wanted(leaf, other, among=among & ~mask)
    return mask


def _exactly(leaf: Leaf, clause: queries.Exact, *, among: Mask) -> Mask:
    if isinstance(clause, queries.Phrase):
        return _in_sequence(leaf, clause.terms, among=among)
    mask = np.zeros(leaf.size, np.bool_)
    mask[leaf.spellings.ids(*leaf.spellings.span(clause.start.encode()))] = True
    return mask & among


def _any(leaf: Leaf, field: Field, names: Iterable[str]) -> Mask:
    """The documents that have one of the names."""
    mask = np.zeros(leaf.size, np.bool_)
    for name in names:
        number = field.find(name.encode())
        if number is not None:
            mask[field.ids(number, number + 1)] = True
    return mask


def _in_sequence(leaf: Leaf, terms: tuple[str, ...], *, among: Mask) -> Mask:
    """See closeness.in_sequence: a place of the first term after which all others follow."""
    places = _places(leaf, terms, among=among)
    if places is None:
        return np.zeros(leaf.size, np.bool_)
    begins = [places[term] - offset for offset, term in enumerate(terms)]
    begins.sort(key=len)
    found, *others = begins
    for other in others:
        found = found[_contains(other, found)]
    return _documents(leaf, found)


def _near(leaf: Leaf, parts: tuple[str, ...], *, among: Mask) -> Mask:
    """See closeness.are_near: a place for each part, each at most NEAR outside what the former ones span."""
    places = _places(leaf, parts, among=among)
    if places is None:
        return np.zeros(leaf.size, np.bool_)
    firsts = lasts = places[parts[0]]
    for part in parts[1:]:
        firsts, lasts = _widened(firsts, lasts, places[part])
    return _documents(leaf, firsts)


def _widened(firsts: Numbers, lasts: Numbers, places: Numbers) -> tuple[Numbers, Numbers]:
    before, at_before = _between(places, firsts - closeness.NEAR, firsts)
    after, at_after = _between(places, lasts + 1, lasts + closeness.NEAR + 1)
    spans = np.stack([np.concatenate([before, firsts[at_after]]), np.concatenate([lasts[at_before], after])])
    first, last = np.unique(spans, axis=1)
    return first, last


def _between(places: Numbers, begins: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
    """The places from each begin to before each end, and to which of them each belongs."""
    first, last = np.searchsorted(places, begins), np.searchsorted(places, ends)
    return runs(places, first, last - first), np.repeat(np.arange(len(begins)), last - first)


def _contains(values: Numbers, wanted: Numbers) -> Mask:
    if not len(values):
        return np.zeros(len(wanted), np.bool_)
    at = np.minimum(np.searchsorted(values, wanted), len(values) - 1)
    found: Mask = values[at] == wanted
    return found


def _documents(leaf: Leaf, places: Numbers) -> Mask:
    mask = np.zeros(leaf.size, np.bool_)
    mask[places >> _DOCUMENT] = True
    return mask


def _places(leaf: Leaf, terms: tuple[str, ...], *, among: Mask) -> dict[str, Numbers] | None:
    """Where each term stands in the documents that have all of them, as one number for document and place."""
    numbers = {term: leaf.terms.find(term.encode()) for term in terms}
    found = {term: number for term, number in numbers.items() if number is not None}
    if len(found) < len(numbers):
        return None
    mask = among
    for term in sorted(found, key=lambda term: leaf.terms.frequency(found[term])):
        if not mask.any():
            return None
        mask = mask & _any(leaf, leaf.terms, [term])
    return {term: _places_of(leaf, number, among=mask) for term, number in found.items()}


def _places_of(leaf: Leaf, number: int, *, among: Mask) -> Numbers:
    ids = leaf.terms.ids(number, number + 1)
    counts, places = leaf.terms.places(number)
    kept = among[ids]
    lengths = counts[kept]
    own = runs(places, (np.cumsum(counts) - counts)[kept], lengths).astype(np.int64)
    return own + np.repeat((ids[kept] << _DOCUMENT) + _MARGIN, lengths)
