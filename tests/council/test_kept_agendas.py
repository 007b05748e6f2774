"""Members share one rendering of an agenda for a second: never more than their own, and never without their own act."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council import audiences
from council.actions import agenda, conflicts, grants, speeches
from council.models import Membership, User
from council.views import blocks, kept_agendas
from council.views.kept_agendas import Shelf
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agendas_kept")]


@pytest.fixture
def now():
    return [100.0]


@pytest.fixture
def shelf(now):
    return Shelf(clock=lambda: now[0])


@pytest.fixture
def meeting(cast):
    return factories.meeting(cast.assembly, state="running")


def fresh(user):
    """The account as a new request finds it."""
    return User.objects.select_related("person").get(pk=user.pk)


def names(shown):
    return [line.item.name for line in shown.lines]


def looks(shown):
    return [block.html for block in shown.blocks]


def test_members_of_one_circle_share_a_rendering_for_a_second(cast, shelf, now, meeting):
    first = shelf.read(meeting, cast.councillor)
    now[0] += 0.9
    second = shelf.read(meeting, cast.rival)
    now[0] += 0.2
    third = shelf.read(meeting, cast.rival)

    assert second is first
    assert third is not first


def test_what_others_did_is_shown_after_a_second_and_what_somebody_did_themselves_at_once(cast, shelf, now, meeting):
    item = agenda.call(factories.item(meeting), by=cast.clerk)
    before = shelf.read(meeting, cast.councillor)
    speeches.ask(item, by=cast.councillor)

    others = shelf.read(meeting, cast.rival)
    own = shelf.read(meeting, cast.councillor)
    others_then = shelf.read(meeting, cast.rival)

    assert others is before
    assert looks(own) == looks(blocks.read(meeting, own.standing)) != looks(before)
    assert others_then is own


@pytest.mark.parametrize("who", ["chair", "clerk", "nobody"])
def test_whoever_leads_the_meeting_and_nobody_get_one_of_their_own(cast, shelf, meeting, who):
    """What nobody sees is kept before Django is asked."""
    assert shelf.read(meeting, cast.everyone()[who]) is not shelf.read(meeting, cast.everyone()[who])


def test_nobody_is_shown_what_is_closed_to_others(cast, shelf, meeting):
    factories.item(meeting, name="Für alle")
    factories.item(meeting, name="Nur bei uns", audience="faction", audience_organization=cast.our_faction)
    factories.item(meeting, name="Im Ausschuss", audience="body", audience_organization=cast.committee)
    factories.item(meeting, name="Im Amt", audience="administration")
    given = factories.item(meeting, name="Nur für eine", audience="named")
    grants.open_to(given, cast.district, by=cast.clerk)
    conflicts.declare(factories.item(meeting, name="Befangen", audience="council"), category="self", by=cast.colleague)
    factories.membership(cast.rival.person, cast.office)
    everyone = cast.everyone()

    for name in [*everyone, *reversed(everyone)]:
        kept = shelf.read(meeting, everyone[name])
        own = blocks.read(meeting, audiences.standing_of(everyone[name]))
        assert (name, names(kept)) == (name, names(own))
        assert looks(kept) == looks(own)


@pytest.mark.parametrize("named", [False, True])
def test_who_loses_a_seat_is_shown_nothing_more_of_it_at_once(cast, shelf, meeting, named):
    factories.item(meeting, name="Nur bei uns", audience="faction", audience_organization=cast.our_faction)
    if named:
        grants.open_to(factories.item(meeting, audience="named"), cast.colleague, by=cast.clerk)
    before = shelf.read(meeting, cast.colleague)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(person=cast.colleague.person, organization=cast.our_faction).update(end_date=yesterday)

    assert "Nur bei uns" in names(before)
    assert "Nur bei uns" not in names(shelf.read(meeting, fresh(cast.colleague)))
    assert names(shelf.read(meeting, cast.councillor)) == ["Nur bei uns"]


def test_second_of_a_circle_costs_a_part_of_the_first(client, cast, shelf, meeting, monkeypatch):
    monkeypatch.setattr(kept_agendas, "shelf", shelf)
    for _ in range(3):
        factories.item(meeting)
    costs = []
    for user in (cast.councillor, cast.rival, cast.councillor, cast.rival):
        client.force_login(user)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{meeting.get_absolute_url()}live/")
        costs.append(len(asked))

    assert costs[3] <= costs[0] - 6


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_share_one_rendering(cast, shelf, meeting):
    factories.item(meeting, audience="faction", audience_organization=cast.our_faction)
    found, ready = [], threading.Barrier(6)

    def ask():
        ready.wait(60)
        found.append(shelf.read(meeting, fresh(cast.rival)))
        connection.close()

    shelf.read(meeting, cast.councillor)
    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(found) == 6
    assert len({id(one) for one in found}) == 1
