import dataclasses
import io
import time
from datetime import UTC, datetime

import pypdf
import pytest

from documents.print import press
from documents.print.sheets import (
    AgendaEntry,
    AgendaPart,
    AgendaSheet,
    Block,
    ExtractSheet,
    Fact,
    ListSheet,
    MinutesItem,
    MinutesSheet,
    PaperSheet,
    Presence,
    Votes,
)

HOSTILE = r"#set text(red) #panic() $x^2$ [a] *b* _c_ \ @ref <label> `raw` // Notiz /* Rest */ = Kopf ~ -- ... ' \" "

PAPER = PaperSheet(
    city="Stadt Falkenbrück",
    issuer="Der Magistrat",
    kind="Magistratsvorlage",
    reference="101.20.35",
    date="12. Mai 2026",
    title="Geschützter Radweg am Hafen",
    originators=("Magistrat",),
    facts=(Fact(label="Federführung", value="Tiefbauamt"),),
    way=(
        Block(kind="heading", text="Weg durch die Gremien"),
        Block(kind="point", label="1.", text="Vorberatung: Verkehrsausschuss · 10. Juni 2026"),
    ),
    blocks=(
        Block(kind="heading", text="Beschlussvorschlag"),
        Block(kind="point", label="1.", text="Der Radweg wird gebaut."),
        Block(kind="point", label="a)", text="Nur am Tag.", level=2),
        Block(kind="heading", text="Begründung"),
        Block(text="Weil er fehlt."),
    ),
    attachments=("Lageplan",),
    signatures=("Dr. Miriam Aldinger\nOberbürgermeisterin",),
)

AGENDA = AgendaSheet(
    city="Stadt Falkenbrück",
    issuer="Die Stadtverordnetenvorsteherin",
    kind="Einladung",
    title="8. öffentliche Sitzung",
    facts=(Fact(label="Tag", value="Montag, 30. November 2026"), Fact(label="Ort", value="Rathaus")),
    parts=(
        AgendaPart(
            title="Tagesordnung I",
            entries=(
                AgendaEntry(number="I/1", title="Mitteilungen"),
                AgendaEntry(number="I/1.1", title="Bericht", level=2, blocks=(Block(text="Mitteilung 101.20.1"),)),
                AgendaEntry(number="I/2", title="Grundstück", closed=True),
            ),
        ),
        AgendaPart(title="Tagesordnung II", entries=()),
    ),
)

MINUTES = MinutesSheet(
    city="Stadt Falkenbrück",
    issuer="Büro der Stadtverordnetenversammlung",
    title="7. öffentliche Sitzung",
    body="Stadtverordnetenversammlung",
    day="Montag, 2. November 2026",
    begin="16:00 Uhr",
    end="20:45 Uhr",
    place="Rathaus",
    status="Entwurf",
    presence=(Presence(label="Anwesend", names=("Ada Öz", "Jan Berg")), Presence(label="Entschuldigt", names=())),
    items=(
        MinutesItem(
            number="I/3",
            title="Radweg",
            reference="101.20.35",
            resolution="Der Radweg wird gebaut.",
            result="mehrheitlich angenommen",
            votes=(Votes(label="Grüne Stadt", yes=17, no=0, abstained=1),),
        ),
    ),
)

EXTRACT = ExtractSheet(
    city="Stadt Falkenbrück",
    issuer="Büro der Stadtverordnetenversammlung",
    number="StaVo 2026/17",
    title="Radweg",
    facts=(Fact(label="Sitzung", value="7. Sitzung"), Fact(label="Tagesordnungspunkt", value="I/3")),
    result="einstimmig angenommen",
    resolution=(Block(kind="point", label="1.", text="Der Radweg wird gebaut."),),
)

LIST = ListSheet(
    city="Stadt Falkenbrück",
    issuer="Stadtverordnetenversammlung",
    kind="Anfragen",
    title="Was offen ist",
    facts=(Fact(label="Stand", value="heute"),),
    blocks=(
        Block(kind="point", label="•", text="Anfrage 101.20.7\nKitaplätze"),
        Block(kind="table", text="Zahlen", rows=(("Amt", "offen"), ("Tiefbauamt", "3"))),
    ),
    note="Gedruckt sind die ersten.",
)

EVERY_SHEET = [
    pytest.param(PAPER, id="paper"),
    pytest.param(AGENDA, id="agenda"),
    pytest.param(MINUTES, id="minutes"),
    pytest.param(EXTRACT, id="extract"),
    pytest.param(LIST, id="list"),
]


