import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import text

LONG = "Die Verwaltung wird gebeten, den Ausbau der Radwege an der Hauptstraße"


def outline(canonical):
    return [(block.kind, block.label, block.text) for block in text.blocks(canonical)]


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("eins\r\nzwei\rdrei", "eins\nzwei\ndrei"),
        ("Seite 1\fSeite 2", "Seite 1\nSeite 2"),
        ("Zeile\u2028Zeile\u2029Absatz", "Zeile\nZeile\n\nAbsatz"),
        ("Null\0zeichen", "Nullzeichen"),
        ("Glocke\x07\x1b[0m\x9f", "Glocke[0m"),
        ("\ufeffAnfang", "Anfang"),
        ("rechts\u202enach links", "rechtsnach links"),
        ("halbes \ud83d Zeichen", "halbes  Zeichen"),
        ("Gru\u0308n", "Grün"),
        ("Kassel²³", "Kassel²³"),
        ("§\u00a01 „Satz“ – ‚Wort‘ …", "§\u00a01 „Satz“ – ‚Wort‘ …"),
        ("\tmit Tabulator\n", "\tmit Tabulator\n"),
        ("", ""),
    ],
)
def test_normalised_text_is_canonical(raw, canonical):
    assert text.normalise(raw) == canonical


@given(st.text())
def test_normalising_twice_changes_nothing(raw):
    once = text.normalise(raw)

    assert text.normalise(once) == once
    assert text.remarks(once) == ()


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cn", "Cf", "Zl"])))
def test_readable_characters_are_never_dropped(raw):
    assert text.normalise(raw) == unicodedata.normalize("NFC", raw.replace("\u2029", "\n\n"))


@pytest.mark.parametrize(
    ("raw", "remarks"),
    [
        ("alles lesbar\r\n", ()),
        ("\0", ("1 Nullzeichen wurde entfernt.",)),
        ("\0\0\x07", ("2 Nullzeichen wurden entfernt.", "1 Steuerzeichen wurde entfernt.")),
        ("\x07\x08", ("2 Steuerzeichen wurden entfernt.",)),
    ],
)
def test_what_is_dropped_is_said(raw, remarks):
    assert text.remarks(raw) == remarks


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("", []),
        (" \n\u00a0\n\t", []),
        ("ein Absatz", [("paragraph", "", "ein Absatz")]),
        ("eins\n\nzwei", [("paragraph", "", "eins"), ("paragraph", "", "zwei")]),
        ("eins\n \u00a0 \nzwei", [("paragraph", "", "eins"), ("paragraph", "", "zwei")]),
        ("eins\nzwei", [("paragraph", "", "eins\nzwei")]),
        ("# Titel\n## Teil", [("heading", "#", "Titel"), ("heading", "##", "Teil")]),
        ("# Titel\nText", [("heading", "#", "Titel"), ("paragraph", "", "Text")]),
        ("#tag ist keine", [("paragraph", "", "#tag ist keine")]),
        ("1. eins\n2. zwei", [("point", "1.", "eins"), ("point", "2.", "zwei")]),
        ("1) eins\n2) zwei", [("point", "1)", "eins"), ("point", "2)", "zwei")]),
        ("a) eins\nb) zwei", [("point", "a)", "eins"), ("point", "b)", "zwei")]),
        ("(1) eins\n(2) zwei", [("point", "(1)", "eins"), ("point", "(2)", "zwei")]),
        ("1.1 Ziele\n1.2 Mittel", [("point", "1.1", "Ziele"), ("point", "1.2", "Mittel")]),
        ("5.An welchen?", [("point", "5.", "An welchen?")]),
        ("Wir fragen:\n1. Warum?", [("paragraph", "", "Wir fragen:"), ("point", "1.", "Warum?")]),
        ("1. Ein\nlanger Punkt", [("point", "1.", "Ein\nlanger Punkt")]),
        ("1. eins\n\nmehr", [("point", "1.", "eins"), ("paragraph", "", "mehr")]),
        ("• eins\n• zwei", [("bullet", "•", "eins"), ("bullet", "•", "zwei")]),
        ("  - eins\n  - zwei", [("bullet", "-", "eins"), ("bullet", "-", "zwei")]),
        ("* eins\n– zwei", [("bullet", "*", "eins"), ("bullet", "–", "zwei")]),
        ("*innen und -heiten", [("paragraph", "", "*innen und -heiten")]),
        ("3. Mai 2024", [("paragraph", "", "3. Mai 2024")]),
        ("14.05.2024 Sitzung", [("paragraph", "", "14.05.2024 Sitzung")]),
        ("12.30 Uhr", [("paragraph", "", "12.30 Uhr")]),
        ("1.000 Euro", [("paragraph", "", "1.000 Euro")]),
        ("1.", [("paragraph", "", "1.")]),
    ],
)
def test_text_is_cut_into_blocks(canonical, expected):
    assert outline(canonical) == expected


@pytest.mark.parametrize("tail", ["1. Staffel zu fördern", "– so der Magistrat – zu prüfen", "2. Lesung"])
def test_what_looks_like_a_mark_inside_running_text_is_running_text(tail):
    assert outline(f"{LONG}\n{tail}") == [("paragraph", "", f"{LONG}\n{tail}")]


def test_list_goes_on_after_a_long_item_without_full_stop():
    assert outline(f"1. {LONG}\n2. Weiteres\n- {LONG}\n- Weiteres") == [
        ("point", "1.", LONG),
        ("point", "2.", "Weiteres"),
        ("bullet", "-", LONG),
        ("bullet", "-", "Weiteres"),
    ]


