"""Words chosen on a drawn page are found in its canonical text, or refused with a sentence; never somewhere else."""

import time

import pytest

from collaboration import spotting
from collaboration.anchoring import AnchorProblem

TEXT = (
    "1. Der Haushalt\n\n"
    "Die Verkehrssicherheit auf der SPD-Brücke kostet 2 Mio. Euro.\n\n"
    "Der Radweg wird gebaut. Die Kosten trägt die Stadt zur Hälfte.\n\n"
    "Der Radweg wird gebaut. Die Kosten trägt das Land zur Hälfte."
)
MANY = "Die ausgewählte Stelle kommt auf dieser Seite mehrfach vor. Bitte wählen Sie einige Wörter mehr aus."
GONE = (
    "Die ausgewählte Stelle ist im gelesenen Text dieser Seite so nicht zu finden. "
    "Bitte wählen Sie sie in der Leseansicht aus."
)


def words(exact, before="", after="", *, text=TEXT) -> str:
    found = spotting.spot(text, exact=exact, before=before, after=after)
    return text[found.start : found.end]


@pytest.mark.parametrize(
    ("exact", "found"),
    [
        ("kostet 2 Mio. Euro", "kostet 2 Mio. Euro"),
        ("Die Verkehrs-\nsicherheit auf\nder", "Die Verkehrssicherheit auf der"),
        ("Verkehrs\u00adsicherheit", "Verkehrssicherheit"),
        ("SPDBrücke", "SPD-Brücke"),
        ("Bru\u0308cke\u00a0kostet", "Brücke kostet"),
        ("  DieVerkehrssicherheitauf  ", "Die Verkehrssicherheit auf"),
        ("1. Der Haushalt", "Der Haushalt"),
    ],
)
def test_blanks_breaks_and_hyphens_make_no_difference(exact, found):
    assert words(exact) == found


def test_ligatures_of_the_page_are_letters():
    assert words("Offene Pflicht", text="Eine Oﬀene Pﬂicht.") == "Oﬀene Pﬂicht"


def test_surroundings_decide_between_places():
    after = spotting.spot(TEXT, exact="Die Kosten trägt", before="wird gebaut. ", after=" das Land zur")

    assert after.start == TEXT.rindex("Die Kosten")


@pytest.mark.parametrize(
    ("exact", "before", "after", "sentence"),
    [
        ("Der Radweg wird gebaut.", "", " Die Kosten trägt", MANY),
        ("Die Kosten trägt", "Der Radweg wird gebaut.", "", MANY),
        ("Euro für alle", "", "", GONE),
        ("verkehrssicherheit", "", "", GONE),
        ("", "", "", "Bitte wählen Sie eine Stelle im Text aus."),
        (" - \u200b\0\u202e", "", "", "Bitte wählen Sie eine Stelle im Text aus."),
        ("1.", "", "", "Bitte wählen Sie eine Stelle im Text aus."),
        ("x" * 20_001, "", "", "Die ausgewählte Stelle ist zu lang."),
        ("Euro", "x" * 501, "", "Die ausgewählte Stelle ist zu lang."),
    ],
)
def test_what_is_in_doubt_is_refused_with_a_sentence(exact, before, after, sentence):
    with pytest.raises(AnchorProblem) as refused:
        spotting.spot(TEXT, exact=exact, before=before, after=after)

    assert str(refused.value) == sentence


def test_choice_over_several_paragraphs_is_cut_to_the_first():
    found = spotting.spot(TEXT, exact="2 Mio. Euro.\nDer Radweg wird", before="kostet ", after=" gebaut")

    assert (TEXT[found.start : found.end], found.cut) == ("2 Mio. Euro.", True)


def test_page_of_nothing_but_the_same_is_searched_in_no_time():
    began = time.thread_time()  # of computing: what else the machine does says nothing

    with pytest.raises(AnchorProblem):
        spotting.spot("ab " * 10_000, exact="ab", before="ab" * 200, after="ab" * 200)

    assert time.thread_time() - began < 2
