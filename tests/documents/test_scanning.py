import contextlib
import io
import socket
import struct
import threading

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from council import settings as reading
from documents import inspecting, scanning, vault
from documents.models import File, Inspection, Quarantine
from documents.reading import read_files
from tests import factories
from tests.documents import pdfs

SICK = b"krank"


class Scanner(threading.Thread):
    """A small clamd: it speaks INSTREAM, finds what contains the word for sick, and breaks off the first `broken` talks."""

    def __init__(self, *, most=2**30, broken=0):
        super().__init__(daemon=True)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.listening.getsockname()[1]}"
        self.most, self.broken, self.seen = most, broken, []
        self.start()

    def run(self):
        with contextlib.suppress(OSError):
            while True:
                line, _ = self.listening.accept()
                with line:
                    if self.broken:
                        self.broken -= 1
                        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        continue
                    line.sendall(self.answer(line.makefile("rb")))

    def answer(self, coming):
        assert coming.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", coming.read(4))[0]:
            content += coming.read(length)
            if len(content) > self.most:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.seen.append(content)
        return b"stream: Test-Signature FOUND\0" if SICK in content else b"stream: OK\0"


@pytest.fixture
def scanner(settings):
    made = Scanner()
    settings.CLAMD_URL = made.url
    yield made
    made.listening.close()


@pytest.fixture
def away(settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.CLAMD_URL = f"tcp://127.0.0.1:{taken.getsockname()[1]}"


def uploaded(client, person, paper, content=None):
    client.force_login(person)
    given = SimpleUploadedFile("plan.pdf", content or pdfs.written("Lageplan"), content_type="application/pdf")
    client.post(reverse("paper-upload", args=[paper.key]), {"file": given, "role": "auxiliary"})
    return File.objects.get()


def publication(file):
    return reverse("file-publication", args=[file.key])


@pytest.fixture
def paper(cast):
    return factories.paper(audience="members")


def answers(client, cast, file, name="file"):
    found = {}
    for who in ("clerk", "deputy", "councillor", "nobody"):
        client.logout()
        if who != "nobody":
            client.force_login(getattr(cast, who))
        found[who] = client.get(reverse(name, args=[file.key])).status_code
    return found


def test_file_is_let_out_once_the_scanner_found_nothing(cast, client, scanner, paper):
    file = uploaded(client, cast.clerk, paper)
    before = answers(client, cast, file)

    assert scanning.scan_files(None) == 1

    assert before == {"clerk": 200, "deputy": 200, "councillor": 404, "nobody": 404}
    assert answers(client, cast, file) == {"clerk": 200, "deputy": 200, "councillor": 200, "nobody": 404}
    assert scanner.seen == [pdfs.written("Lageplan")]
    assert Quarantine.objects.count() == 0


def test_while_the_scanner_is_away_the_file_stays_closed_and_says_so(cast, client, away, paper):
    file = uploaded(client, cast.clerk, paper)
    scanning.scan_files(None)
    read_files(None)

    page = client.get(file.get_absolute_url()).content.decode()
    assert "Die Datei wird noch auf Schadsoftware geprüft" in page
    assert reverse("file-download", args=[file.key]) not in page
    assert answers(client, cast, file, "file-download") == {
        "clerk": 403,
        "deputy": 403,
        "councillor": 404,
        "nobody": 404,
    }
    assert answers(client, cast, file, "file-view") == {"clerk": 403, "deputy": 403, "councillor": 404, "nobody": 404}
    assert list(File.objects.visible_to(cast.councillor)) == []
    assert File.objects.get().state == "received"  # nobody opens it before


def test_scan_is_made_up_for_when_the_scanner_is_back(cast, client, away, paper, settings):
    uploaded(client, cast.clerk, paper)
    assert scanning.scan_files(None) == 0
    back = Scanner()
    settings.CLAMD_URL = back.url

    assert scanning.scan_files(None) == 1

    assert File.objects.visible_to(cast.councillor).count() == 1
    back.listening.close()


def test_infected_file_stays_closed_for_good_and_its_page_says_so(cast, client, scanner, paper):
    file = uploaded(client, cast.clerk, paper, pdfs.written("Lageplan") + SICK)

    scanning.scan_files(None)
    scanning.scan_files(None)

    assert len(scanner.seen) == 1
    client.force_login(cast.deputy)
    page = client.get(file.get_absolute_url()).content.decode()
    assert "In dieser Datei wurde Schadsoftware gefunden" in page
    assert answers(client, cast, file, "file-download") == {
        "clerk": 403,
        "deputy": 403,
        "councillor": 404,
        "nobody": 404,
    }


def test_file_in_quarantine_is_neither_inspected_nor_published(cast, client, scanner):
    file = uploaded(client, cast.clerk, factories.paper(), pdfs.written("Lageplan") + SICK)
    inspecting.inspect_files(None)
    assert Inspection.objects.get().is_waiting is True

    answer = client.post(reverse("file-publication-release", args=[file.key]), {"version": 1})
    copy = client.get(reverse("file-publication-copy", args=[file.key]))

    assert [answer.status_code, copy.status_code] == [409, 403]
    assert not File.objects.visible_to(cast.nobody).exists()
    assert "Die Datei wird noch auf Schadsoftware geprüft" in client.get(publication(file)).content.decode()


def test_publication_of_an_infected_file_says_so_and_can_be_dropped(cast, client, scanner):
    file = uploaded(client, cast.clerk, factories.paper(), pdfs.written("Lageplan") + SICK)
    scanning.scan_files(None)

    page = client.get(publication(file)).content.decode()
    client.post(reverse("file-publication-drop", args=[file.key]), {"version": 1})

    assert "In dieser Datei wurde Schadsoftware gefunden" in page
    assert "Das dauert meist wenige Sekunden" not in page
    assert reverse("file-publication-drop", args=[file.key]) in page
    assert Inspection.objects.count() == 0


def test_file_too_large_for_the_scanner_stays_closed(settings):
    small = Scanner(most=10)
    settings.CLAMD_URL = small.url
    stored = vault.store(io.BytesIO(b"x" * 3_000_000), max_bytes=10_000_000)

    with pytest.raises(scanning.Unscanned) as refusal:
        scanning.is_infected(stored.sha512)
    assert refusal.type is scanning.Unscanned  # the scanner is there, and goes on with the next file
    small.listening.close()


def test_talk_that_breaks_off_holds_up_no_other_file(cast, client, settings, paper):
    breaking = Scanner(broken=1)
    settings.CLAMD_URL = breaking.url
    client.force_login(cast.clerk)
    for name in ("eins.pdf", "zwei.pdf"):
        given = SimpleUploadedFile(name, pdfs.written(name), content_type="application/pdf")
        client.post(reverse("paper-upload", args=[paper.key]), {"file": given, "role": "auxiliary"})

    assert scanning.scan_files(None) == 1

    assert [file.name for file in File.objects.visible_to(cast.councillor)] == ["zwei.pdf"]
    breaking.listening.close()


def test_house_without_a_scanner_holds_nothing(cast, client, paper):
    file = uploaded(client, cast.clerk, paper)

    assert Quarantine.objects.count() == 0
    assert list(File.objects.visible_to(cast.councillor)) == [file]


@pytest.mark.parametrize("url", ["clamd", "http://localhost", "unix:", "tcp://"])
def test_unreadable_address_of_a_scanner_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="CLAMD_URL"):
        reading.env_scanner(url)