def test_line_longer_than_any_margin_is_a_block_of_its_own():
    whole = "Satz. " * 30

    assert outline(f"Überschrift\n{whole}\nÜberschrift\nkurz") == [
        ("paragraph", "", "Überschrift"),
        ("paragraph", "", whole.strip()),
        ("paragraph", "", "Überschrift\nkurz"),
    ]


TEXTS = st.lists(
    st.sampled_from(["Wort", "\n", "\n\n", " ", "1. ", "2) ", "a) ", "• ", "- ", "# ", "\u00a0", "ß²", ".", LONG])
).map("".join)


@given(TEXTS | st.text().map(text.normalise))
def test_blocks_are_numbered_ordered_slices_that_lose_no_content(canonical):
    found = text.blocks(canonical)

    assert [block.number for block in found] == list(range(1, len(found) + 1))
    assert [block.text for block in found] == [canonical[block.start : block.end] for block in found]
    assert all(block.text == block.text.strip() != "" for block in found)
    assert all(before.end < after.start for before, after in itertools.pairwise(found))
    edges = [0, *(edge for block in found for edge in (block.start, block.end)), len(canonical)]
    outside = "".join(canonical[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
    assert len("".join(outside.split())) <= sum(len(block.label) for block in found)


def test_anchor_of_a_block_is_its_number():
    second = text.blocks("eins\n\nzwei")[1]

    assert text.anchor(second) == "absatz-2"


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Verkehrs-\nsicherheit", "Verkehrssicherheit"),
        ("Verkehrs- \n  sicherheit ist", "Verkehrssicherheit ist"),
        ("Ver-\nkehrs-\nsicherheit", "Verkehrssicherheit"),
        ("Stadt\u00ad\nrat", "Stadtrat"),
        ("Stadt\u2010\nrat", "Stadtrat"),
        ("(Haus-\nhalt)", "(Haushalt)"),
        ("Bürger/Einwoh-\nner", "Bürger/Einwohner"),
        ("Vor- und Nachteile", "Vor- und Nachteile"),
        ("Vor-\nund Nachteile", "Vor-\nund Nachteile"),
        ("Ein-\noder Ausfahrt", "Ein-\noder Ausfahrt"),
        ("SPD-\nFraktion", "SPD-Fraktion"),
        ("Smart-City-\nCharta", "Smart-City-Charta"),
        ("EU-\nweit", "EU-weit"),
        ("20-\njährige", "20-jährige"),
        ("2024-\n2025", "2024-2025"),
        ("https://kassel.de/smart-\ncity", "https://kassel.de/smart-city"),
        ("Karlsruhe -\nwo sonst", "Karlsruhe -\nwo sonst"),
        ("Ende-\n\nneuer Absatz", "Ende-\n\nneuer Absatz"),
        ("-\nnichts", "-\nnichts"),
    ],
)
def test_words_broken_at_the_line_end_are_joined(broken, whole):
    assert text.join_hyphens(broken) == whole


@given(TEXTS)
def test_text_without_hyphen_at_a_line_end_stays_as_it_is(raw):
    canonical = raw.replace("- ", "-Teil ")

    assert text.join_hyphens(canonical) == canonical


PAGE = """
Niederschrift
öffentlich
Die Stadträtin berichtet von einem Beispiel in den Nieder-
landen, wonach mittels einer Mitmachzentrale auch Menschen
zur freiwilligen Übernahme von Aufgaben angesprochen werden.
Dies wirke sich positiv aus.
Der Stadtrat verweist auf die geltenden Regelungen.  Er sehe
einen Widerspruch.
1. Der Magistrat wird gebeten, den Bericht in der Sitzung am
3. Mai vorzulegen.
2. Weiteres
• Punkt
"""


def test_lines_of_a_page_become_paragraphs():
    assert text.paragraphs_from_pdf(PAGE).split("\n\n") == [
        "Niederschrift öffentlich",
        "Die Stadträtin berichtet von einem Beispiel in den Niederlanden, wonach mittels einer Mitmachzentrale auch Menschen zur freiwilligen Übernahme von Aufgaben angesprochen werden. Dies wirke sich positiv aus.",
        "Der Stadtrat verweist auf die geltenden Regelungen. Er sehe einen Widerspruch.",
        "1. Der Magistrat wird gebeten, den Bericht in der Sitzung am 3. Mai vorzulegen.",
        "2. Weiteres",
        "• Punkt",
    ]


def test_double_spaced_page_is_read_like_a_single_spaced_one():
    lines = [
        "Die Stadt prüft den Antrag und legt dem",
        "Ausschuss bis zum Herbst einen Bericht",
        "über die Kosten und die Förderung",
        "vor.",
    ]

    assert text.paragraphs_from_pdf("\n\n".join(lines)) == text.paragraphs_from_pdf("\n".join(lines)) == " ".join(lines)


@given(st.text())
def test_no_character_of_a_page_is_lost_but_blanks_and_hyphens(page):
    def visible(of):
        return "".join(of.split()).replace("-", "").replace("\u2010", "").replace("\u00ad", "")

    assert visible(text.paragraphs_from_pdf(page)) == visible(text.normalise(page))


@pytest.mark.parametrize(
    "page", ["a" * 500_000, "-\n" * 100_000, "x- " * 100_000, "1. a\n" * 50_000, " " * 500_000, "\n" * 500_000]
)
def test_endless_pages_are_read_to_their_end(page):
    text.blocks(text.paragraphs_from_pdf(page))
    found = text.blocks(page)

    assert all(page[block.start : block.end] == block.text for block in found)
