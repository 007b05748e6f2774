import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.search import vocabulary

words = st.text(alphabet="abcd", min_size=3, max_size=9)


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("brunnen", "brunnen", 0),
        ("brunnen", "brunen", 1),
        ("brunnen", "brunnnen", 1),
        ("brunnen", "bruxnen", 1),
        ("brunnen", "burnnen", 1),
        ("brunnen", "rbunnne", 2),
        ("brunnen", "", 7),
        ("", "", 0),
        ("ca", "abc", 3),
        ("markt", "garten", 4),
    ],
)
def test_distance_counts_edits(one, other, edits):
    assert (vocabulary.distance(one, other), vocabulary.distance(other, one)) == (edits, edits)


@pytest.mark.parametrize(
    ("folded", "edits"),
    [("", 0), ("ab", 0), ("bau", 1), ("haus", 1), ("platz", 2), ("a" * 40, 2), ("a" * 41, 0), ("2025", 0), ("ab12", 0)],
)
def test_short_words_may_have_fewer_typing_errors(folded, edits):
    assert vocabulary.edits_allowed(folded) == edits


@given(words, words)
def test_an_edit_changes_at_most_two_bits_of_the_signature(one, other):
    changed = vocabulary.signature(one) ^ vocabulary.signature(other)

    assert changed.bit_count() <= 2 * vocabulary.distance(one, other)


def test_closest_word_comes_first_in_its_commonest_spelling():
    entries = [("strasse\tStrasse", 1), ("strasse\tStraße", 3), ("strass\tStrass", 9), ("strassen\tStraßen", 1)]

    assert vocabulary.closest("strasze", entries, most=2) == ("Straße", "Strass")
    assert vocabulary.most_frequent(entries, most=2) == ("Strass", "Straße")
