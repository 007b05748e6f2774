"""The posting lists of one field as flat arrays, and how several become one."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Array = NDArray[Any]
WEIGHT_UNIT = 0.25
HEAVIEST = 255  # units; what is heavier scores the same


class Postings(NamedTuple):
    """Posting lists one after the other, in the order of their terms (UTF-8, ascending, each once).

    The term with number n has the postings `firsts[n]` to `firsts[n + 1]`; each is a document number in `ids`
    (ascending within a term), a weight in units of WEIGHT_UNIT, and how many of the `places` belong to it in `counts`.
    Fields of mere names have no weights and no places.
    """

    terms: list[bytes]
    firsts: Numbers
    ids: Numbers
    weights: Array | None = None
    counts: Array | None = None
    places: Array | None = None

    @property
    def frequencies(self) -> Numbers:
        """In how many documents each term is."""
        return np.diff(self.firsts)


def runs(values: Array, starts: Numbers, lengths: Numbers) -> Array:
    """The pieces of `values` that begin at `starts` and are so long, one after the other."""
    return values[_run(starts, lengths)]


def _run(starts: Numbers, lengths: Numbers) -> Numbers:
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))


def merged(sources: Iterable[tuple[Postings, Numbers]]) -> Postings:
    """Several made one. Each comes with the new number of every document, -1 for one that is left out.

    The numbers of a later source are greater than those of an earlier one.
    """
    parts = [_renumbered(postings, numbers) for postings, numbers in sources]
    if len(parts) == 1:
        return parts[0]
    terms = sorted({term for part in parts for term in part.terms})
    at = dict(zip(terms, range(len(terms)), strict=True))
    places = [np.fromiter(map(at.__getitem__, part.terms), np.int64, len(part.terms)) for part in parts]
    frequencies = np.zeros(len(terms), np.int64)
    for part, own in zip(parts, places, strict=True):
        frequencies[own] += part.frequencies
    firsts = bounds(frequencies)
    targets = list(_targets(parts, places, firsts=firsts))
    return _scattered(parts, targets, terms=terms, firsts=firsts)


def _targets(parts: list[Postings], places: list[Numbers], *, firsts: Numbers) -> Iterator[Numbers]:
    """Where the postings of each part come to lie."""
    free = firsts[:-1].copy()
    for part, own in zip(parts, places, strict=True):
        yield _run(free[own], part.frequencies)
        free[own] += part.frequencies


def _scattered(parts: list[Postings], targets: list[Numbers], *, terms: list[bytes], firsts: Numbers) -> Postings:
    def together(values: list[Array]) -> Array:
        into = np.empty(int(firsts[-1]), np.result_type(*values))
        for target, own in zip(targets, values, strict=True):
            into[target] = own
        return into

    ids = together([part.ids for part in parts])
    if any(part.weights is None or part.counts is None or part.places is None for part in parts):
        return Postings(terms, firsts, ids)
    weights = together([part.weights for part in parts if part.weights is not None])
    counts = together([part.counts for part in parts if part.counts is not None])
    starts = np.cumsum(counts) - counts
    places = np.empty(int(counts.sum()), np.int64)
    for part, target in zip(parts, targets, strict=True):
        if part.counts is not None and part.places is not None:
            places[_run(starts[target], part.counts)] = part.places
    return Postings(terms, firsts, ids, weights, counts, places)


def _renumbered(postings: Postings, numbers: Numbers) -> Postings:
    ids = numbers[postings.ids]
    living = ids >= 0
    if living.all():
        return postings._replace(ids=ids)
    firsts = bounds(living)[postings.firsts]
    used = np.diff(firsts) > 0
    weights, counts, places = postings.weights, postings.counts, postings.places
    return Postings(
        [term for term, is_used in zip(postings.terms, used.tolist(), strict=True) if is_used],
        np.append(firsts[:-1][used], firsts[-1]),
        ids[living],
        None if weights is None else weights[living],
        None if counts is None else counts[living],
        None if counts is None or places is None else places[np.repeat(living, counts)],
    )


def bounds(sizes: Array) -> Numbers:
    """Where pieces of these sizes begin, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
