import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.search import compounds, spelling


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Verkehrssicherheit", ("verkehr", "sicherheit")),
        ("verkehrssicherheit", ("verkehr", "sicherheit")),
        ("Straßenbäume", ("strasse", "baum")),
        ("Strassenbaeume", ("strasse", "baum")),
        ("Schulhof", ("schul", "hof")),
        ("Radverkehrssicherheit", ("rad", "verkehr", "sicherheit")),
        ("Stadtverordnetenversammlung", ("stadt", "verordnete", "versammlung")),
        ("Haushaltssatzung", ("haushalt", "satzung")),
        ("Flächennutzungsplan", ("flache", "nutzung", "plan")),
        ("Kindertagesstätten", ("kinder", "tages", "statte")),
        ("Ortsbeirat", ("orts", "beirat")),
        ("Gemeinderäten", ("gemeinde", "rat")),
        ("Bürgermeisterinnen", ("burger", "meister")),
        ("Stadtmuseen", ("stadt", "museum")),
        ("Pflichtverhältnisse", ("pflicht", "verhaltnis")),
        ("Verwaltungsflut", ("verwaltung", "flut")),
        ("Bildungsbiografien", ("bildung", "biografie")),
        ("Friedrichstraße", ("friedrich", "strasse")),
        ("Recyclingstationen", ("recycling", "station")),
        ("Leistungsfähigkeit", ("leistung", "fahigkeit")),
        ("Schadenersatzforderung", ("schaden", "ersatz", "forderung")),
    ],
)
def test_compound_is_cut_into_its_words(word, parts):
    assert compounds.parts(word) == parts


SIMPLE_WORDS = """
    Kassel Partei Gesundheit Wirtschaftlichkeit Verantwortung Unterrichtung Heirat Beratung Magistrat Vorlage Antrag
    Sicherheit Verwaltung Verwaltungen Gebäude Straße Mitteilung Kassierer Interesse Organisation Kommission Personen
    wohnungslos leistungsfähig ausgewiesen beschrieben politische Zuständigkeiten Jungsozialisten Hessen Wochenende
    Wilhelmshöhe Parlament Minister Ministerium Fraktionen Vertretungen Zusammenarbeit Veranstaltungen
"""


def test_simple_words_are_not_cut():
    assert {word: compounds.parts(word) for word in SIMPLE_WORDS.split() if compounds.parts(word)} == {}


def test_inner_words_are_also_what_neighbours_make_together():
    assert compounds.inner("Radverkehrssicherheiten") == (
        "rad",
        "verkehr",
        "sicherheit",
        "sicherheiten",
        "radverkehr",
        "verkehrssicherheiten",
    )


def test_two_parts_have_no_neighbours():
    assert (compounds.inner("Radweg"), compounds.inner("Radwege")) == (("rad", "weg"), ("rad", "weg", "wege"))


@given(st.text(alphabet="abdefghiklnorstuwzäöüß", min_size=6, max_size=40))
def test_parts_of_anything_are_inside_the_word_in_order_and_cutting_twice_is_the_same(word):
    parts = compounds.parts(word)

    folded, place = spelling.fold(word), 0
    for part in parts:
        place = folded.index(part[:2], place) + 1
    assert compounds.parts(word.upper()) == parts
    assert len(parts) != 1


@given(st.text(max_size=10_000))
def test_any_text_can_be_asked_for_its_parts(text):
    assert isinstance(compounds.parts(text), tuple)
