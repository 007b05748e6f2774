"""Who read closed matter: noted once an hour, shown to those who answer for it and to oneself, and to nobody else."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council import chores_retention, readings, unjournaled
from council.models import ClosedReading
from documents import vault
from motions.models import Minutes
from tests import factories
from tests.cast import NAMES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hour(monkeypatch):
    """The hour that does not end while somebody reads."""
    middle = timezone.now().replace(minute=30, second=0, microsecond=0)
    monkeypatch.setattr(timezone, "now", lambda: middle)
    return middle.replace(minute=0)


def browser(user):
    client = Client()
    if user.is_authenticated:
        client.force_login(user)
    return client


@pytest.fixture
def closed(cast):
    """A paper that is closed to the committee, with a file."""
    paper = factories.paper(name="Grundstück Weidenweg", audience="body", audience_organization=cast.committee)
    stored = vault.store(io.BytesIO(b"%PDF-1.7"), max_bytes=100)
    bytes_of_it = {"sha512": stored.sha512, "size": stored.size}
    factories.file(
        paper=paper, name="Kaufvertrag", audience="body", audience_organization=cast.committee, **bytes_of_it
    )
    return paper


def noted():
    rows = ClosedReading.objects.values_list("user__email", "kind", "thing")
    return sorted((email.partition("@")[0], kind, thing) for email, kind, thing in rows)


@pytest.mark.parametrize("way", ["papers/{paper}/", "papers/{paper}/pdf/"])
def test_reading_a_closed_paper_is_noted_once_an_hour(cast, closed, way, hour):
    client = browser(cast.councillor)

    for _ in range(2):
        assert client.get(f"/{way.format(paper=closed.key)}").status_code == 200

    assert noted() == [("councillor", "paper", closed.pk)]
    assert ClosedReading.objects.get().hour == hour


@pytest.mark.parametrize("way", ["", "view", "download"])
def test_reading_a_closed_file_is_noted(cast, closed, way):
    file = closed.files.get()

    b"".join(browser(cast.councillor).get(f"/files/{file.key}/{way}"))

    assert noted() == [("councillor", "file", file.pk)]


def test_closed_part_of_minutes_is_noted_and_the_public_part_is_not(cast):
    meeting = factories.meeting(cast.committee)
    now = timezone.now()
    both = [
        Minutes.objects.create(meeting=meeting, part=part, created_at=now, modified_at=now)
        for part in ("closed", "public")
    ]

    readings.note(cast.clerk, "minutes", both)

    assert noted() == [("clerk", "minutes", both[0].pk)]


def test_next_hour_is_noted_anew(cast, closed):
    for hour in (9, 10):
        at = datetime(2026, 6, 15, hour, tzinfo=UTC)
        unjournaled.note_readings(cast.councillor.pk, kind="paper", things={closed.pk}, hour=at)

    assert ClosedReading.objects.count() == 2


def test_nothing_is_noted_of_what_is_public_ones_own_or_a_factions_own_affair(cast):
    public = factories.paper()
    own = factories.paper(audience="private", owner=cast.councillor)
    factional = factories.paper(audience="faction", audience_organization=cast.our_faction)
    handed_in = factories.paper(audience="members", owner=cast.councillor)

    for paper in (public, own, factional, handed_in):
        assert browser(cast.councillor).get(paper.get_absolute_url()).status_code == 200

    assert noted() == []


def test_whoever_may_not_read_it_is_not_noted(cast, closed):
    for user in (cast.rival, cast.nobody):
        assert browser(user).get(closed.get_absolute_url()).status_code == 404

    assert noted() == []


def test_a_resident_is_asked_nothing_more(cast):
    paper = factories.paper()
    with CaptureQueriesContext(connection) as asked:
        readings.note(cast.citizen, "paper", [paper])

    assert [one["sql"] for one in asked if "closedreading" in one["sql"]] == []


def test_page_is_shown_and_the_log_says_who_read_when_nothing_can_be_noted(cast, closed, monkeypatch, caplog):
    def full(*_, **__):
        raise DatabaseError("attempt to write a readonly database")

    monkeypatch.setattr(unjournaled, "note_readings", full)

    answer = browser(cast.councillor).get(closed.get_absolute_url())

    assert (answer.status_code, noted()) == (200, [])
    assert f"reading not noted account={cast.councillor.pk} paper=[{closed.pk}]" in caplog.text
    assert "Weidenweg" not in caplog.text


def test_office_and_chair_alone_are_shown_who_read_it(cast, closed):
    readings.note(cast.colleague, "paper", [closed])
    name, address = cast.colleague.person.name, f"/readings/paper/{closed.key}/"
    shown, leaking = {}, set()
    for one in (*NAMES, "nobody"):
        client = browser(cast.everyone()[one])
        answer = client.get(address)
        shown[one] = answer.status_code
        if name in answer.content.decode().partition("<main")[2] and one != "colleague":
            leaking.add(one)
        linked = address in client.get(closed.get_absolute_url()).content.decode()
        assert linked == (answer.status_code == 200), one

    assert leaking == {"clerk", "deputy"}
    assert shown == dict.fromkeys(NAMES, 404) | {
        "nobody": 302,
        "clerk": 200,
        "deputy": 200,
        "councillor": 403,
        "colleague": 403,
        "mayor": 403,
    }


def test_who_leads_the_committee_is_shown_it_too(cast, closed):
    seat = cast.councillor.person.memberships.get(organization=cast.committee)
    type(seat).objects.filter(pk=seat.pk).update(role="Vorsitzende")
    readings.note(cast.colleague, "file", [closed.files.get()])

    answer = browser(cast.councillor).get(f"/readings/file/{closed.files.get().key}/")

    assert cast.colleague.person.name in answer.content.decode()


@pytest.mark.parametrize("kind", ["paper", "motion", "minutes"])
def test_what_is_public_or_unknown_has_no_list(cast, kind):
    paper = factories.paper()

    assert browser(cast.clerk).get(f"/readings/{kind}/{paper.key}/").status_code == 404


def test_list_costs_the_same_for_one_and_many_readers(cast, closed):
    counts = []
    for readers in ([cast.colleague], [cast.councillor, cast.mayor, cast.deputy]):
        for user in readers:
            readings.note(user, "paper", [closed])
        with CaptureQueriesContext(connection) as asked:
            browser(cast.clerk).get(f"/readings/paper/{closed.key}/")
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_each_sees_their_own_reading_and_takes_it_along_by_key_alone(cast, closed):
    readings.note(cast.colleague, "paper", [closed])
    readings.note(cast.councillor, "file", [closed.files.get()])
    client = browser(cast.colleague)

    page, file = client.get("/account/data/").content.decode(), client.post("/account/data/")

    assert ("Grundstück Weidenweg" in page, "Kaufvertrag" in page) == (True, False)
    rows = json.loads(file.content)["Gelesenes Nichtöffentliches"]
    assert [(row["kind"], row["key"]) for row in rows] == [("Vorlage", closed.key)]
    assert "Weidenweg" not in file.content.decode()


def test_what_may_no_longer_be_read_is_not_named_any_more(cast, closed):
    readings.note(cast.colleague, "paper", [closed])
    type(closed).objects.filter(pk=closed.pk).update(audience="named")

    page = browser(cast.colleague).get("/account/data/").content.decode()

    assert ("Weidenweg" in page, "Für Sie nicht mehr lesbar" in page) == (False, True)


def test_readings_are_forgotten_after_a_year(cast, closed):
    now = timezone.now()
    for days in (364, 366, 400):
        hour = now - timedelta(days=days)
        unjournaled.note_readings(cast.councillor.pk, kind="paper", things={closed.pk}, hour=hour)

    assert chores_retention.forget_readings(now) == 2
    assert [(now - row.hour).days for row in ClosedReading.objects.all()] == [364]
