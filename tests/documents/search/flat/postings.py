"""Posting lists made from plain tables, for tests."""

import numpy as np

from documents.search.flat.postings import WEIGHT_UNIT, Postings, bounds


def of(documents, first=0):
    """`documents` have for each term its weight and its places; they get numbers from the first on."""
    terms = sorted({term for document in documents for term in document})
    rows = [
        [(number, *document[term]) for number, document in enumerate(documents, start=first) if term in document]
        for term in terms
    ]
    flat = [one for row in rows for one in row]
    return Postings(
        [term.encode() for term in terms],
        bounds(np.array([len(row) for row in rows], np.int64)),
        np.array([number for number, _, _ in flat], np.int64),
        np.array([round(weight / WEIGHT_UNIT) for _, weight, _ in flat], np.uint8),
        np.array([len(places) for _, _, places in flat], np.int64),
        np.array([place for _, _, places in flat for place in places], np.int64),
    )
