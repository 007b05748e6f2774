"""The same thing done by several at the same moment: it is done once, and nobody sees an error.

On SQLite one writes after the other; on PostgreSQL they really meet, and only a lock that all take keeps them apart.
"""

import threading

import pytest
from django.db import connection

from collaboration.actions import folders, subscriptions
from collaboration.models import Folder, Subscription
from council import journal, life
from council.actions import accounts, agenda, attendance, bodies, channels, conflicts, leadings, meetings, speeches
from council.life import WrongState
from council.models import AccountInvitation, Attendance, Conflict, DeliveryChannel, Entry, Leading, Speech
from motions.actions import minutes
from motions.models import Minutes
from tests import cast as casting
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

HANDS = 4


@pytest.fixture
def cast(transactional_db) -> casting.Cast:
    return casting.assemble()


@pytest.fixture
def item(cast):
    """An item under discussion, with a member who came."""
    item = factories.item(factories.meeting(cast.assembly), number="1", name="Radweg")
    meetings.publish_agenda(item.meeting, by=None)
    meetings.start(item.meeting, by=None)
    attendance.arrive(item.meeting, person=cast.colleague.person, by=cast.clerk)
    return agenda.call(item, by=None)


def at_once(act):
    """Let all hands do it at the same moment; gives what they met with, refusals left out."""
    problems, ready = [], threading.Barrier(HANDS)

    def one():
        try:
            connection.ensure_connection()
            ready.wait(timeout=60)
            act()
        except WrongState:
            pass
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    hands = [threading.Thread(target=one) for _ in range(HANDS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return problems


def noted(verb):
    return Entry.objects.filter(verb=verb).count()


def test_several_windows_that_do_the_same_at_once_do_it_once(cast, item):
    meeting = item.meeting
    paper = factories.paper()

    problems = {
        "ask": at_once(lambda: speeches.ask(item, by=cast.colleague)),
        "arrive": at_once(lambda: attendance.arrive(meeting, person=cast.rival.person, by=cast.clerk)),
        "follow": at_once(lambda: subscriptions.follow({"paper": paper}, by=cast.citizen)),
        "take along": at_once(lambda: folders.take_along(meeting, by=cast.rival)),
        "draft": at_once(lambda: minutes.draft(meeting, by=cast.clerk)),
        "declare": at_once(lambda: conflicts.declare(item, category="other", by=cast.colleague)),
    }
    counts = {
        "ask": Speech.objects.filter(item=item).count(),
        "arrive": Attendance.objects.filter(meeting=meeting, person=cast.rival.person).count(),
        "follow": Subscription.objects.filter(user=cast.citizen).count(),
        "take along": Folder.objects.filter(owner=cast.rival).count(),
        "draft": Minutes.objects.filter(meeting=meeting).count(),
        "declare": Conflict.objects.filter(item=item).count(),
    }

    assert problems == {name: [] for name in problems}
    assert counts == dict.fromkeys(counts, 1)
    assert (noted("speech.asked"), noted("folder.taken_along"), noted("meeting.arrived")) == (1, 1, 2)
    assert journal.verify() == []


def test_of_deputies_who_take_the_leading_up_at_once_one_has_it(cast, item):
    users = [cast.rival, cast.colleague] * (HANDS // 2)
    for user in users[:2]:
        seat = user.person.memberships.get(organization=cast.assembly)
        bodies.change(seat, role="Stellvertretende Stadtverordnetenvorsteherin", by=None)
        attendance.arrive(item.meeting, person=user.person, by=cast.clerk)
    waiting = iter(users)

    problems = at_once(lambda: leadings.take_up(item.meeting, by=next(waiting)))

    assert problems == []
    assert (Leading.objects.open().count(), noted("leading.taken_up"), journal.verify()) == (1, 1, [])


def test_of_several_letters_chosen_at_once_the_last_one_stands(cast):
    person = factories.person()

    problems = at_once(lambda: channels.choose(person, kind="post", address="Am Markt 1", by=None))
    problems += at_once(lambda: accounts.invite(person, email="frau.neu@example.org", by=None))

    assert problems == []
    assert DeliveryChannel.objects.filter(person=person, valid_to=None).count() == 1
    assert AccountInvitation.objects.filter(person=person, ended_at=None).count() == 1


@pytest.mark.services
@pytest.mark.skipif(connection.vendor != "postgresql", reason="at SQLite nobody writes while another does")
def test_whoever_names_a_locked_row_waits_for_nobody(cast):
    """They hold the journal's head when their commit asks for the row; who locked it asks for the head next."""
    meeting = factories.meeting(cast.assembly)
    problems = []

    def take_along():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
            folders.take_along(meeting, by=cast.rival)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    with journal.acting():
        life.lock(meeting)
        life.lock(cast.rival)
        member = threading.Thread(target=take_along)
        member.start()
        member.join()

    assert (problems, noted("folder.taken_along")) == ([], 1)
