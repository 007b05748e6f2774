import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.search import query as queries
from documents.search.query import Anything, Field, Phrase, Start, Word


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
        ('((Der [Straße] "', (Word("Straße", "strass"),), ()),
        ("Haus Haus", (Word("Haus", "haus"),), ()),
    ],
)
def test_what_is_typed_is_understood(typed, wanted, unwanted):
    query = queries.parse(typed)

    assert (query.wanted, query.unwanted) == (wanted, unwanted)


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ("Haus gremium:Bauausschuss", [("body", "gremium", "Bauausschuss")]),
        ("GREMIUM:Bau Haus", [("body", "gremium", "Bau")]),
        ('Haus gremium:"Bau und Verkehr"', [("body", "gremium", "Bau und Verkehr")]),
        ("Haus gremium:„Bau und Verkehr“", [("body", "gremium", "Bau und Verkehr")]),
        ('Haus gremium:"Bau und', [("body", "gremium", "Bau und")]),
        ("Haus art: Antrag", [("kind", "art", "Antrag")]),
        ("(art:Antrag) Haus", [("kind", "art", "Antrag")]),
        ("Haus seit:2020 bis:1.3.2025", [("since", "seit", "2020"), ("until", "bis", "1.3.2025")]),
        ("Haus nr:\x00101", [("number", "nr", "101")]),
        ("Haus jahr:2020 jahr:2020", [("year", "jahr", "2020")]),
        ("Haus nr:101.18 stand:beschlossen", [("number", "nr", "101.18"), ("state", "stand", "beschlossen")]),
    ],
)
def test_fields_are_understood(typed, fields):
    query = queries.parse(typed)

    assert (query.wanted, query.fields) == ((Word("Haus", "haus"),), tuple(Field(*field) for field in fields))


def test_field_alone_asks_for_anything():
    assert queries.parse("art:Antrag").wanted == (Anything(),)


@pytest.mark.parametrize("typed", ["https://von:3", "Umgremium:Bau", "Betreff:Bau", "art"])
def test_what_is_no_field_is_a_word(typed):
    assert queries.parse(typed).fields == ()


def test_two_neighbours_are_found_in_the_compound_they_make():
    first, second = queries.parse("Schule Hof").wanted

    assert first.joined == second.joined == ("schulehof", "schulenhof", "schulhof", "schulshof")


def test_words_that_stand_for_others_are_asked_by_term():
    asked = {"haus": (Word("Gebäude", "gebaud"),)}

    (wanted,) = queries.parse("Häuser", others=lambda term: asked.get(term, ())).wanted

    assert wanted == Word("Häuser", "haus", (), (Word("Gebäude", "gebaud"),))


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
        ("gremium:", "Hinter „gremium:“ fehlt, wonach gesucht werden soll."),
        ('Haus art:""', "Hinter „art:“ fehlt, wonach gesucht werden soll."),
        ("Haus -art:Antrag", "„art:“ kann nicht ausgeschlossen werden: Bitte lassen Sie das Minus davor weg."),
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
