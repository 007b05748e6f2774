import hashlib
import io

import pytest

from documents import vault

PLAN = b"Bebauungsplan Nr. 7"
PLAN_HASH = hashlib.sha512(PLAN).hexdigest()


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path / "vault"
    return settings.VAULT_ROOT


def files(root):
    return sorted(str(found.relative_to(root)) for found in root.rglob("*") if found.is_file())


class Interrupted:
    """An upload whose line breaks after the first piece."""

    def __init__(self):
        self.pieces = [PLAN, ConnectionResetError("Verbindung abgebrochen")]

    def read(self, size, /):
        piece = self.pieces.pop(0)
        if isinstance(piece, Exception):
            raise piece
        return piece


def test_stored_file_lies_under_its_hash_and_reads_back_the_same(root):
    stored = vault.store(io.BytesIO(PLAN), max_bytes=100)

    assert stored == vault.Stored(PLAN_HASH, 19)
    assert files(root) == [f"{PLAN_HASH[:2]}/{PLAN_HASH[2:4]}/{PLAN_HASH}"]
    assert vault.path(PLAN_HASH).read_bytes() == PLAN
    with vault.open(PLAN_HASH) as file:
        assert file.read() == PLAN
    assert vault.size(PLAN_HASH) == 19
    assert vault.exists(PLAN_HASH) is True


def test_same_content_twice_is_one_file_and_is_not_written_again(root):
    vault.store(io.BytesIO(PLAN), max_bytes=100)
    before = vault.path(PLAN_HASH).stat()

    again = vault.store(io.BytesIO(PLAN), max_bytes=100)

    after = vault.path(PLAN_HASH).stat()
    assert again == vault.Stored(PLAN_HASH, 19)
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert len(files(root)) == 1


def test_empty_file_can_be_stored():
    stored = vault.store(io.BytesIO(b""), max_bytes=100)

    assert stored == vault.Stored(hashlib.sha512(b"").hexdigest(), 0)
    assert vault.exists(stored.sha512) is True


def test_content_of_many_chunks_keeps_its_order():
    content = b"".join(number.to_bytes(4, "big") for number in range(200_000))

    stored = vault.store(io.BytesIO(content), max_bytes=len(content))

    assert stored.size == 800_000
    assert vault.path(stored.sha512).read_bytes() == content


@pytest.mark.parametrize(("size", "fits"), [(99, True), (100, True), (101, False)])
def test_limit_is_inclusive(size, fits):
    content = io.BytesIO(b"x" * size)

    if fits:
        assert vault.store(content, max_bytes=100).size == size
    else:
        with pytest.raises(vault.TooLarge):
            vault.store(content, max_bytes=100)


def test_too_large_stream_stops_early_and_leaves_nothing_behind(root):
    stream = io.BytesIO(b"x" * 10_000_000)

    with pytest.raises(vault.TooLarge) as refusal:
        vault.store(stream, max_bytes=1_500_000)

    assert str(refusal.value) == "Die Datei ist zu groß: Erlaubt sind höchstens 1,5 MB."
    assert stream.tell() < 2_000_000
    assert files(root) == []


def test_broken_upload_leaves_nothing_behind(root):
    with pytest.raises(ConnectionResetError):
        vault.store(Interrupted(), max_bytes=100)

    assert files(root) == []


@pytest.mark.parametrize("act", [vault.open, vault.size, vault.verify])
def test_unknown_hash_is_missing_with_a_sentence(act):
    with pytest.raises(vault.Missing) as refusal:
        act(PLAN_HASH)

    assert str(refusal.value) == "Diese Datei fehlt im Archiv."
    assert vault.exists(PLAN_HASH) is False


@pytest.mark.parametrize("name", ["", "abc", "../" * 42 + "xy", PLAN_HASH.upper(), PLAN_HASH + "\n", "/etc/passwd"])
def test_what_is_no_hash_never_becomes_a_path(name):
    with pytest.raises(vault.Missing):
        vault.path(name)

    assert vault.exists(name) is False


def test_flipped_byte_is_found():
    vault.store(io.BytesIO(PLAN), max_bytes=100)
    vault.verify(PLAN_HASH)
    vault.path(PLAN_HASH).chmod(0o640)
    vault.path(PLAN_HASH).write_bytes(b"Bebauungsplan Nr. 8")

    with pytest.raises(vault.Damaged) as refusal:
        vault.verify(PLAN_HASH)

    assert str(refusal.value).startswith("Diese Datei ist im Archiv beschädigt")


def test_damaged_file_is_neither_overwritten_nor_acknowledged_again(root):
    vault.store(io.BytesIO(PLAN), max_bytes=100)
    vault.path(PLAN_HASH).chmod(0o640)
    vault.path(PLAN_HASH).write_bytes(b"verfallen")

    with pytest.raises(vault.Damaged):
        vault.store(io.BytesIO(PLAN), max_bytes=100)

    assert vault.path(PLAN_HASH).read_bytes() == b"verfallen"
    assert len(files(root)) == 1
