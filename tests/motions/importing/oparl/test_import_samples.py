"""Two real cities and a third dialect come in to the counts their readme states, and a second time without a change."""

import json
from collections import Counter

import pytest
from django.db import transaction
from django.db.models import Q
from django.test import override_settings

from council import journal
from council.models import AgendaItem, Body, Meeting, Membership, Organization, Person
from council.states import BodyKind
from documents.models import Consultation, File, FilePage, MeetingFile, Originator, Paper, Slot
from documents.states import FileRole
from motions.importing.oparl import writing
from motions.importing.oparl.doubts import Doubt
from motions.importing.oparl.folder import FolderSource
from tests import shared

pytestmark = [*shared.MARKS, pytest.mark.django_db]
SAMPLES = shared.SHARED / "data"
KARLSRUHE = "Stadt Karlsruhe"
MAGDEBURG = "Landeshauptstadt Magdeburg"


def take(name, **options):
    return writing.import_source(FolderSource(SAMPLES / name), named=name, with_files=False, **options)


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker, tmp_path_factory):
    """One transaction for the whole module, undone in the end: each city is taken over once."""
    data = tmp_path_factory.mktemp("data")
    own = override_settings(VAULT_ROOT=data / "vault", JOURNAL_WITNESS=data / "journal.heads")
    with django_db_blocker.unblock(), own, transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def karlsruhe(database):
    return take("karlsruhe-oparl", body_name=KARLSRUHE)


@pytest.fixture(scope="module")
def magdeburg(database):
    return take("magdeburg-oparl")


def expected(city):
    return json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))[city]


def test_karlsruhe_comes_in_to_its_counts(karlsruhe):
    body = Body.objects.get(name=KARLSRUHE)
    window = Q(date__gte="2025-02-01", date__lt="2025-04-01")
    shown = Q(paper__isnull=False) | Q(meeting_files__meeting__in=Meeting.objects.filter(window))

    counts = {
        "organizations": Organization.objects.filter(body=body).count(),
        "meetings_in_window": Meeting.objects.filter(window, organization__body=body).count(),
        "meetings_around": Meeting.objects.filter(organization__body=body).exclude(window).count(),
        "papers": Paper.objects.filter(body=body).count(),
        "agenda_items": AgendaItem.objects.filter(meeting__organization__body=body).count(),
        "consultations": Consultation.objects.filter(paper__body=body).count(),
        "files": File.objects.filter(shown, body=body).distinct().count(),
        "texts": FilePage.objects.filter(file__body=body).count(),
        "tombstones": karlsruhe.tombstones.total(),
    }

    assert counts == {name: expected("karlsruhe")[name] for name in counts}


def test_karlsruhe_hangs_together(karlsruhe):
    body = Body.objects.get(name=KARLSRUHE)

    slots = Slot.objects.filter(consultation__paper__body=body).count()
    nested = AgendaItem.objects.filter(meeting__organization__body=body, parent__isnull=False).count()
    of_papers = Counter(File.objects.filter(paper__body=body).values_list("role", flat=True))
    of_meetings = MeetingFile.objects.filter(file__body=body)
    assert (slots, nested) == (228, 88)
    assert of_papers == {FileRole.MAIN: 154, FileRole.AUXILIARY: 308}
    assert (of_meetings.filter(item=None).count(), of_meetings.exclude(item=None).count()) == (111, 73)


def test_the_factions_of_karlsruhe_are_not_among_its_bodies_and_told(karlsruhe):
    assert Originator.objects.filter(paper__body__name=KARLSRUHE).count() == 0
    assert karlsruhe.doubts[Doubt.SUBMITTER_UNKNOWN] == 11
    assert karlsruhe.problems == []


def test_magdeburg_comes_in_to_its_counts(magdeburg):
    body = Body.objects.get(name=MAGDEBURG)

    counts = {
        "organizations": Organization.objects.filter(body=body).count(),
        "people": Person.objects.filter(body=body).count(),
        "memberships": Membership.objects.filter(organization__body=body).count(),
        "meetings": Meeting.objects.filter(organization__body=body).count(),
        "papers": Paper.objects.filter(body=body).count(),
        "agenda_items": AgendaItem.objects.filter(meeting__organization__body=body).count(),
        "consultations": Consultation.objects.filter(paper__body=body).count(),
    }

    assert counts == {name: expected("magdeburg")[name] for name in counts}


def test_magdeburg_hangs_together(magdeburg):
    body = Body.objects.get(name=MAGDEBURG)

    assert Slot.objects.filter(consultation__paper__body=body).count() == 1489
    assert Paper.objects.filter(body=body, superordinate__isnull=False).count() == 227
    assert Counter(Organization.objects.filter(body=body).values_list("kind", flat=True)) == {
        BodyKind.ASSEMBLY: 1,
        BodyKind.COMMITTEE: 21,
        BodyKind.DISTRICT_COUNCIL: 3,
        BodyKind.FACTION: 12,
        BodyKind.PARTY: 12,
        BodyKind.OTHER: 1,
    }


@pytest.mark.parametrize("city", ["karlsruhe", "magdeburg"])
def test_a_second_import_changes_nothing(city, request):
    first = request.getfixturevalue(city)
    head = journal.head_number()

    again = take(f"{city}-oparl", body_name=KARLSRUHE)

    assert (again.changes, journal.head_number()) == (0, head)
    assert again.unchanged == first.new


def test_augsburg_comes_in_with_the_ways_of_its_vendor(database):
    report = take("oparl-dialects/augsburg-allris")

    assert (report.new.total(), report.skipped) == (9, {"Location": 2})
    assert File.objects.get(body__name="Stadt Augsburg").mime_type == "application/pdf"
