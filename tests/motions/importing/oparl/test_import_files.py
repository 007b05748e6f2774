"""Files come in with what they hang on: their bytes, or the text in their place."""

import hashlib

import pytest

from documents.models import File, FilePage
from documents.states import FileState
from motions.importing.oparl.doubts import Doubt
from tests import kept
from tests.motions.importing.oparl.objects import made, origin
from tests.motions.importing.oparl.taking import changes, put, remarks, take

pytestmark = pytest.mark.django_db


def lay(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def paper_with_file(**properties):
    return [made("Paper", body=origin("Body", 1), mainFile=made("File", **properties))]


def test_bytes_lie_in_the_vault_before_their_text_is_read(folder):
    lay(folder, "files/antrag.pdf", b"%PDF-1.7 Radweg")
    put(folder, papers=paper_with_file(size=15))

    report = take(folder, with_files=True)

    file = File.objects.get()
    assert (file.state, file.size, file.problem, report.files) == (FileState.RECEIVED, 15, "", 1)
    assert kept.path(file.sha512).read_bytes() == b"%PDF-1.7 Radweg"


def test_other_bytes_than_promised_are_kept_and_told(folder):
    lay(folder, "files/antrag.pdf", b"%PDF-1.7 Radweg")
    put(folder, papers=paper_with_file(size=99, sha512Checksum="0" * 128))

    take(folder, with_files=True)

    file = File.objects.get()
    sentence = "Die Datei ist eine andere, als die Quelle angibt: Größe oder Prüfsumme weicht ab."
    assert (file.size, file.problem) == (15, sentence)
    assert remarks(Doubt.CHECKSUM) == [(origin("File", 1), sentence)]


def test_the_older_checksum_counts_where_there_is_no_newer(folder):
    lay(folder, "files/antrag.pdf", b"%PDF-1.7 Radweg")
    put(folder, papers=paper_with_file(sha1Checksum=hashlib.sha1(b"%PDF-1.7 Radweg").hexdigest()))

    take(folder, with_files=True)

    assert File.objects.get().problem == ""


def test_a_file_that_is_not_there_says_so(folder):
    put(folder, papers=paper_with_file(size=99))

    take(folder, with_files=True)

    file = File.objects.get()
    assert (file.state, file.size, file.problem) == (FileState.UNREADABLE, 99, "Die Datei selbst liegt nicht vor.")
    assert remarks(Doubt.NO_BYTES) == [(origin("File", 1), "Die Datei liegt nicht im Ordner.")]


def test_the_text_of_the_source_stands_in_for_a_missing_file(folder):
    put(folder, papers=paper_with_file(text="Der Radweg wird gebaut."))

    take(folder)
    again = take(folder, with_files=True)

    file = File.objects.get()
    assert (file.state, file.page_count, file.problem) == (
        FileState.READABLE,
        1,
        "Die Datei selbst liegt nicht vor.",
    )
    assert list(FilePage.objects.values_list("number", "text")) == [(1, "Der Radweg wird gebaut.")]
    assert changes(again) == {}


def test_bytes_that_come_later_replace_the_text(folder):
    put(folder, papers=paper_with_file(text="Der Radweg wird gebaut."))
    take(folder)

    lay(folder, "files/antrag.pdf", b"%PDF-1.7 Radweg")
    report = take(folder, with_files=True)
    again = take(folder, with_files=True)

    file = File.objects.get()
    assert (file.state, file.size, file.page_count, file.problem) == (FileState.RECEIVED, 15, None, "")
    assert FilePage.objects.count() == 0
    assert (changes(report), changes(again)) == ({"changed": {"File": 1}}, {})


def test_bytes_once_here_stay_when_the_source_loses_them(folder):
    lay(folder, "files/antrag.pdf", b"%PDF-1.7 Radweg")
    put(folder, papers=paper_with_file())
    take(folder, with_files=True)

    (folder / "files/antrag.pdf").unlink()
    put(folder, papers=paper_with_file(name="Antrag, neue Fassung"))
    take(folder, with_files=True)

    file = File.objects.get()
    assert (file.name, file.state, file.size) == ("Antrag, neue Fassung", FileState.RECEIVED, 15)


def test_a_file_that_is_too_large_is_told(folder, settings):
    settings.UPLOAD_MAX_BYTES = 10
    lay(folder, "files/antrag.pdf", b"%PDF-1.7 Radweg")
    put(folder, papers=paper_with_file())

    take(folder, with_files=True)

    assert File.objects.get().sha512 == ""
    assert remarks(Doubt.NO_BYTES) == [(origin("File", 1), "Die Datei ist zu groß: Erlaubt sind höchstens 10 Byte.")]
