"""What was found in files taken over stands among the remarks of the import, and is settled like any other."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone

from documents import vault
from documents.actions import examinations
from documents.redaction import checking
from motions.actions import import_rulings
from motions.models import ImportRemark, ImportRun
from tests import factories

FOUND = [
    checking.Finding("covered", 3, "Erika Musterfrau"),
    checking.Finding("covered", 1, "Erika Musterfrau"),
    checking.Finding("invisible", 0, "Erika Musterfrau"),
    checking.Finding("metadata", 0, "wer es schrieb"),
]


@pytest.fixture
def run(cast):
    now = timezone.now()
    return ImportRun.objects.create(
        source="https://oparl.example/", body=cast.town, state="done", started_at=now, seen_at=now
    )


def taken_over(content=b"%PDF-1.7"):
    stored = vault.store(io.BytesIO(content), max_bytes=100)
    return factories.file(name="Lageplan", origin=f"https://oparl.example/{stored.sha512}", sha512=stored.sha512)


def keep(file, **found):
    return examinations.keep(file, sha512=file.sha512, **({"scan": "unasked"} | found))


def told():
    return list(ImportRemark.objects.order_by("pk").values_list("group", "message"))


def test_hidden_content_is_told_with_kinds_and_pages_and_not_with_its_words(run):
    keep(taken_over(), findings=FOUND)

    assert told() == [
        (
            "Datei gibt mehr preis, als man sieht",
            "In der Datei „Lageplan“ steht mehr, als man sieht: "
            "Text unter einem Balken oder Bild (Seite 1, 3); Unsichtbarer Text.",
        )
    ]


def test_infected_and_unreadable_files_are_told(run):
    keep(taken_over(), scan="found")
    keep(taken_over(b"%PDF-1.4"), problem="Das Dokument ist zu groß, um es zu prüfen.")

    assert told() == [
        (
            "Schadsoftware in einer Datei",
            "In der Datei „Lageplan“ wurde Schadsoftware gefunden. "
            "Sie ist jetzt nur noch für das Büro sichtbar, und niemand kann sie herunterladen.",
        ),
        (
            "Datei ließ sich nicht durchsehen",
            "Die Datei „Lageplan“ ließ sich nicht durchsehen. Das Dokument ist zu groß, um es zu prüfen.",
        ),
    ]


def test_clean_file_is_not_told(run):
    keep(taken_over(), scan="clean", findings=FOUND[3:])

    assert told() == []


def test_same_bytes_are_told_once_and_what_is_settled_stays_so(cast, run):
    file = taken_over()
    keep(file, findings=FOUND)
    import_rulings.take_as_is(list(ImportRemark.objects.all()), by=cast.clerk)
    keep(file, findings=FOUND)

    assert list(ImportRemark.objects.values_list("settled", flat=True)) == [True]


def test_file_of_a_town_no_run_is_known_of_tells_nobody(cast):
    assert keep(taken_over(), findings=FOUND).hidden == [("invisible", 0), ("covered", 1), ("covered", 3)]
    assert told() == []


def test_page_of_the_run_counts_it_and_its_remark_leads_to_the_file(cast, client, run):
    file = taken_over()
    keep(file, findings=FOUND)
    client.force_login(cast.clerk)

    page = client.get(run.get_absolute_url()).content.decode()
    remark = client.get(reverse("import-remark", args=[run.key, ImportRemark.objects.get().pk])).content.decode()

    assert 'Datei gibt mehr preis, als man sieht</a> <span class="muted numbers">1</span>' in page
    assert f'href="{file.get_absolute_url()}"' in remark
