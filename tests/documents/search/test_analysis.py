import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.search import analysis


def terms(written):
    """The terms query words of this text look for."""
    return [form.term for form in analysis.forms(written)]


def names(written):
    """All terms by which the text is found."""
    return {term for form in analysis.forms(written) for term in (*form.whole, *form.inner)}


@pytest.mark.parametrize(
    "written",
    [
        ["Straße", "Strasse", "strasse", "STRASSE", "Straßen", "Stra\u00adße"],
        ["Antrag", "Anträge", "Antrags", "Antraege", "ANTRÄGEN"],
        ["Gespräch", "Gespraech", "gesprach", "Gespräche"],
        ["Haus", "Häuser", "haeusern"],
        ["Bürger", "Bürgern", "Buerger", "Bürger*innen", "BürgerInnen", "Bürger:innen", "Bürger/innen", "Bürgerinnen"],
        ["Kassel23", "Kassel²³", "KASSEL23"],
        ["12.03.2025", "12.3.2025", "2025-03-12", "12.3.25", "12. März 2025", "12.Maerz 2025", "12. Mär. 2025"],
        ["101.18.1261", "101/18/1261"],
        ["E-Mail", "Email", "e-mails"],
        ["23000", "23.000"],
        ["Radverkehr", "Radverkehrs", "Rad-Verkehr"],
        ["sanieren", "saniert", "sanierten", "sanierende"],
        ["bewegen", "bewegt", "bewegte", "bewegend"],
        ["gestalten", "gestaltet", "gestalteten"],
        ["eröffnen", "eröffnet", "eröffneter"],
        ["erweitern", "erweitert", "erweiterte"],
        ["genehmigen", "genehmigt", "Genehmigung"],
        ["Konzern", "Konzerne", "Konzerns"],
        ["Ärztin", "Ärztinnen", "Aerztinnen"],
        ["Kita", "Kitas"],
        ["Büro", "Büros", "Bueros"],
        ["Ausbau", "Ausbaus"],
        ["Sprachkurs", "Sprachkurse", "Sprachkurses"],
        ["Bauherr", "Bauherrn", "Bauherren"],
        ["Linienbus", "Linienbusse", "Linienbussen"],
        ["Stadtmuseum", "Stadtmuseen"],
        ["Gremium", "Gremien", "Gremiums"],
        ["Thema", "Themen"],
        ["Risiko", "Risiken"],
        ["Praxis", "Praxen"],
    ],
)
def test_all_spellings_look_for_the_same_term(written):
    assert [terms(spelling) for spelling in written] == [terms(written[0])] * len(written)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sicherheit", "sich"),
        ("Bürger", "Burg"),
        ("Meister", "meist"),
        ("Änderung", "andere"),
        ("2025/0123", "2025/0124"),
        ("Schüler", "Schule"),
        ("Schulter", "Schule"),
        ("Gemeinderat", "Gemeinde"),
        ("Sportstätten", "Sport"),
        ("Rampenlicht", "Rampe"),
        ("Konzert", "Konzern"),
        ("Internet", "intern"),
        ("Verkehrswert", "Verkehrswende"),
        ("kostenlos", "Kosten"),
    ],
)
def test_different_words_have_different_terms(one, other):
    assert set(terms(one)).isdisjoint(names(other))


@pytest.mark.parametrize(
    ("written", "found_by"),
    [
        ("Verkehrssicherheit", ["Verkehr", "Sicherheit", "verkehrssicherheit"]),
        ("Radverkehrssicherheit", ["Radverkehr", "Verkehrssicherheit", "Rad"]),
        ("101.18.1261", ["101.18.1261", "1261", "101"]),
        ("101.18.1261/Ä1", ["101.18.1261/Ä1", "101.18.1261", "ä1", "1261"]),
        ("2025/0123", ["2025/0123", "0123", "123", "2025"]),
        ("DS0123/25", ["ds0123/25", "DS0123"]),
        ("Kassel²³", ["Kassel23", "Kassel", "23"]),
        ("am 12.03.2025", ["2025", "12. März 2025"]),
        ("12. März 2025", ["März", "2025", "12.03.2025"]),
        ("Kassel-Wilhelmshöhe", ["Kassel", "wilhelmshoehe", "Kassel-Wilhelmshöhe"]),
        ("E-Mail", ["Mail", "Email"]),
        ("Anlage_2_Lageplan", ["Anlage", "Lageplan"]),
        ("CDU/FDP", ["cdu", "fdp"]),
        ("3.Die Umsetzung", ["Umsetzung", "3"]),
    ],
)
def test_form_is_found_by_its_parts(written, found_by):
    assert [set(terms(word)) <= names(written) for word in found_by] == [True] * len(found_by)


def test_common_words_count_only_in_phrases():
    (form,) = analysis.forms("und")

    assert (form.slots, form.whole, analysis.is_stop(form.term)) == (("'und",), (), True)


def test_only_nouns_are_cut():
    assert names("ausgangsoffen hausgemachte") == {"ausgangsoff", "hausgemach"}


def test_words_are_given_as_written():
    assert analysis.written("Die Straßen am 12. März 2025.") == ["Die", "Straßen", "am", "12. März 2025"]


@pytest.mark.parametrize(
    ("written", "start"),
    [("Straßenb", "strassenb"), ("101.18", "101.18"), ("101-18", "10118"), ("Kassel-Wil", "kasselwil"), ("Ä", "a")],
)
def test_start_of_a_word_is_folded(written, start):
    assert analysis.start(written) == start


@given(st.text(max_size=2_000))
def test_any_text_can_be_analysed(text):
    for form in analysis.forms(text):
        assert form.slots
        assert all((*form.slots, *form.whole, form.term))
        assert all(entry.count("\t") == 1 for entry in form.spellings)


@given(st.text(alphabet="abcäöüß-./*:_123 \n", max_size=200))
def test_query_words_find_the_text_they_are_copied_from(text):
    found_by = names(text)

    for form in analysis.forms(text):
        assert analysis.is_stop(form.term) or form.term in found_by