def read(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def text(pdf):
    return "\n".join(page.extract_text() for page in read(pdf).pages)


def lines(pdf):
    return [line.strip() for line in text(pdf).splitlines()]


def body(*blocks):
    return dataclasses.replace(PAPER, facts=(), way=(), blocks=blocks, attachments=(), signatures=())


@pytest.mark.parametrize("sheet", EVERY_SHEET)
def test_every_sheet_is_tagged_named_and_german(sheet):
    pdf = read(press.sheet(sheet))

    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "de-DE"
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert root["/StructTreeRoot"]["/Type"] == "/StructTreeRoot"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert pdf.metadata.title == sheet.title
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data().replace(b" ", b"")


@pytest.mark.parametrize("sheet", EVERY_SHEET)
def test_every_sheet_prints_the_same_bytes_twice(sheet):
    assert press.sheet(sheet) == press.sheet(sheet)


@pytest.mark.parametrize("sheet", EVERY_SHEET)
def test_every_sheet_prints_every_value_it_was_given(sheet):
    words = set(" ".join(lines(press.sheet(sheet))).replace(": ", " ").replace(", ", " ").split())

    assert {word for word in _words(dataclasses.asdict(sheet)) if word.strip(",:") not in words} == set()


@pytest.mark.parametrize("sheet", EVERY_SHEET)
def test_every_sheet_says_that_it_is_closed_only_when_it_is(sheet):
    closed = dataclasses.replace(sheet, closed=True)

    assert lines(press.sheet(sheet)).count("NICHTÖFFENTLICH") == 0
    assert lines(press.sheet(closed)).count("NICHTÖFFENTLICH") == 1


def _words(value):
    """All words of a sheet's values, without the codes that only steer the layout."""
    if isinstance(value, str):
        return value.split()
    if isinstance(value, dict):
        return [word for key, entry in value.items() if key != "kind" for word in _words(entry)]
    if isinstance(value, (list, tuple)):
        return [word for entry in value for word in _words(entry)]
    return []


def test_paper_reads_in_the_order_of_the_sheet():
    assert lines(press.sheet(PAPER)) == [
        "Stadt Falkenbrück",
        "Der Magistrat",
        "Nr. 101.20.35",
        "12. Mai 2026",
        "Magistratsvorlage",
        "Geschützter Radweg am Hafen",
        "Eingebracht von Magistrat",
        "Federführung Tiefbauamt",
        "Weg durch die Gremien",
        "1. Vorberatung: Verkehrsausschuss · 10. Juni 2026",
        "Beschlussvorschlag",
        "1. Der Radweg wird gebaut.",
        "a) Nur am Tag.",
        "Begründung",
        "Weil er fehlt.",
        "Dateien",
        "• Lageplan",
        "Dr. Miriam Aldinger",
        "Oberbürgermeisterin",
        "Stadt Falkenbrück Seite 1 von 1",
    ]


def test_paper_without_number_says_so():
    pdf = press.sheet(dataclasses.replace(PAPER, reference="", date=""))

    assert lines(pdf)[:2] == ["Stadt Falkenbrück", "Der Magistrat ohne Nummer"]


def test_headings_and_points_are_tagged():
    kinds = _tags(read(press.sheet(PAPER)).trailer["/Root"]["/StructTreeRoot"])

    assert [kinds.count(kind) for kind in ("/H1", "/H2", "/L", "/Table", "/TH")] == [1, 4, 4, 0, 0]


def _tags(node):
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [kind for child in node for kind in _tags(child)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/S"])] if "/S" in node else []
    return own + _tags(node.get("/K", []))


@pytest.mark.parametrize("levels", [[3], [2, 1], [1, 3, 2], [9], [1, 2, 3, 1]])
def test_headings_that_skip_a_level_are_drawn_up(levels):
    skipping = body(*[Block(kind="heading", text=f"Stufe {level}", level=level) for level in levels])

    assert lines(press.sheet(skipping))[-len(levels) - 1 : -1] == [f"Stufe {level}" for level in levels]


def test_minutes_that_begin_with_a_subitem_are_printed():
    orphan = dataclasses.replace(MINUTES, presence=(), items=(MinutesItem(number="I/2.1", title="Radweg", level=2),))

    assert lines(press.sheet(orphan))[-2] == "TOP I/2.1 Radweg"


def test_pages_are_counted_in_german():
    long = body(*[Block(text="Ein Satz, der sich wiederholt. " * 12)] * 30)

    pages = read(press.sheet(long)).pages

    ends = [page.extract_text().strip().splitlines()[-1] for page in pages]
    assert ends == [f"Stadt Falkenbrück Seite {number} von {len(pages)}" for number in range(1, len(pages) + 1)]
    assert len(pages) > 2


@pytest.mark.parametrize("kind", ["paragraph", "heading", "point", "quote"])
def test_hostile_text_is_printed_as_text(kind):
    pdf = press.sheet(body(Block(kind=kind, label="1.", text=HOSTILE)))

    assert " ".join(text(pdf).split()).count(HOSTILE.strip()) == 1


def test_hostile_text_is_printed_as_text_in_every_field():
    hostile = dataclasses.replace(
        PAPER,
        city=HOSTILE,
        issuer=HOSTILE,
        kind=HOSTILE,
        reference=HOSTILE,
        date=HOSTILE,
        title=HOSTILE,
        originators=(HOSTILE, HOSTILE),
        facts=(Fact(label=HOSTILE, value=HOSTILE),),
        summary=HOSTILE,
        above=(Block(kind="table", text=HOSTILE, rows=((HOSTILE, HOSTILE), (HOSTILE, HOSTILE))),),
        attachments=(HOSTILE,),
        signatures=(HOSTILE,),
    )

    assert text(press.sheet(hostile)).count("#panic()") >= 15
    assert read(press.sheet(hostile)).metadata.title == HOSTILE


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("Zahlung an \u202eGBM\u202c", "Zahlung an [U+202E]GBM[U+202C]"),
        ("Gut so \U0001f600!", "Gut so [U+1F600]!"),
        ("北京 und ]^-", "[U+5317][U+4EAC] und ]^-"),
        ("Null\x00 und \ud800", "Null[U+0000] und [U+D800]"),
        ("Zażółć gęślą jaźń, İğne, Ελλάδα, Україна", "Zażółć gęślą jaźń, İğne, Ελλάδα, Україна"),
        ("Kassel²³ – „so“ … §\u00a053", "Kassel²³ – „so“ … §\u00a053"),
    ],
)
def test_characters_are_printed_or_named(given, printed):
    pdf = press.sheet(body(Block(text=given)))

    assert lines(pdf)[-2].replace("\u00a0", " ") == printed.replace("\u00a0", " ")


