import json
import subprocess
import sys
import time

import pytest

from documents import extract
from tests import shared
from tests.documents import pdfs
from tests.documents.hostile import FILES


@pytest.fixture
def read(tmp_path):
    def reading(content, **limits):
        path = tmp_path / "datei.pdf"
        path.write_bytes(content)
        return extract.pages(path, limits=extract.Limits()._replace(**limits))

    return reading


def outcome(extraction):
    return extraction.outcome, [page.strip() for page in extraction.pages]


def test_pages_come_in_order_with_their_text(read):
    found = read(pdfs.written("Drucksache 101.18.1261", "Anfrage für Straße § 1", "Schluss"))

    assert found == extract.Extraction(
        pages=("Drucksache 101.18.1261", "Anfrage für Straße § 1", "Schluss"), outcome="read", page_count=3
    )
    assert found.reason == ""


def test_title_is_read_and_cleaned(read):
    found = read(pdfs.drawn(pdfs.words("Text"), trailer=b"/Info << /Title (  Haushalt\\007\\n 2024 ) >>"))

    assert found.title == "Haushalt 2024"


def test_control_characters_and_ligatures_do_not_reach_the_text(read):
    found = read(pdfs.drawn(b"BT /F1 12 Tf 72 700 Td (A\\000B\\007C) Tj ET"))

    assert outcome(found) == ("read", ["ABC"])


def test_document_locked_with_an_empty_password_opens(read):
    assert outcome(read(pdfs.encrypted("Vorlage", password=""))) == ("read", ["Vorlage"])


def test_document_locked_with_a_password_says_so(read):
    found = read(pdfs.encrypted("Vorlage", password="geheim"))

    assert outcome(found) == ("locked", [])
    assert found.reason == "Das Dokument ist mit einem Passwort verschlüsselt; sein Text konnte nicht gelesen werden."


def test_scan_says_that_it_has_no_text(read):
    found = read(pdfs.drawn(b"0 0 100 100 re f", b"q Q"))

    assert outcome(found) == ("images", ["", ""])
    assert found.reason == "Das Dokument enthält keinen Text, sondern nur Bilder (zum Beispiel ein Scan)."


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 kein PDF", "foreign"),
        (b"<html>Portal</html>", "foreign"),
        (b"\0" * 100_000, "foreign"),
        (b" " * 2_000 + b"%PDF-1.7", "foreign"),
        (b"%PDF-1.7", "damaged"),
        (b"%PDF-1.7\n" + b"\xff\x00" * 5_000, "damaged"),
        (pdfs.written("Text")[:200], "damaged"),
        (pdfs.document({1: b"<< /Type /Catalog >>"}), "damaged"),
        (pdfs.document({1: b"<< /Type /Catalog /Pages 1 0 R >>"}), "damaged"),
        (pdfs.document({1: b"1 0 R"}), "damaged"),
    ],
)
def test_what_is_no_readable_pdf_is_named(read, content, expected):
    found = read(content)

    assert outcome(found) == (expected, [])
    assert found.reason == extract.REASONS[expected] != ""


def test_document_whose_table_of_references_is_misplaced_is_still_read(read):
    whole = pdfs.written("Gerettet")

    assert outcome(read(whole.replace(b"startxref\n", b"startxref\n1"))) == ("read", ["Gerettet"])


def test_polyglot_is_read_as_the_pdf_it_also_is(read):
    assert outcome(read(b"GIF89a <script>alert(1)</script>\n" + pdfs.written("Text"))) == ("read", ["Text"])


def test_script_and_launch_actions_are_left_alone(read):
    objects = {
        **pdfs.frame([10]),
        pdfs.CATALOG: b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >> "
        b"/AA << /WC << /S /Launch /F (/bin/sh) >> >> >>",
        10: pdfs.page(11),
        11: pdfs.stream(pdfs.words("Text")),
    }

    assert outcome(read(pdfs.document(objects))) == ("read", ["Text"])


@pytest.mark.parametrize("name", FILES)
def test_hostile_file_ends_in_time_with_a_reason(read, name):
    content, expected = FILES[name]
    began = time.monotonic()

    found = read(content)

    assert (found.outcome, found.reason) == (expected, extract.REASONS[expected])
    assert time.monotonic() - began < 60  # the limit on a file holds, however busy the machine


def test_five_thousand_pages_are_read_or_given_up_with_what_was_read(read):
    contents = pdfs.frame(range(10, 5010))
    contents |= {number: pdfs.page(5) for number in range(10, 5010)}

    found = read(pdfs.document({**contents, 5: pdfs.stream(pdfs.words("Seite"))}), seconds=5)

    assert found.page_count == 5_000
    assert found.outcome in ("read", "slow")
    assert {page.strip() for page in found.pages} == {"Seite"}


def test_broken_page_costs_only_itself(read):
    found = read(pdfs.drawn(pdfs.words("eins"), b" " * 50_000_000, pdfs.words("drei")))

    assert outcome(found) == ("partly", ["eins", "", "drei"])
    assert found.reason == "Einzelne Seiten sind beschädigt und konnten nicht gelesen werden."


