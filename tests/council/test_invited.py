"""Which items the invitation carried, and which need the extension of the agenda."""

from datetime import datetime

import pytest

from council import invited
from council.actions import meetings
from council.models import AgendaRevision
from tests import factories

pytestmark = pytest.mark.django_db


def sent(meeting, *, on):
    """Send the agenda as if it had been that day."""
    meeting = meetings.publish_agenda(meeting, by=None)
    moment = datetime(2026, 6, on, 12, tzinfo=factories.BERLIN)
    AgendaRevision.objects.filter(pk=meeting.revisions.latest("number").pk).update(made_at=moment)
    return meeting


def test_nothing_is_off_the_agenda_before_anybody_was_invited(cast):
    meeting = factories.meeting(cast.assembly)
    factories.item(meeting)

    assert (invited.off_agenda(meeting), invited.supplements(meeting)) == (set(), set())


def test_supplement_in_time_is_on_the_agenda_and_a_later_item_is_not(cast):
    meeting = factories.meeting(cast.assembly)
    factories.item(meeting)
    sent(meeting, on=1)
    supplement = factories.item(meeting)
    sent(meeting, on=11)
    late = factories.item(meeting)
    sent(meeting, on=12)
    unsent = factories.item(meeting)

    assert invited.off_agenda(meeting) == {late.pk, unsent.pk}
    assert invited.supplements(meeting) == {supplement.pk, late.pk, unsent.pk}


def test_everything_is_new_after_an_empty_agenda(cast):
    meeting = sent(factories.meeting(cast.assembly), on=1)
    item = factories.item(meeting)

    assert invited.off_agenda(meeting) == invited.supplements(meeting) == {item.pk}
