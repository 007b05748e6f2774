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
    MinutesItem,
    MinutesSheet,
    PaperSheet,
    Presence,
    Step,
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
    steps=(Step(body="Verkehrsausschuss", role="Vorberatung", date="10. Juni 2026", item="I/4"),),
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
    body="Stadtverordnetenversammlung",
    day="Montag, 30. November 2026",
    time="16:00 Uhr",
    place="Rathaus",
    parts=(
        AgendaPart(
            title="Tagesordnung I",
            entries=(
                AgendaEntry(number="I/1", title="Mitteilungen"),
                AgendaEntry(number="I/1.1", title="Bericht", level=2, reference="101.20.1", originators="Magistrat"),
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
    title="Radweg",
    body="Stadtverordnetenversammlung",
    meeting="7. Sitzung",
    item="I/3",
    result="einstimmig angenommen",
    resolution=(Block(kind="point", label="1.", text="Der Radweg wird gebaut."),),
)

EVERY_SHEET = [
    pytest.param(press.paper, PAPER, id="paper"),
    pytest.param(press.agenda, AGENDA, id="agenda"),
    pytest.param(press.minutes, MINUTES, id="minutes"),
    pytest.param(press.extract, EXTRACT, id="extract"),
]


def read(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def text(pdf):
    return "\n".join(page.extract_text() for page in read(pdf).pages)


def lines(pdf):
    return [line.strip() for line in text(pdf).splitlines()]


def body(*blocks):
    return dataclasses.replace(PAPER, facts=(), steps=(), blocks=blocks, attachments=(), signatures=())


@pytest.mark.parametrize(("printed", "sheet"), EVERY_SHEET)
def test_every_sheet_is_tagged_named_and_german(printed, sheet):
    pdf = read(printed(sheet))

    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "de-DE"
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert root["/StructTreeRoot"]["/Type"] == "/StructTreeRoot"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert pdf.metadata.title == sheet.title
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data().replace(b" ", b"")


@pytest.mark.parametrize(("printed", "sheet"), EVERY_SHEET)
def test_every_sheet_prints_the_same_bytes_twice(printed, sheet):
    assert printed(sheet) == printed(sheet)


@pytest.mark.parametrize(("printed", "sheet"), EVERY_SHEET)
def test_every_sheet_prints_every_value_it_was_given(printed, sheet):
    words = set(" ".join(lines(printed(sheet))).replace(": ", " ").replace(", ", " ").split())

    assert {word for word in _words(dataclasses.asdict(sheet)) if word.strip(",") not in words} == set()


@pytest.mark.parametrize(("printed", "sheet"), EVERY_SHEET)
def test_every_sheet_says_that_it_is_closed_only_when_it_is(printed, sheet):
    closed = dataclasses.replace(sheet, closed=True)

    assert lines(printed(sheet)).count("NICHTÖFFENTLICH") == 0
    assert lines(printed(closed)).count("NICHTÖFFENTLICH") == 1


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
    assert lines(press.paper(PAPER)) == [
        "Stadt Falkenbrück",
        "Der Magistrat",
        "Nr. 101.20.35",
        "12. Mai 2026",
        "Magistratsvorlage",
        "Geschützter Radweg am Hafen",
        "Eingebracht von Magistrat",
        "Federführung Tiefbauamt",
        "Beratungsfolge",
        "Gremium Aufgabe Sitzung am TOP",
        "Verkehrsausschuss Vorberatung 10. Juni 2026 I/4",
        "Beschlussvorschlag",
        "1. Der Radweg wird gebaut.",
        "a) Nur am Tag.",
        "Begründung",
        "Weil er fehlt.",
        "Anlagen",
        "• Lageplan",
        "Dr. Miriam Aldinger",
        "Oberbürgermeisterin",
        "Stadt Falkenbrück Seite 1 von 1",
    ]


def test_paper_without_number_says_so():
    pdf = press.paper(dataclasses.replace(PAPER, reference="", date=""))

    assert lines(pdf)[:2] == ["Stadt Falkenbrück", "Der Magistrat ohne Nummer"]


def test_headings_and_points_are_tagged():
    kinds = _tags(read(press.paper(PAPER)).trailer["/Root"]["/StructTreeRoot"])

    assert [kinds.count(kind) for kind in ("/H1", "/H2", "/L", "/Table", "/TH")] == [1, 4, 3, 1, 4]


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

    assert lines(press.paper(skipping))[-len(levels) - 1 : -1] == [f"Stufe {level}" for level in levels]


def test_minutes_that_begin_with_a_subitem_are_printed():
    orphan = dataclasses.replace(MINUTES, presence=(), items=(MinutesItem(number="I/2.1", title="Radweg", level=2),))

    assert lines(press.minutes(orphan))[-2] == "TOP I/2.1 Radweg"


def test_pages_are_counted_in_german():
    long = body(*[Block(text="Ein Satz, der sich wiederholt. " * 12)] * 30)

    pages = read(press.paper(long)).pages

    ends = [page.extract_text().strip().splitlines()[-1] for page in pages]
    assert ends == [f"Stadt Falkenbrück Seite {number} von {len(pages)}" for number in range(1, len(pages) + 1)]
    assert len(pages) > 2


@pytest.mark.parametrize("kind", ["paragraph", "heading", "point", "quote"])
def test_hostile_text_is_printed_as_text(kind):
    pdf = press.paper(body(Block(kind=kind, label="1.", text=HOSTILE)))

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
        steps=(Step(body=HOSTILE, role=HOSTILE, date=HOSTILE, item=HOSTILE, result=HOSTILE),),
        attachments=(HOSTILE,),
        signatures=(HOSTILE,),
    )

    assert text(press.paper(hostile)).count("#panic()") >= 15
    assert read(press.paper(hostile)).metadata.title == HOSTILE


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
    pdf = press.paper(body(Block(text=given)))

    assert lines(pdf)[-2].replace("\u00a0", " ") == printed.replace("\u00a0", " ")


def test_a_line_break_stays_a_line_break():
    pdf = press.paper(body(Block(text="Erste Zeile\nZweite Zeile")))

    assert lines(pdf)[-3:-1] == ["Erste Zeile", "Zweite Zeile"]


@pytest.mark.parametrize("word", ["x" * 900, "https://example.org/" + "pfad-" * 80, "Ä" * 300])
def test_a_word_longer_than_the_line_is_broken_and_complete(word):
    long = body(Block(text=word))
    narrow = dataclasses.replace(PAPER, blocks=(), steps=(Step(body=word, role=word),))

    assert "".join(lines(press.paper(long))).count(word) == 1
    assert _beyond_the_margin(press.paper(long)) == []
    assert _beyond_the_margin(press.paper(narrow)) == []


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

    dated = read(press.paper(dataclasses.replace(PAPER, printed_at=printed_at)))

    assert dated.metadata.creation_date == printed_at
    assert read(press.paper(PAPER)).metadata.creation_date is None


def test_an_empty_agenda_part_says_so():
    assert lines(press.agenda(AGENDA))[-2] == "Keine Punkte."


def test_absent_members_have_their_column_only_when_somebody_was_absent():
    absent = dataclasses.replace(EXTRACT, votes=(Votes(label="Grüne Stadt", yes=1, no=2, abstained=3, absent=4),))
    present = dataclasses.replace(EXTRACT, votes=(Votes(label="Grüne Stadt", yes=1, no=2, abstained=3),))

    assert lines(press.extract(absent))[-3:-1] == ["Fraktion Ja Nein Enthaltung Abwesend", "Grüne Stadt 1 2 3 4"]
    assert lines(press.extract(present))[-3:-1] == ["Fraktion Ja Nein Enthaltung", "Grüne Stadt 1 2 3"]


def test_a_missing_font_folder_does_not_stop_the_press(tmp_path):
    assert press.paper(PAPER, font_paths=[tmp_path / "fehlt"]) == press.paper(PAPER)


def test_the_press_keeps_its_pace(capsys):
    long = body(*[Block(text="Ein Satz, der sich wiederholt. " * 12)] * 30)
    press.paper(PAPER)

    begun = time.perf_counter()
    press.paper(long)
    taken = (time.perf_counter() - begun) * 1000

    with capsys.disabled():
        print(f" [{taken:.0f} ms] ", end="")  # noqa: T201 - a measurement, printed and not asserted
