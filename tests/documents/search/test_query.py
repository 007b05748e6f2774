import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.search import query as queries
from documents.search.query import Phrase, Start, Word


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("", (), ()),
        ("  \n ", (), ()),
        ("Straße", (Word("Straße", "strass"),), ()),
        ("die Straße", (Word("Straße", "strass"),), ()),
        ("Radweg", (Word("Radweg", "radweg", ("rad", "weg")),), ()),
        ('"die Straße"', (Phrase("die Straße", ("'die", "strass")),), ()),
        ("„die Straße“", (Phrase("die Straße", ("'die", "strass")),), ()),
        ("Straßenb*", (Start("Straßenb", "strassenb"),), ()),
        ("101.18*", (Start("101.18", "101.18"),), ()),
        ("Haus -Straße", (Word("Haus", "haus"),), (Phrase("Straße", ("strass",)),)),
        ('Haus -"der Straße"', (Word("Haus", "haus"),), (Phrase("der Straße", ("'der", "strass")),)),
        ("Haus -Str*", (Word("Haus", "haus"),), (Start("Str", "str"),)),
        ("Haus -der", (Word("Haus", "haus"),), ()),
        ("Kassel-Waldau", (Word("Kassel-Waldau", "kasselwaldau", ("kassel", "waldau")),), ()),
        ("Bürger*innen", (Word("Bürger*innen", "burger"),), ()),
        ("der", (Phrase("der", ("'der",)),), ()),
        ('((Haus [Straße] "', (Word("Haus", "haus"), Word("Straße", "strass")), ()),
        ("Haus Haus", (Word("Haus", "haus"),), ()),
    ],
)
def test_what_is_typed_is_understood(typed, wanted, unwanted):
    query = queries.parse(typed)

    assert (query.wanted, query.unwanted) == (wanted, unwanted)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("a" * 1_001, "Die Suche ist zu lang: Höchstens 1000 Zeichen sind möglich."),
        (
            " ".join(f"wort{number}" for number in range(33)),
            "Die Suche hat zu viele Wörter: Höchstens 32 sind möglich.",
        ),
        ("*", "Ein Stern allein findet nichts: Bitte schreiben Sie den Anfang eines Wortes davor."),
        ("** * ?", "Ein Stern allein findet nichts: Bitte schreiben Sie den Anfang eines Wortes davor."),
        ("a*", "Vor dem Stern müssen mindestens 2 Zeichen stehen."),
        ("-Straße", "Bitte geben Sie mindestens ein Wort an, das vorkommen soll."),
        ("((((", "In der Suche steht kein Wort, nach dem gesucht werden kann."),
        ("🙂", "In der Suche steht kein Wort, nach dem gesucht werden kann."),
    ],
)
def test_what_cannot_be_searched_says_why(typed, problem):
    with pytest.raises(queries.QueryProblem) as raised:
        queries.parse(typed)

    assert str(raised.value) == problem


@given(st.text(max_size=1_000))
def test_anything_typed_is_a_query_or_a_problem(typed):
    try:
        query = queries.parse(typed)
    except queries.QueryProblem as problem:
        assert str(problem).endswith(".")
    else:
        assert bool(query.wanted) == bool(typed.strip())
