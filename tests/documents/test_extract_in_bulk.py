"""Whole cities are read by the faster reader: the same words, the same outcomes, the same confinement."""

import re
import subprocess
import sys
from collections import Counter

import pytest

from documents import extract, reading, vault
from documents.extraction import parent
from documents.models import File
from tests import factories, shared
from tests.documents import pdfs
from tests.documents.hostile import FILES

LIKENESS = 0.98  # word F1


def bulk(tmp_path, content, **limits):
    path = tmp_path / "datei.pdf"
    path.write_bytes(content)
    return extract.pages_in_bulk(path, limits=extract.Limits()._replace(**limits))


def test_pages_come_in_order_with_their_text(tmp_path):
    found = bulk(tmp_path, pdfs.written("Drucksache 101.18.1261", "Anfrage für Straße § 1", "Schluss"))

    assert found == extract.Extraction(
        pages=("Drucksache 101.18.1261", "Anfrage für Straße § 1", "Schluss"), outcome="read", page_count=3
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 kein PDF", "foreign"),
        (b"%PDF-1.7\n" + b"\xff\x00" * 5_000, "damaged"),
        (pdfs.encrypted("Vorlage", password="geheim"), "locked"),
        (pdfs.drawn(b"0 0 100 100 re f", b"q Q"), "images"),
    ],
)
def test_what_cannot_be_read_has_the_same_reason(tmp_path, content, expected):
    assert bulk(tmp_path, content).outcome == expected


def test_a_document_longer_than_allowed_gives_its_beginning(tmp_path):
    found = bulk(tmp_path, pdfs.written("eins", "zwei", "drei"), pages=2)

    assert (found.outcome, found.pages, found.page_count) == ("long", ("eins", "zwei"), 3)


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.socket().connect(('127.0.0.1', 9))",
        "import subprocess; subprocess.run(['true'])",
        "import ctypes; ctypes.CDLL('libc.so.6')",
        "open('geschrieben.txt', 'wb', 0).write(b'x')",
    ],
)
def test_the_faster_reader_is_as_confined(deed, tmp_path):
    confined = (
        "from documents.extraction import confinement as c;"
        "c.confine(memory=10**9, cpu_seconds=5, forbidden=c.NO_OTHER_FOREIGN_CODE)"
    )
    guilty = f"{confined}\ntry:\n    {deed}\nexcept OSError:\n    print('verwehrt')"
    surroundings = {"cwd": tmp_path, "env": {"PYTHONPATH": str(extract.QUICK.parents[2])}, "text": True}

    said = subprocess.run([sys.executable, "-c", guilty], capture_output=True, check=False, **surroundings).stdout

    assert said == "verwehrt\n"


def words(extraction):
    return Counter(re.findall(r"\w+", " ".join(extraction.pages)))


@shared.needs_shared
def test_both_readers_find_the_same_words():
    data = shared.SHARED / "data"
    paths = [*sorted((data / "karlsruhe-oparl" / "pdf-from-text").glob("*.pdf"))[:4], data / "pdf" / "multicolumn.pdf"]

    likeness = []
    for path in paths:
        quick, usual = words(extract.pages_in_bulk(path)), words(extract.pages(path))
        likeness.append(2 * (quick & usual).total() / (quick.total() + usual.total()))

    assert [round(value, 3) for value in likeness if value < LIKENESS] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("origin", "reader"), [("https://oparl.example.org/files/1", "quick.py"), (None, "child.py")])
def test_files_of_an_import_are_read_by_the_faster_reader(tmp_path, monkeypatch, origin, reader):
    path = tmp_path / "datei.pdf"
    path.write_bytes(pdfs.written("Vorlage"))
    with path.open("rb") as stream:
        stored = vault.store(stream, max_bytes=10**6)
    file = factories.file(sha512=stored.sha512, mime_type="application/pdf", state="received", origin=origin)
    started = []
    real = parent.start
    monkeypatch.setattr(
        parent, "start", lambda child, *args, **allowed: started.append(child.name) or real(child, *args, **allowed)
    )

    reading.read(file)

    assert (started, File.objects.get().pages.get().text) == ([reader], "Vorlage")


@pytest.mark.parametrize("name", ["a bomb", "a bomb in letters", "a page tree in a circle", "a form that draws itself"])
def test_hostile_file_ends_with_a_reason_by_the_faster_reader_too(tmp_path, name):
    path = tmp_path / "datei.pdf"
    path.write_bytes(FILES[name][0])

    found = extract.pages_in_bulk(path)

    assert [page.strip() for page in found.pages if page.strip()] == []
    assert found.outcome in ("images", "damaged", "large", "partly", "slow", "memory")
    assert found.reason != ""
