"""Neighbourhood and sequence on arrays are what closeness says of lists."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.search import closeness
from documents.search.engine import Document
from documents.search.flat import matching
from documents.search.flat.batch import Batch
from documents.search.flat.half import Half
from tests.documents.search.flat import postings

PLACES = st.lists(st.integers(0, 30), min_size=1, max_size=6, unique=True).map(sorted)


class Placed:
    """A segment of which only the places matter."""

    def __init__(self, tmp_path, documents):
        Half.create(tmp_path)
        self._half = Half(tmp_path)
        made = [
            Document(key=str(number), kind="paper", title="", text="", audience="public")
            for number in range(len(documents))
        ]
        terms = postings.of([{term: (1.0, own) for term, own in one.items()} for one in documents])
        self._half.write(Batch(made, [1] * len(made), terms, postings.of([{}] * len(made))), gone=[])
        (self.leaf,) = self._half._fresh()
        self.all = np.ones(len(documents), bool)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.fixed_dictionaries({"a": PLACES, "b": PLACES, "c": PLACES}), min_size=1, max_size=5))
def test_every_document_is_judged_as_closeness_does(tmp_path_factory, documents):
    placed = Placed(tmp_path_factory.mktemp("index") / "half", documents)

    near = matching._near(placed.leaf, ("a", "b", "c"), among=placed.all)
    after = matching._in_sequence(placed.leaf, ("a", "b", "a"), among=placed.all)

    assert near.tolist() == [closeness.are_near([one["a"], one["b"], one["c"]]) for one in documents]
    assert after.tolist() == [closeness.in_sequence([one["a"], one["b"], one["a"]]) for one in documents]
