"""Posting lists: what is gathered comes out in order, and merging gives what gathering everything at once gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.search.flat.postings import WEIGHT_UNIT, Names, Words, merged

DOCUMENTS = st.lists(
    st.dictionaries(st.sampled_from("abcdeä"), st.lists(st.integers(0, 40), max_size=3, unique=True).map(sorted)),
    max_size=6,
)


def gathered(documents, first=0):
    words = Words()
    for number, places in enumerate(documents, start=first):
        weights = {term: 1.0 + len(own) for term, own in places.items()}
        words.add_words(number, weights, {term: own for term, own in places.items() if own})
    return words.postings()


def as_table(postings):
    """Term to document to (weight, places)."""
    table = {}
    ends = np.cumsum(postings.counts)
    for number, term in enumerate(postings.terms):
        for at in range(postings.firsts[number], postings.firsts[number + 1]):
            places = postings.places[ends[at] - postings.counts[at] : ends[at]].tolist()
            entry = (float(postings.weights[at]) * WEIGHT_UNIT, places)
            table.setdefault(term.decode(), {})[int(postings.ids[at])] = entry
    return table


def expected(documents, numbers=None):
    numbers = range(len(documents)) if numbers is None else numbers
    table = {}
    for number, places in zip(numbers, documents, strict=True):
        for term, own in places.items():
            if number >= 0:
                table.setdefault(term, {})[number] = (1.0 + len(own), own)
    return table


@given(DOCUMENTS)
def test_gathered_postings_are_those_of_the_documents(documents):
    postings = gathered(documents)

    assert as_table(postings) == expected(documents)
    assert postings.terms == sorted(postings.terms)


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


def test_names_have_neither_weights_nor_places():
    names = Names()
    names.add(0, ["b", "a"])
    names.add(1, ["b"])

    postings = names.postings()

    assert (postings.terms, postings.firsts.tolist(), postings.ids.tolist()) == ([b"a", b"b"], [0, 1, 3], [0, 0, 1])
    assert (postings.weights, postings.counts, postings.places) == (None, None, None)


@pytest.mark.parametrize(("weight", "kept"), [(0.5, 0.5), (3.0, 3.0), (50.0, 50.0), (1000.0, 63.75), (0.01, 0.25)])
def test_weights_are_kept_in_quarters_up_to_what_no_longer_matters(weight, kept):
    words = Words()
    words.add_words(0, {"a": weight}, {"a": [1]})

    assert float(words.postings().weights[0]) * WEIGHT_UNIT == kept
