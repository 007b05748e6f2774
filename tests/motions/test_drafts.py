import hashlib

import pytest

from motions import drafts
from motions.drafts import MotionKind, Parts

WORD = "Der Magistrat wird aufgefordert,\r\n\r\n1.\tden Radweg zu bauen,\r\n2.\tdie Mühlgasse zu sperren.\r\n\r\n\r\n\r\n•\tBäume\r\no\tHecken"


def test_text_from_a_word_processor_keeps_points_bullets_and_paragraphs():
    assert drafts.tidy(WORD) == (
        "Der Magistrat wird aufgefordert,\n\n1. den Radweg zu bauen,\n2. die Mühlgasse zu sperren.\n\n- Bäume\n- Hecken"
    )


@pytest.mark.parametrize(
    ("raw", "tidied"),
    [
        ("# Titel\n\nText", "### Titel\n\nText"),
        ("## Begründung\n\nText", "### Begründung\n\nText"),
        ("### Ort", "### Ort"),
        ("a\x00b\u202ec", "abc"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("§ 8b HGO", "§ 8b HGO"),
        ("   \n\n ", ""),
    ],
)
def test_tidying(raw, tidied):
    assert drafts.tidy(raw) == tidied
    assert drafts.tidy(tidied) == tidied


def test_parts_come_back_from_the_canonical_text():
    parts = Parts("Der Magistrat wird aufgefordert, zu bauen.\n\n1. hier", "Weil es nötig ist.")

    canonical = drafts.compose(parts, oral=False)

    assert canonical == (
        "## Beschlusstext\n\nDer Magistrat wird aufgefordert, zu bauen.\n\n1. hier\n\n## Begründung\n\nWeil es nötig ist."
    )
    assert drafts.take_apart(canonical) == parts


def test_own_heading_cannot_pass_for_a_part():
    canonical = drafts.compose(Parts("Eins\n\n## Begründung\n\nZwei", "Drei"), oral=False)

    assert drafts.take_apart(canonical) == Parts("Eins\n\n### Begründung\n\nZwei", "Drei")


@pytest.mark.parametrize(
    ("reasons", "written"),
    [("", "Die Begründung erfolgt mündlich."), ("Kurz.", "Kurz.\n\nWeitere Begründung erfolgt mündlich.")],
)
def test_reasons_given_in_the_meeting_are_announced(reasons, written):
    assert drafts.take_apart(drafts.compose(Parts("Text.", reasons), oral=True)).reasons == written


@pytest.mark.parametrize("kind", MotionKind.values)
def test_every_kind_has_its_opening_formula_and_it_is_no_motion_yet(kind):
    assert not drafts.is_begun(drafts.OPENINGS[kind])
    assert drafts.is_begun(drafts.OPENINGS[kind] + " zu berichten.")
    assert kind in drafts.EXPLANATIONS


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Radweg an der Mühlgasse", "RADWEG  an der Mühlgasse!", True),
        ("Radweg an der Mu\u0308hlgasse", "Radweg an der Mühlgasse", True),
        ("Radweg an der Mühlgasse", "Radweg an der Hauptstraße", False),
    ],
)
def test_titles_are_the_same_but_for_case_and_signs(one, other, same):
    assert drafts.same_title(one, other) is same


def test_hash_of_the_wording_is_that_of_its_text():
    canonical = drafts.compose(Parts("Ä", "ß"), oral=False)

    assert len(hashlib.sha256(canonical.encode()).hexdigest()) == 64
    assert drafts.compose(Parts("A\u0308", "ß"), oral=False) == canonical
