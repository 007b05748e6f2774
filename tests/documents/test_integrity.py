"""What `check_integrity` finds: each kind of damage is named, and a sound house has none."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from council import journal
from documents import vault
from documents.safekeeping import integrity
from documents.search import indexing, shelf
from tests import factories, kept

# How a database is told to look at no references, and to look again.
UNWATCHED = {
    "sqlite": ("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON"),
    "postgresql": ("SET session_replication_role = replica", "SET session_replication_role = origin"),
}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(cast):
    paper = factories.paper(text="Der Radweg wird gebaut.")
    stored = vault.store(io.BytesIO(b"Anlage"), max_bytes=100)
    factories.file(paper=paper, sha512=stored.sha512)
    indexing.rebuild()
    journal.drain()
    return stored.sha512


def found(title):
    return [(finding.weight, finding.sentence) for finding in integrity.CHECKS[title]()]


def test_a_sound_house_has_no_findings(house, capsys):
    call_command("check_integrity")

    assert capsys.readouterr().out.count("in Ordnung") == len(integrity.CHECKS)


def test_a_missing_file_is_a_fault(house):
    kept.path(house).unlink()

    assert found("Dateien") == [("fault", f"Die Datei {house[:12]}… fehlt im Archiv.")]
    with pytest.raises(CommandError, match="1 Fehler"):
        call_command("check_integrity")


def test_a_damaged_file_is_a_fault_and_one_nobody_names_a_remark(house):
    kept.path(house).chmod(0o600)
    kept.path(house).write_bytes(b"anders")
    vault.store(io.BytesIO(b"niemandes"), max_bytes=100)

    weights = [weight for weight, _ in found("Dateien")]
    assert weights == ["fault", "remark"]


def test_a_changed_entry_of_the_journal_is_a_fault(house):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE council_entry SET verb = 'forge' WHERE number = 1")

    assert found("Journal") == [("fault", "Eintrag 1 wurde verändert oder vertauscht.")]


def test_a_row_that_points_nowhere_is_a_fault(house):
    unwatched, watched = UNWATCHED[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(unwatched)
        cursor.execute("UPDATE documents_file SET paper_id = 987654")
        cursor.execute(watched)

    assert found("Verweise") == [("fault", "documents.File.paper: 1 Verweise führen ins Leere.")]


def test_an_index_that_knows_less_than_there_is_is_a_fault(house):
    keys = [document.key for document in _documents()]
    shelf.engine().remove(keys[:1])

    assert [weight for weight, _ in found("Suchindex")] == ["fault"]


def _documents():
    from documents.search import sources

    for source in sources.registered().values():
        yield from source.documents(source.following(0, most=100))
