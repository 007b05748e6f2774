import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.search import spelling


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Gespräch", "gesprach"),
        ("Gespraech", "gesprach"),
        ("gesprach", "gesprach"),
        ("Größe", "grosse"),
        ("Groesse", "grosse"),
        ("Übergang", "ubergang"),
        ("Uebergang", "ubergang"),
        ("Häuser", "hauser"),
        ("haeuser", "hauser"),
        ("neue", "neue"),
        ("Quelle", "quelle"),
        ("geübt", "geuebt"),
        ("geuebt", "geuebt"),
        ("Café", "cafe"),
        ("Kassel²³", "kassel23"),
        ("ﬁnanz", "finanz"),
        ("Stra\u00adße", "strasse"),
        ("Gespra\u0308ch", "gesprach"),
    ],
)
def test_fold_gives_one_spelling_for_all(written, folded):
    assert spelling.fold(written) == folded


@given(st.text(alphabet="aeiouqsbtäöüßÄÖÜ", max_size=12))
def test_umlauts_written_out_fold_to_the_same(word):
    written_out = word.translate(
        str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
    )

    assert spelling.fold(written_out) == spelling.fold(word)


@given(st.text(max_size=30))
def test_fold_takes_any_text_and_ignores_case(word):
    assert spelling.fold(word.lower()) == spelling.fold(spelling.fold(word) if word.isascii() else word.lower())
