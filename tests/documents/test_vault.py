import hashlib
import io
from contextlib import contextmanager

import pytest

from documents import vault
from tests.documents import places, s3

PLAN = b"Bebauungsplan Nr. 7"
PLAN_HASH = hashlib.sha512(PLAN).hexdigest()


@pytest.fixture(params=["folder", "bucket"], autouse=True)
def place(request, settings, tmp_path):
    """Every test here is the contract of both places."""
    settings.VAULT_ROOT = tmp_path / "vault"
    if request.param == "folder":
        yield places.OnDisk(settings.VAULT_ROOT)
        return
    with s3.served() as bucket:
        settings.STORAGE = bucket.settings()
        yield places.InBucket(bucket, settings.VAULT_ROOT)


class Interrupted:
    """An upload whose line breaks after the first piece."""

    def __init__(self):
        self.pieces = [PLAN, ConnectionResetError("Verbindung abgebrochen")]

    def read(self, size, /):
        piece = self.pieces.pop(0)
        if isinstance(piece, Exception):
            raise piece
        return piece


def read(sha512):
    with vault.open(sha512) as file:
        return file.read()


@contextmanager
def refusing_to_keep(monkeypatch):
    def keep(*args):
        raise AssertionError("was there already")

    with monkeypatch.context() as patch:
        patch.setattr(type(vault._store()), "keep", keep)
        yield


def test_stored_file_lies_under_its_hash_and_reads_back_the_same(place):
    stored = vault.store(io.BytesIO(PLAN), max_bytes=100)

    assert stored == vault.Stored(PLAN_HASH, 19)
    assert place.files() == [f"{PLAN_HASH[:2]}/{PLAN_HASH[2:4]}/{PLAN_HASH}"]
    assert read(PLAN_HASH) == PLAN
    assert vault.size(PLAN_HASH) == 19
    assert vault.exists(PLAN_HASH) is True


def test_same_content_twice_is_one_file_and_is_not_written_again(place, monkeypatch):
    vault.store(io.BytesIO(PLAN), max_bytes=100)

    with refusing_to_keep(monkeypatch):
        again = vault.store(io.BytesIO(PLAN), max_bytes=100)

    assert again == vault.Stored(PLAN_HASH, 19)
    assert len(place.files()) == 1


def test_empty_file_can_be_stored():
    stored = vault.store(io.BytesIO(b""), max_bytes=100)

    assert stored == vault.Stored(hashlib.sha512(b"").hexdigest(), 0)
    assert vault.exists(stored.sha512) is True


def test_content_of_many_chunks_keeps_its_order():
    content = b"".join(number.to_bytes(4, "big") for number in range(200_000))

    stored = vault.store(io.BytesIO(content), max_bytes=len(content))

    assert stored.size == 800_000
    assert read(stored.sha512) == content


def test_file_is_read_from_anywhere_in_it():
    content = bytes(range(256)) * 10_000
    stored = vault.store(io.BytesIO(content), max_bytes=len(content))

    with vault.open(stored.sha512) as file:
        assert file.read(3) == content[:3]
        assert file.seek(2_000_000) == 2_000_000
        assert file.read(1_500_000) == content[2_000_000:]
        assert file.read(1) == b""
        assert file.seek(-5, io.SEEK_END) == len(content) - 5
        assert file.read() == content[-5:]
        assert file.seek(5) == 5
        assert file.tell() == 5
        assert file.read() == content[5:]


def test_local_file_has_the_bytes_for_as_long_as_it_is_needed(place):
    vault.store(io.BytesIO(PLAN), max_bytes=100)

    with vault.local(PLAN_HASH) as path:
        assert path.read_bytes() == PLAN

    assert len(place.files()) == 1
    place.damage(PLAN_HASH, b"verfallen")
    with pytest.raises(vault.Damaged), vault.local(PLAN_HASH):
        raise AssertionError("given away unproved")
    place.lose(PLAN_HASH)
    with pytest.raises(vault.Missing), vault.local(PLAN_HASH):
        raise AssertionError("not there")
    assert place.files() == []


def test_everything_stored_is_told_and_nothing_else(place):
    stored = {vault.store(io.BytesIO(b"%d" % number), max_bytes=9).sha512 for number in range(5)}

    assert set(vault.hashes()) == stored
    assert vault.present([*stored, PLAN_HASH, "", "../x"]) == stored
    place.lose(min(stored))
    assert set(vault.hashes()) == stored - {min(stored)}


@pytest.mark.parametrize(("size", "fits"), [(99, True), (100, True), (101, False)])
def test_limit_is_inclusive(size, fits):
    content = io.BytesIO(b"x" * size)

    if fits:
        assert vault.store(content, max_bytes=100).size == size
    else:
        with pytest.raises(vault.TooLarge):
            vault.store(content, max_bytes=100)


def test_too_large_stream_stops_early_and_leaves_nothing_behind(place):
    stream = io.BytesIO(b"x" * 10_000_000)

    with pytest.raises(vault.TooLarge) as refusal:
        vault.store(stream, max_bytes=1_500_000)

    assert str(refusal.value) == "Die Datei ist zu groß: Erlaubt sind höchstens 1,5 MB."
    assert stream.tell() < 2_000_000
    assert place.files() == []


def test_broken_upload_leaves_nothing_behind(place):
    with pytest.raises(ConnectionResetError):
        vault.store(Interrupted(), max_bytes=100)

    assert place.files() == []


@pytest.mark.parametrize("act", [vault.open, vault.size, vault.verify])
def test_unknown_hash_is_missing_with_a_sentence(act):
    with pytest.raises(vault.Missing) as refusal:
        act(PLAN_HASH)

    assert str(refusal.value) == "Diese Datei fehlt im Archiv."
    assert vault.exists(PLAN_HASH) is False


@pytest.mark.parametrize("name", ["", "abc", "../" * 42 + "xy", PLAN_HASH.upper(), PLAN_HASH + "\n", "/etc/passwd"])
def test_what_is_no_hash_never_becomes_a_path(name):
    with pytest.raises(vault.Missing):
        vault.open(name)

    assert vault.exists(name) is False


def test_flipped_byte_is_found(place):
    vault.store(io.BytesIO(PLAN), max_bytes=100)
    vault.verify(PLAN_HASH)
    place.damage(PLAN_HASH, b"Bebauungsplan Nr. 8")

    with pytest.raises(vault.Damaged) as refusal:
        vault.verify(PLAN_HASH)

    assert str(refusal.value).startswith("Diese Datei ist im Archiv beschädigt")


def test_damaged_file_is_neither_overwritten_nor_acknowledged_again(place):
    vault.store(io.BytesIO(PLAN), max_bytes=100)
    place.damage(PLAN_HASH, b"verfallen")

    with pytest.raises(vault.Damaged):
        vault.store(io.BytesIO(PLAN), max_bytes=100)

    assert read(PLAN_HASH) == b"verfallen"
    assert len(place.files()) == 1
