import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.search import query as queries
from documents.search import snippets


def cut(text, typed, length=240):
    return snippets.snippet(text, queries.parse(typed), length=length)


def test_words_are_marked_in_any_inflection_and_inside_compounds():
    pieces = cut("Die Straßen der Stadt. Zur Straßenreinigung gehört jede Strasse.", "Straße")

    assert pieces == [
        ("Die ", False),
        ("Straßen", True),
        (" der Stadt. Zur ", False),
        ("Straßenreinigung", True),
        (" gehört jede ", False),
        ("Strasse", True),
        (".", False),
    ]


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Der Magistrat berichtet dem Magistrat.", '"dem Magistrat"', ["dem Magistrat"]),
        ("Sicherheit im Verkehr", "Verkehrssicherheit", ["Sicherheit", "Verkehr"]),
        ("Mehr Straßenbahnen fahren", "straßenb*", ["Straßenbahnen"]),
        ("Vorlage 101.18.1261 vom 12. März 2025", "12.03.2025 1261", ["101.18.1261", "12. März 2025"]),
        ("Kassel²³ ist da", "kassel23", ["Kassel²³"]),
        ("Die Verkehrs-\nsicherheit", "Verkehrssicherheit", ["Verkehrssicherheit"]),
        ("Haus und Straße", "Haus -Straße", ["Haus"]),
        ("Nichts davon", "Haus", []),
    ],
)
def test_what_matches_is_marked(text, typed, marked):
    assert [piece for piece, is_marked in cut(text, typed) if is_marked] == marked


def test_passage_with_most_of_the_query_is_chosen_and_cut_at_words():
    text = "Der Brunnen. " + "Allerlei anderes. " * 30 + "Der Brunnen am Rathaus wird saniert. " + "Noch mehr. " * 30

    pieces = cut(text, "Rathaus Brunnen", length=80)

    assert pieces == [
        ("…", False),
        ("anderes. Allerlei anderes. Allerlei anderes. Der ", False),
        ("Brunnen", True),
        (" am ", False),
        ("Rathaus", True),
        (" wird saniert", False),
        ("…", False),
    ]


def test_without_a_match_the_text_begins():
    assert cut("eins zwei drei vier", "Haus", length=10) == [("eins zwei", False), ("…", False)]


@given(st.text(max_size=500), st.text(alphabet='abcäß *-"', max_size=20), st.integers(20, 300))
def test_any_text_can_be_cut(text, typed, length):
    query = queries.Query(typed, (queries.Word("a", "a"), queries.Start("b", "b"), queries.Phrase("a b", ("a", "b"))))

    pieces = snippets.snippet(text, query, length=length)

    assert sum(len(piece) for piece, _ in pieces) <= max(length, 64 * 8) + 2
    assert all(piece for piece, _ in pieces)


def test_parts_of_a_compound_are_marked_only_where_all_of_them_stand_together():
    text = "Ein Weg. " + "Füllung bleibt aus. " * 3 + "Das Rad und der Weg. " + "Füllung bleibt aus. " * 3 + "Wegfall."

    marked = [piece for piece, is_marked in cut(text, "Radweg", length=400) if is_marked]

    assert marked == ["Rad", "Weg"]
