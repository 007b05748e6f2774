"""The bytes of files: the lines P and D7 of the requirements."""

import hashlib
import io
import re

import pytest

from council.states import Audience
from documents import vault
from documents.actions import files
from documents.models import File
from documents.states import FileRole
from tests import factories
from tests.documents.oparl import asking

PDF = b"%PDF-1.7 Radweg " * 100


def of(type_: str, thing) -> dict:
    return asking.get(f"/oparl/v1.1/{type_}/{thing.key}")


def stored(**fields) -> File:
    kept = vault.store(io.BytesIO(PDF), max_bytes=10_000)
    return factories.file(sha512=kept.sha512, size=kept.size, name="Vorlage.pdf", file_name="vorlage.pdf", **fields)


def test_d7_the_bytes_of_a_deleted_file_are_gone(cast):
    file, unknown = stored(), stored(audience=Audience.PRIVATE)
    asking.publish()
    files.restrict(file, audience="private", by=None)

    answers = [asking.ask(f"/files/{one.key}/{way}") for one in (file, unknown) for way in ("view", "download")]

    assert [answer.status_code for answer in answers] == [410, 410, 404, 404]
    assert of("file", file)["deleted"] is True


def test_p1_p2_bytes_to_look_at_and_to_keep(cast):
    file = stored(paper=factories.paper(), role=FileRole.MAIN)
    asking.publish()
    told = of("file", file)

    looked, kept = asking.ask(told["accessUrl"]), asking.ask(told["downloadUrl"])

    assert looked.bytes == kept.bytes == PDF
    assert "attachment" not in looked.headers["Content-Disposition"]
    assert kept.headers["Content-Disposition"] == "attachment; filename*=UTF-8''vorlage.pdf"


def test_p1_no_kind_of_file_is_forced_upon_the_client(cast):
    file = stored(mime_type="text/html")
    asking.publish()

    answer = asking.ask(of("file", file)["accessUrl"])

    assert answer.headers["Content-Disposition"].startswith("inline")
    assert (answer.headers["Content-Type"], of("file", file)["mimeType"]) == ("application/octet-stream",) * 2


def test_p3_files_can_be_asked_whether_they_changed_and_fetched_in_pieces(cast):
    url = f"/files/{stored().key}/view"
    whole = asking.ask(url)
    headers = whole.headers

    assert int(headers["Content-Length"]) == len(PDF)
    assert re.fullmatch(r'"[0-9a-f]{64}"', headers["ETag"])
    assert asking.ask(url, if_none_match=headers["ETag"]).status_code == 304
    assert asking.ask(url, if_modified_since=headers["Last-Modified"]).status_code == 304


def test_p3_ranges(cast):
    url = f"/files/{stored().key}/view"
    etag = asking.ask(url).headers["ETag"]

    def part(given: str, **more):
        answer = asking.ask(url, range=given, **more)
        return answer.status_code, answer.headers.get("Content-Range"), answer.bytes

    size = len(PDF)
    assert part("bytes=5-9") == (206, f"bytes 5-9/{size}", PDF[5:10])
    assert part("bytes=-4") == (206, f"bytes {size - 4}-{size - 1}/{size}", PDF[-4:])
    assert part("bytes=1590-") == (206, f"bytes 1590-{size - 1}/{size}", PDF[1590:])
    assert part("bytes=99999-") == (416, f"bytes */{size}", b"")
    assert part("bytes=9-5") == part("bytes=") == part("pages=1-2") == (200, None, PDF)
    assert part("bytes=0-1", if_range='"other"') == (200, None, PDF)
    assert part("bytes=0-1", if_range=etag)[0] == 206


@pytest.mark.parametrize(
    ("title", "file_name", "told"),
    [
        ("Antrag 101.20.36", "", ("Antrag 101.20.36", "Antrag 101.20.36.pdf")),
        ("Vorlage.PDF", "", ("Vorlage", "Vorlage.PDF")),
        ("Plan vom 3.Mai", "plan.png", ("Plan vom 3.Mai", "plan.png")),
    ],
)
def test_p5_only_an_ending_is_cut_off_a_name(cast, title, file_name, told):
    file = factories.file(name=title, file_name=file_name, sha512="f" * 128, size=1)
    asking.publish()

    assert tuple(of("file", file)[name] for name in ("name", "fileName")) == told


def test_p4_p5_a_file_is_what_is_said_of_it(cast):
    file = stored()
    files.keep_text(file, pages=["Der Radweg.", "Seite zwei."])
    asking.publish()

    told = of("file", file)

    assert (told["size"], told["sha512Checksum"]) == (len(PDF), hashlib.sha512(PDF).hexdigest())
    assert (told["name"], told["fileName"], told["mimeType"]) == ("Vorlage", "vorlage.pdf", "application/pdf")
    assert told["text"] == "Der Radweg.\n\nSeite zwei."
    assert "sha1Checksum" not in told
