"""A batch of documents is inverted as each of them alone."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from documents.search import inversion
from documents.search.engine import PUBLIC, Document
from documents.search.flat import batch
from documents.search.flat.postings import HEAVIEST, WEIGHT_UNIT

WORDS = (
    "Radweg",
    "radweg",
    "der",
    "Verkehrssicherheit",
    "Sicherheit",
    "E-Mail",
    "101.18.1261/Ä1",
    "12. März 2025",
    "ä",
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
DOCUMENTS = st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=5).map(
    lambda all_texts: [
        Document(f"key{-number}", "paper", title, text, PUBLIC, reference=reference)
        for number, (title, reference, text) in enumerate(all_texts)
    ]
)


def rows(postings, document):
    """Term to number of its posting for one document."""
    terms = np.repeat(np.arange(len(postings.terms)), postings.frequencies)
    own = np.flatnonzero(postings.ids == document).tolist()
    return {postings.terms[terms[at]].decode(): at for at in own}


@given(DOCUMENTS)
def test_batch_is_what_inverting_each_document_gives(documents):
    made = batch.of(documents)

    ends = np.cumsum(made.terms.counts)
    for number, document in enumerate(documents):
        entries = inversion.invert(document)
        found = rows(made.terms, number)
        weights = {term: entries.weights.get(term, 1.0) for term in {*entries.weights, *entries.places}}
        assert {term: float(made.terms.weights[at]) * WEIGHT_UNIT for term, at in found.items()} == {
            term: min(weight, HEAVIEST * WEIGHT_UNIT) for term, weight in weights.items()
        }
        places = {
            term: made.terms.places[ends[at] - made.terms.counts[at] : ends[at]].tolist() for term, at in found.items()
        }
        assert {term: own for term, own in places.items() if own} == entries.places
        assert made.lengths[number] == entries.length
        assert rows(made.spellings, number).keys() == entries.spellings
        assert rows(made.keys, number).keys() == {document.key}


@given(DOCUMENTS)
def test_names_are_in_order_and_each_there_once(documents):
    made = batch.of(documents)

    for postings in (made.terms, made.spellings, made.keys):
        assert postings.terms == sorted(set(postings.terms))


def test_what_is_remembered_of_words_is_forgotten_when_it_is_too_much(monkeypatch):
    monkeypatch.setattr(batch, "_MOST_FORMS", 2)
    document = Document("a", "paper", "", "eins zwei drei vier", PUBLIC)

    first, again = batch.of([document]), batch.of([document])

    assert (first.terms.terms, first.lengths) == (again.terms.terms, again.lengths)
