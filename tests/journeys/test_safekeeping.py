"""A backup brought back into an empty installation is the same installation: rows, files, rights, journal, pages."""

import io
import json
import re
import tarfile
import threading
from pathlib import Path

import pyrage
import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from council import audiences, journal
from council.actions import bodies
from council.models import Person, User
from council.models.readable import Readable
from documents import vault
from documents.safekeeping import archive, backup, integrity, restore, rows
from tests import cast as casting
from tests import factories
from tests.documents import s3
from tests.journeys import leak_world

pytestmark = pytest.mark.django_db(transaction=True)

NONCE = re.compile(rb'nonce="[^"]+"|csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"|\d+ Sekunden')
PEOPLE = (None, "councillor", "clerk", "citizen")


def empty_house(settings, tmp_path):
    """What a new installation is: its tables as they are laid out, with numbers of its own, and no file."""
    with transaction.atomic():
        rows.empty(rows.kept().values())
        rows.count_on({})
    ContentType.objects.clear_cache()
    for model in sorted(apps.get_models(), key=lambda model: model.__name__):
        ContentType.objects.get_for_model(model)
    settings.VAULT_ROOT, settings.INDEX_ROOT = tmp_path / "other/vault", tmp_path / "other/index"
    settings.JOURNAL_WITNESS = tmp_path / "other/journal.heads"
    settings.JOURNAL_WITNESS.parent.mkdir(parents=True)


def account(name):
    return None if name is None else User.objects.get(email=f"{name}@example.org")


def everything():
    """The rows of all models as they are kept, and how far they have counted."""
    return {label: b"".join(rows.lines(model)) for label, model in rows.kept().items()}, rows.counters()


def rights():
    """What each may read of everything readable."""
    readable = [model for model in apps.get_models() if issubclass(model, Readable)]
    return {
        (name, model.__name__): set(model.objects.visible_to(account(name)).values_list("pk", flat=True))
        for name in PEOPLE
        for model in readable
    }


def pages(addresses):
    """Every address as each of the people gets it: status and bytes but for what is new in every answer."""
    found = {}
    for name in PEOPLE:
        client = Client()
        if name:
            client.force_login(account(name))
        for address in addresses:
            answer = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found[name, address] = answer.status_code, NONCE.sub(b"", body)
    return found


def test_an_installation_brought_back_is_the_same(settings, tmp_path):
    world = leak_world.build(casting.assemble())
    addresses = sorted(address for address in world.gates if not address.endswith("/live/"))[:25]
    journal.drain()
    manifest = backup.write(tmp_path / "kept.tar")
    before = everything(), rights(), pages(addresses), set(vault.hashes()), journal.head_number()

    empty_house(settings, tmp_path)
    restore.bring_back(tmp_path / "kept.tar")
    journal.drain()

    assert len(addresses) * len(PEOPLE) >= 100
    assert (everything(), rights(), set(vault.hashes()), journal.head_number()) == (before[0], before[1], *before[3:])
    again = pages(addresses)
    assert [place for place in again if again[place] != before[2][place]] == []
    assert (journal.verify(), manifest.journal[0]) == ([], journal.head_number())
    assert [finding for check in integrity.CHECKS.values() for finding in check() if finding.weight == "fault"] == []


def test_a_backup_does_not_hold_up_those_who_write(tmp_path, cast):
    """All rows are of one moment: what is written meanwhile is not in it, and is not refused."""
    body = cast.assembly.body
    bodies.enter(Person(body=body, name="Frau Früh"), by=None)
    seen = []

    def write_meanwhile(what, done, whole):
        if what == "Tabellen" and done == 1:
            connection_of_another(lambda: bodies.enter(Person(body=body, name="Frau Spät"), by=None))
            seen.append(done)

    manifest = backup.write(tmp_path / "kept.tar", progress=write_meanwhile)

    assert (seen, Person.objects.filter(name="Frau Spät").count()) == ([1], 1)
    assert manifest.tables["council.person"].rows == Person.objects.count() - 1
    assert manifest.journal[0] == journal.head_number() - 1
    with tarfile.open(tmp_path / "kept.tar") as kept:
        witnessed = archive.member(kept, archive.WITNESS).read().splitlines()
    assert [int(line.split()[0]) for line in witnessed] == list(range(1, journal.head_number()))


def connection_of_another(work):
    """Do something as another server process would: a thread has a connection of its own."""

    def run():
        work()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_no_secret_is_in_a_backup(settings, tmp_path, cast):
    Client().force_login(cast.clerk)
    backup.write(tmp_path / "kept.tar")

    with tarfile.open(tmp_path / "kept.tar") as kept:
        names, configured = kept.getnames(), json.load(archive.member(kept, archive.SETTINGS))
    assert "rows/sessions.session.jsonl" not in names
    assert settings.SECRET_KEY.encode() not in (tmp_path / "kept.tar").read_bytes()
    assert set(configured) == set(backup.CONFIGURATION)
    assert (tmp_path / "kept.tar").stat().st_mode & 0o077 == 0


