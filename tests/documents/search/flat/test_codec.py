"""The index is one that Whoosh's own searcher reads."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query as whoosh
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import TermNotFound

from documents.search import analysis
from documents.search.engine import Document
from documents.search.flat import codec
from documents.search.flat.field import Field, hashed
from documents.search.flat.postings import bounds
from documents.search.flat.schema import schema
from documents.search.whoosh_engine import WhooshEngine

BRUNNEN = analysis.stem("brunnen")


@pytest.fixture
def index(tmp_path):
    engine = WhooshEngine(tmp_path / "index")
    engine.clear()
    texts = {"a": "Der Brunnen am Markt", "b": "Brunnen und Brunnen", "c": "Ein Garten", "d": "Der Brunnen im Garten"}
    engine.put([Document(key=key, kind="paper", title="", text=text, audience="public") for key, text in texts.items()])
    engine.put([Document(key="e", kind="paper", title="", text="Ein zweiter Garten", audience="public")])
    engine.remove(["d"])
    return FileIndex(FileStorage(str(next((tmp_path / "index").rglob("public")))), schema=schema())


@pytest.fixture
def searcher(index):
    with index.searcher() as opened:
        yield opened


def test_whooshs_searcher_finds_and_orders_by_score(searcher):
    found = searcher.search(whoosh.Term("terms", BRUNNEN))

    assert [hit.docnum for hit in found] == [1, 0]


def test_whooshs_searcher_joins_and_excludes(searcher):
    term = {word: whoosh.Term("terms", word) for word in (BRUNNEN, "markt", "gart")}

    assert list(whoosh.And([term[BRUNNEN], term["markt"]]).docs(searcher)) == [0]
    assert list(whoosh.Or([term["markt"], term["gart"]]).docs(searcher)) == [0, 2, 4]
    assert list(whoosh.AndNot(term[BRUNNEN], term["markt"]).docs(searcher)) == [1]


def test_whooshs_searcher_walks_prefixes(searcher):
    assert sorted(whoosh.Prefix("spellings", "brun").docs(searcher)) == [0, 1]
    assert list(searcher.reader().expand_prefix("spellings", "gart")) == [b"garten\tGarten"]


def test_whooshs_reader_gives_places_and_statistics(index):
    reader = index.reader()
    leaf = reader.leaf_readers()[0][0]

    matcher = leaf.postings("terms", BRUNNEN)
    places = {}
    while matcher.is_active():
        places[matcher.id()] = list(matcher.value_as("positions"))
        matcher.next()
    info = leaf.term_info("terms", BRUNNEN)
    reader.close()

    assert [len(own) for own in places.values()] == [1, 2]
    assert (info.doc_frequency(), info.weight(), info.max_weight(), info.max_id()) == (3, 4.0, 2.0, 3)


def test_whooshs_cursor_walks_the_terms(index):
    reader = index.reader()
    cursor = reader.leaf_readers()[0][0].cursor("key")
    walked = [cursor.first(), cursor.next(), cursor.find(b"c"), cursor.text(), cursor.next(), cursor.next()]
    reader.close()

    assert [bytes(text, "utf-8") if isinstance(text, str) else text for text in walked[:5]] == [
        b"a",
        b"b",
        b"c",
        b"c",
        b"d",
    ]
    assert (walked[5], cursor.is_valid(), cursor.term_info()) == (None, False, None)


def test_unknown_term_is_said(index):
    reader = index.reader()

    with pytest.raises(TermNotFound):
        reader.leaf_readers()[0][0].term_info("terms", "elefant")
    reader.close()


def test_terms_have_numbers_in_their_order(index):
    reader = index.reader()
    field = codec.terms_of(reader.leaf_readers()[0][0]).field("spellings")
    reader.close()

    words = [term.decode().partition("\t")[0] for term in field.terms()]

    assert words == sorted(words)
    assert [field.find(term) for term in field.terms()] == list(range(field.count))
    assert (field.find(b"zz"), field.span(b"zz"), field.span(b"")) == (
        None,
        (field.count, field.count),
        (0, field.count),
    )


@given(st.sets(st.tuples(st.text("abä", min_size=1, max_size=4), st.text("AB", max_size=2)), max_size=40))
def test_entries_are_found_by_what_stands_before_the_tabulator(entries):
    terms = sorted(f"{head}\t{spelling}".encode() for head, spelling in entries)
    arrays = {
        "texts": np.frombuffer(b"".join(terms), np.uint8),
        "bounds": bounds(np.array([len(term) for term in terms], np.uint32)).astype(np.uint32),
        "firsts": np.arange(len(terms) + 1, dtype=np.uint32),
        **{name: values.astype(np.uint8) for name, values in hashed(terms).items()},
    }
    field = Field(arrays)

    for head in {*(head for head, _ in entries), "b", "ab", ""}:
        found = [field.term(number).decode() for number in field.headed(head.encode())]
        assert found == sorted(f"{own}\t{spelling}" for own, spelling in entries if own == head)
