"""Merging posting lists gives what gathering everything at once gives."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from documents.search.flat.postings import WEIGHT_UNIT, merged
from tests.documents.search.flat import postings

DOCUMENTS = st.lists(
    st.dictionaries(st.sampled_from("abcdeä"), st.lists(st.integers(0, 40), max_size=3, unique=True).map(sorted)),
    max_size=6,
)


def gathered(documents, first=0):
    return postings.of([{term: (1.0 + len(own), own) for term, own in places.items()} for places in documents], first)


def as_table(made):
    """Term to document to (weight, places)."""
    table = {}
    ends = np.cumsum(made.counts)
    for number, term in enumerate(made.terms):
        for at in range(made.firsts[number], made.firsts[number + 1]):
            places = made.places[ends[at] - made.counts[at] : ends[at]].tolist()
            entry = (float(made.weights[at]) * WEIGHT_UNIT, places)
            table.setdefault(term.decode(), {})[int(made.ids[at])] = entry
    return table


def expected(documents, numbers=None):
    numbers = range(len(documents)) if numbers is None else numbers
    table = {}
    for number, places in zip(numbers, documents, strict=True):
        for term, own in places.items():
            if number >= 0:
                table.setdefault(term, {})[number] = (1.0 + len(own), own)
    return table


@given(DOCUMENTS, DOCUMENTS, st.randoms(use_true_random=False))
def test_merging_is_gathering_what_is_left(first, second, chance):
    numbers, free = [], 0
    for _ in first + second:
        numbers.append(free if chance.random() < 0.7 else -1)
        free += numbers[-1] >= 0
    split = [np.array(numbers[: len(first)], np.int64), np.array(numbers[len(first) :], np.int64)]

    together = merged([(gathered(first), split[0]), (gathered(second), split[1])])

    assert as_table(together) == expected(first + second, numbers)
    assert together.terms == sorted(together.terms)
