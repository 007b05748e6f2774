"""What is being sent lies beside the vault, and nothing is left of what never arrived."""

import io
import signal
import subprocess
import sys
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone

from council import tick, uploads
from documents import vault

KILLED_WHILE_SENT = """
import os, signal, sys
from django.conf import settings
settings.configure(FILE_UPLOAD_TEMP_DIR=sys.argv[1])
from council import uploads
handler = uploads.Handler()
handler.new_file("file", "plan.pdf", "application/pdf", None)
handler.receive_data_chunk(b"x" * 200_000, 0)
os.kill(os.getpid(), signal.SIGKILL)
"""


def files_of(folder):
    return sorted(path.name for path in folder.glob("*"))


def test_what_is_sent_lies_in_a_folder_of_the_house_and_goes_with_its_request(settings):
    sent = {"file": SimpleUploadedFile("plan.pdf", b"x" * 1_000)}
    request = RequestFactory().post("/", sent)

    given = request.FILES["file"]
    lay = files_of(settings.FILE_UPLOAD_TEMP_DIR)
    request.close()

    assert given.temporary_file_path() == str(settings.FILE_UPLOAD_TEMP_DIR / lay[0])
    assert files_of(settings.FILE_UPLOAD_TEMP_DIR) == []


def test_rest_of_a_killed_upload_is_gone_after_a_day_and_not_before(settings):
    folder = settings.FILE_UPLOAD_TEMP_DIR
    command = [sys.executable, "-c", KILLED_WHILE_SENT, str(folder)]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, check=False)
    left = files_of(folder)
    now = timezone.now()

    first = tick.run(now, only={"clear_uploads"})
    kept = files_of(folder)
    later = tick.run(now + timedelta(days=1, minutes=1), only={"clear_uploads"})

    assert ended.returncode == -signal.SIGKILL
    assert (len(left), first, kept) == (1, {"clear_uploads": 0}, left)
    assert (later, files_of(folder)) == ({"clear_uploads": 1}, [])


def test_house_without_any_upload_has_nothing_to_clear():
    assert tick.run(timezone.now(), only={"clear_uploads", "clear_incoming"}) == {
        "clear_uploads": 0,
        "clear_incoming": 0,
    }


def test_file_that_never_came_into_the_vault_is_gone_and_those_within_stay():
    stored = vault.store(io.BytesIO(b"Vorlage"), max_bytes=100)
    (vault.incoming() / "halb").write_bytes(b"Vor")

    done = uploads.clear(vault.incoming(), now=timezone.now() + timedelta(days=2))

    assert (done, files_of(vault.incoming())) == (1, [])
    vault.verify(stored.sha512)