SLOW = b"BT /F1 12 Tf (a) Tj ET\n" * 300_000


def test_what_was_read_before_the_time_was_up_is_kept(read):
    found = read(pdfs.page_without_end("eins", "zwei"), seconds=8, cpu_seconds=60, memory=2**32)

    assert outcome(found) == ("slow", ["eins", "zwei"])
    assert found.truncated is True
    assert found.reason == "Das Lesen des Dokuments dauerte zu lange und wurde abgebrochen. Gelesen: 2 von 3 Seiten."


def test_processor_time_is_bounded_too(read):
    found = read(pdfs.drawn(pdfs.words("eins"), SLOW), cpu_seconds=1)

    assert outcome(found) == ("slow", ["eins"])


def test_memory_is_bounded(read):
    found = read(pdfs.drawn(pdfs.words("eins"), SLOW), memory=110_000_000)

    assert outcome(found) == ("memory", ["eins"])
    assert (
        found.reason
        == "Das Lesen des Dokuments brauchte zu viel Speicher und wurde abgebrochen. Gelesen: 1 von 2 Seiten."
    )


def test_document_with_too_many_pages_is_read_as_far_as_allowed(read):
    found = read(pdfs.written("eins", "zwei", "drei"), pages=2)

    assert outcome(found) == ("long", ["eins", "zwei"])
    assert (found.truncated, found.page_count) == (True, 3)
    assert found.reason == "Das Dokument ist sehr lang; nur sein Anfang wurde gelesen. Gelesen: 2 von 3 Seiten."


def test_text_beyond_the_limit_is_cut(read):
    found = read(pdfs.written("12345", "67890", "weiter"), characters=8)

    assert outcome(found) == ("long", ["12345", "678"])
    assert found.truncated is True


def test_file_beyond_the_limit_is_not_even_opened(read):
    assert read(pdfs.written("Text"), file_bytes=100) == extract.Extraction((), "large")


def test_missing_file_is_an_error_of_the_caller(tmp_path):
    with pytest.raises(FileNotFoundError):
        extract.pages(tmp_path / "fehlt.pdf")


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.fork()",
        "import os; os.system('true')",
        "open('geschrieben.txt', 'wb', 0).write(b'x')",
        "bytearray(2_000_000_000)",
    ],
)
def test_child_can_neither_talk_write_start_nor_grow(deed, tmp_path):
    confined = "from documents.extraction import child; child._confine(memory=1_000_000_000, cpu_seconds=5)"
    harmless = [sys.executable, "-c", f"{confined}; print('frei')"]
    guilty = [
        sys.executable,
        "-c",
        f"{confined}\ntry:\n    {deed}\nexcept (OSError, MemoryError):\n    print('verwehrt')",
    ]
    surroundings = {"cwd": tmp_path, "env": {"PYTHONPATH": str(extract.CHILD.parent.parent.parent)}, "text": True}

    assert subprocess.run(harmless, capture_output=True, check=True, **surroundings).stdout == "frei\n"
    assert subprocess.run(guilty, capture_output=True, check=False, **surroundings).stdout == "verwehrt\n"


def test_child_answers_line_by_line(tmp_path):
    path = tmp_path / "datei.pdf"
    path.write_bytes(pdfs.written("eins"))
    allowed = json.dumps({"memory": 2**30, "cpu_seconds": 10, "pages": 10, "characters": 100})

    said = subprocess.run(
        [sys.executable, "-I", str(extract.CHILD), path, allowed], capture_output=True, check=True
    ).stdout

    assert [json.loads(line) for line in said.splitlines()] == [
        {"title": "", "count": 1},
        {"page": "eins"},
        {"end": "done"},
    ]


@shared.needs_shared
def test_every_sample_ends_as_text_or_as_a_clear_reason():
    folder = shared.SHARED / "data" / "pdf"
    names = [entry["file"] for entry in json.loads((folder / "files.json").read_text())]

    found = {name: extract.pages(folder / name) for name in names}

    assert {name: (each.outcome, len(each.pages)) for name, each in found.items()} == {
        "002-trivial-libre-office-writer.pdf": ("read", 1),
        "GeoTopo-komprimiert.pdf": ("read", 117),
        "annotated_pdf.pdf": ("read", 1),
        "crazyones-pdfa.pdf": ("read", 1),
        "google-doc-document.pdf": ("read", 1),
        "grayscale-image.pdf": ("images", 1),
        "habibi.pdf": ("read", 1),
        "imagemagick-images.pdf": ("read", 6),
        "libreoffice-form.pdf": ("read", 1),
        "libreoffice-writer-password.pdf": ("locked", 0),
        "minimal-document.pdf": ("read", 1),
        "multicolumn.pdf": ("read", 3),
        "pdflatex-4-pages.pdf": ("read", 4),
        "pdflatex-outline.pdf": ("read", 4),
        "with-attachment.pdf": ("read", 1),
    }
    assert all((each.reason == "") == any(page.strip() for page in each.pages) for each in found.values())