def test_an_encrypted_backup_opens_with_its_key_alone(settings, tmp_path, cast):
    key, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    target = tmp_path / "kept.tar.age"
    backup.write(target, recipient=str(key.to_public()))
    before = everything()
    empty_house(settings, tmp_path)

    assert b"clerk@example.org" not in target.read_bytes()
    for wrong in ("", str(other), "AGE-SECRET-KEY-1"):
        with pytest.raises(archive.ArchiveError):
            restore.bring_back(target, identity=wrong)
    restore.bring_back(target, identity=str(key))
    assert everything() == before


def test_a_backup_to_be_encrypted_never_lies_beside_its_place_in_clear(tmp_path, cast):
    key, seen = pyrage.x25519.Identity.generate(), set()

    def look(what, done, whole):
        seen.update((path.stat().st_size, done > 0) for path in tmp_path.glob(".sicherung-*/*"))

    backup.write(tmp_path / "kept.tar.age", recipient=str(key.to_public()), progress=look)

    assert seen == {(0, False), (0, True)}
    assert [path.name for path in tmp_path.iterdir()] == ["kept.tar.age"]


def altered(source: Path, target: Path, name: str, change) -> Path:
    """A copy of an archive with one member changed."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            content = old.extractfile(member).read()
            if member.name == name or (name.endswith("*") and member.name.startswith(name[:-1])):
                content = change(content)
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return target


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        (
            "rows/council.person.jsonl",
            lambda lines: lines.replace(b"Frau Amt", b"Frau Ant"),
            "Tabelle „council.person“",
        ),
        (
            "rows/council.person.jsonl",
            lambda lines: lines[: lines.rindex(b"\n", 0, -1) + 1],
            "Tabelle „council.person“",
        ),
        ("files/*", lambda content: content + b"!", "Eine Datei der Sicherung ist beschädigt"),
        ("journal.heads", lambda heads: heads.replace(b"1 ", b"1 f", 1)[:-2] + b"\n", "Journal"),
        ("manifest.json", lambda told: told.replace(b'"format": 1', b'"format": 9'), "anderes Format"),
        (
            "manifest.json",
            lambda told: told.replace(b'"migrations": [', b'"migrations": ["council.9999"'),
            "neueren Fassung",
        ),
        ("manifest.json", lambda told: b"{", "keine Sicherung"),
    ],
)
def test_what_was_altered_is_refused_and_nothing_is_there_afterwards(settings, tmp_path, name, change, sentence, cast):
    factories.person(name="Frau Amt")
    vault.store(io.BytesIO(b"Protokoll"), max_bytes=100)
    backup.write(tmp_path / "kept.tar")
    forged = altered(tmp_path / "kept.tar", tmp_path / "forged.tar", name, change)
    empty_house(settings, tmp_path)

    with pytest.raises(archive.ArchiveError, match=sentence):
        restore.bring_back(forged)

    assert (User.objects.count(), journal.head_number(), settings.JOURNAL_WITNESS.exists()) == (0, 0, False)
    restore.bring_back(tmp_path / "kept.tar")
    assert journal.verify() == []


@pytest.mark.parametrize("content", [b"", b"kein Archiv", b"age-encryption.org/v1\n", b"\x00" * 2048])
def test_what_is_no_backup_is_refused(tmp_path, content):
    (tmp_path / "odd").write_bytes(content)

    with pytest.raises(CommandError):
        call_command("restore", str(tmp_path / "odd"))


def test_a_town_moves_from_a_folder_into_a_bucket_and_back(settings, tmp_path, cast):
    stored = vault.store(io.BytesIO(b"Protokoll"), max_bytes=100)
    factories.file(paper=factories.paper(), sha512=stored.sha512, size=stored.size)
    before = everything()

    with s3.served() as bucket:
        for place in (bucket.settings(), None):
            backup.write(tmp_path / "kept.tar")
            empty_house(settings, tmp_path / str(bool(place)))
            settings.STORAGE = place
            assert list(vault.hashes()) == []
            restore.bring_back(tmp_path / "kept.tar")

            assert (everything(), list(vault.hashes())) == (before, [stored.sha512])
            vault.verify(stored.sha512)
    assert list(bucket.objects.values()) == [b"Protokoll"]


def test_a_house_in_use_is_not_overwritten(tmp_path, cast):
    backup.write(tmp_path / "kept.tar")

    with pytest.raises(CommandError, match="nicht leer"):
        call_command("restore", str(tmp_path / "kept.tar"))


def test_the_commands_say_what_they_did(settings, tmp_path, cast, capsys):
    call_command("backup", str(tmp_path))
    (kept,) = tmp_path.glob("sicherung-*.tar")
    empty_house(settings, tmp_path)
    call_command("restore", str(kept))

    said = capsys.readouterr().out
    assert str(kept) in said
    assert "Der Suchindex baut sich auf" in said
    assert audiences.standing_of(User.objects.get(email="clerk@example.org")).user_id == cast.clerk.pk
