"""Puts the hits of several segments in order, and makes only those that are shown."""

from functools import partial
from typing import NamedTuple

import numpy as np

from documents.search import engine
from documents.search.flat.leaf import Leaf
from documents.search.flat.postings import Array, Numbers

_hit = partial(tuple.__new__, engine.Hit)  # as Hit._make, which is slow when there are thousands


class Matches(NamedTuple):
    """The documents of a segment that match, with their scores."""

    leaf: Leaf
    ids: Numbers
    scores: Array


def ranked(found: list[Matches], *, sort: engine.Sort, limit: int) -> engine.Hits:
    """The best hits in the order of engine.answer."""
    if not found:
        return engine.Hits()
    scores = np.concatenate([matches.scores for matches in found])
    days = np.concatenate([matches.leaf.facts.days[matches.ids] for matches in found])
    leaves = np.repeat(np.arange(len(found)), [len(matches.ids) for matches in found])
    ids = np.concatenate([matches.ids for matches in found])
    first, then = (days, scores) if sort == "date" else (scores, days)
    best = _best(first, then, most=limit + 1)
    rows = [matches.leaf.facts.rows for matches in found]
    hits = [
        _hit((*rows[leaf][number], score))
        for leaf, number, score in zip(leaves[best].tolist(), ids[best].tolist(), scores[best].tolist(), strict=True)
    ]
    for begin, end in _equals(first[best], then[best]):
        hits[begin:end] = sorted(hits[begin:end], key=lambda hit: hit.key)
    return engine.Hits(tuple(hits[:limit]), len(hits) <= limit)


def _equals(first: Array, then: Array) -> list[tuple[int, int]]:
    """Where those lie that only their key puts in order: from, to before."""
    differs = (first[1:] != first[:-1]) | (then[1:] != then[:-1])
    borders = np.concatenate(([0], np.flatnonzero(differs) + 1, [len(first)]))
    long = np.flatnonzero(np.diff(borders) > 1)
    return list(zip(borders[long].tolist(), borders[long + 1].tolist(), strict=True))


def _best(first: Array, then: Array, *, most: int) -> Numbers:
    """Where the greatest are, by the first values and then by the others; all that equal the last one too."""
    chosen = np.arange(len(first))
    if len(first) > most:
        least = np.partition(first, len(first) - most)[len(first) - most]
        chosen = np.flatnonzero(first >= least)
    order = chosen[np.lexsort((-then[chosen], -first[chosen]))]
    if len(order) > most:
        last = order[most - 1]
        equal = (first[order] == first[last]) & (then[order] == then[last])
        order = order[: max(most, int(np.flatnonzero(equal)[-1]) + 1)]
    return order