def test_a_line_break_stays_a_line_break():
    pdf = press.sheet(body(Block(text="Erste Zeile\nZweite Zeile")))

    assert lines(pdf)[-3:-1] == ["Erste Zeile", "Zweite Zeile"]


@pytest.mark.parametrize("word", ["x" * 900, "https://example.org/" + "pfad-" * 80, "Ä" * 300])
def test_a_word_longer_than_the_line_is_broken_and_complete(word):
    long = body(Block(text=word))
    narrow = body(Block(kind="table", text="", rows=(("Kopf", "Kopf", "Kopf"), (word, word, word))))

    assert "".join(lines(press.sheet(long))).count(word) == 1
    assert _beyond_the_margin(press.sheet(long)) == []
    assert _beyond_the_margin(press.sheet(narrow)) == []


def _beyond_the_margin(pdf):
    """Texts that start to the right of the right margin, in points from the left edge."""
    found = []

    def visit(string, cm, tm, font, size):
        if tm[4] * cm[0] + cm[4] > 595 - 62 and string.strip():
            found.append(string)

    for page in read(pdf).pages:
        page.extract_text(visitor_text=visit)
    return found


def test_the_moment_of_printing_is_written_only_when_given():
    printed_at = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)

    dated = read(press.sheet(dataclasses.replace(PAPER, printed_at=printed_at)))

    assert dated.metadata.creation_date == printed_at
    assert read(press.sheet(PAPER)).metadata.creation_date is None


def test_an_empty_agenda_part_says_so():
    assert lines(press.sheet(AGENDA))[-2] == "Keine Punkte."


def test_absent_members_have_their_column_only_when_somebody_was_absent():
    absent = dataclasses.replace(EXTRACT, votes=(Votes(label="Grüne Stadt", yes=1, no=2, abstained=3, absent=4),))
    present = dataclasses.replace(EXTRACT, votes=(Votes(label="Grüne Stadt", yes=1, no=2, abstained=3),))

    assert lines(press.sheet(absent))[-3:-1] == ["Fraktion Ja Nein Enthaltung Abwesend", "Grüne Stadt 1 2 3 4"]
    assert lines(press.sheet(present))[-3:-1] == ["Fraktion Ja Nein Enthaltung", "Grüne Stadt 1 2 3"]


def test_the_same_sheet_is_printed_once():
    first = press.sheet(PAPER)

    assert press.sheet(dataclasses.replace(PAPER)) is first


@pytest.mark.parametrize("text", ["Wort " * 40_000, "x" * 200_000, "Zeile\n" * 10_000], ids=["words", "word", "lines"])
def test_a_very_long_text_is_printed_whole(text):
    pdf = read(press.sheet(body(Block(text=text))))

    printed = "".join(page.extract_text() for page in pdf.pages)
    assert printed.count(text[0]) - press_marks(text[0], pages=len(pdf.pages)) == text.count(text[0])


def press_marks(letter, *, pages):
    """How often the letter stands in the frame of so many pages."""
    frame = text(press.sheet(body()))
    heads = pages - 1
    return frame.count(letter) + heads * (PAPER.city + PAPER.kind + PAPER.title + PAPER.reference).count(letter)


def test_more_than_the_press_can_take_is_refused_with_a_sentence():
    with pytest.raises(press.TooLong, match=r"Das ist zu viel Text für ein PDF\."):
        press.sheet(body(Block(text="ä\U0001f600" * 60_000)))


def test_a_missing_font_folder_does_not_stop_the_press(tmp_path):
    assert press.sheet(PAPER, font_paths=[tmp_path / "fehlt"]) == press.sheet(PAPER)


def test_the_press_keeps_its_pace(capsys):
    long = body(*[Block(text="Ein Satz, der sich wiederholt. " * 12)] * 30)
    press.sheet(PAPER)

    begun = time.perf_counter()
    press.sheet(long)
    taken = (time.perf_counter() - begun) * 1000

    with capsys.disabled():
        print(f" [{taken:.0f} ms] ", end="")  # noqa: T201 - a measurement, printed and not asserted
