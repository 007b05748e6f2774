"""What a hurried or repeated click must not do: nothing half-written, nothing twice, nothing after the end."""

import pytest

from council import life
from council.actions import agenda, meetings
from council.models import AgendaItem, Conflict, Entry, Meeting
from council.states import Audience
from documents.actions import consultations, papers
from documents.models import Consultation, Slot
from tests import factories


@pytest.fixture
def running(cast):
    """A running meeting with two items."""
    meeting = factories.meeting(cast.assembly, state="running")
    return meeting, factories.item(meeting), factories.item(meeting)


def states(meeting):
    return list(AgendaItem.objects.filter(meeting=meeting).order_by("order").values_list("state", "result"))


def test_item_is_not_closed_with_a_result_that_does_not_exist(cast, running):
    meeting, item, _ = running
    agenda.call(item, by=cast.chair)
    head = Entry.objects.count()

    with pytest.raises(ValueError, match="vielleicht"):
        agenda.close(item, result="vielleicht", by=cast.chair)

    assert (states(meeting)[0], Entry.objects.count()) == (("called", ""), head)


def test_two_items_are_never_called_at_once(cast, running):
    meeting, first, second = running
    agenda.call(first, by=cast.chair)

    with pytest.raises(life.WrongState):
        agenda.call(second, by=cast.clerk)
    with pytest.raises(life.WrongState):
        agenda.call(first, by=cast.clerk)

    assert states(meeting) == [("called", ""), ("open", "")]


def test_second_click_on_close_changes_no_result(cast, running):
    meeting, item, _ = running
    agenda.call(item, by=cast.chair)
    agenda.close(item, result="adopted", by=cast.chair)

    with pytest.raises(life.WrongState):
        agenda.close(item, result="rejected", by=cast.clerk)

    assert states(meeting)[0] == ("closed", "adopted")


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_agenda_of_a_meeting_that_is_over_stands_fast(cast, running, state):
    meeting, item, other = running
    agenda.remove(other, by=cast.clerk)
    waiting = papers.refer(factories.paper(), to=cast.assembly, by=None)
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    before, head = states(meeting), Entry.objects.count()
    clicks = [
        lambda: agenda.remove(item, by=cast.clerk),
        lambda: agenda.restore(other, by=cast.clerk),
        lambda: agenda.call(item, by=cast.clerk),
        lambda: agenda.change(item, name="Anders", by=cast.clerk),
        lambda: agenda.move(item, to=1, by=cast.clerk),
        lambda: agenda.add(AgendaItem(meeting=meeting, name="Neu"), by=cast.clerk),
        lambda: consultations.schedule(waiting, item=item, by=cast.clerk),
        lambda: meetings.publish_agenda(meeting, by=None),
        lambda: meetings.start(meeting, by=cast.clerk),
        lambda: meetings.cancel(meeting, by=cast.clerk),
    ]

    for click in clicks:
        with pytest.raises(life.WrongState, match=r"^[A-ZÄÖÜ].+\.$"):
            click()

    assert (states(meeting), Entry.objects.count()) == (before, head)
    assert (Slot.objects.count(), Consultation.objects.get().state) == (0, "planned")


def test_publicity_of_an_item_may_still_change_after_the_meeting(cast, running):
    """Resolutions taken in closed session are announced once feasible (HGO §52(2))."""
    meeting, item, _ = running
    agenda.close_to_public(item, by=cast.clerk)
    Meeting.objects.filter(pk=meeting.pk).update(state="closed")

    agenda.publish(item, by=cast.clerk)

    assert AgendaItem.objects.get(pk=item.pk).audience == Audience.PUBLIC


def test_person_is_barred_once_and_let_in_once(cast, running):
    _, item, _ = running

    first = agenda.bar(item, person=cast.rival.person, by=cast.chair)
    second = agenda.bar(item, person=cast.rival.person, by=cast.chair)
    lifted = agenda.readmit(first, by=cast.chair).lifted_at
    again = agenda.readmit(first, by=cast.chair).lifted_at

    assert first == second
    assert lifted == again
    assert Conflict.objects.count() == 1
    verbs = list(Entry.objects.filter(verb__contains="person_").values_list("verb", flat=True))
    assert verbs == ["item.person_barred", "item.person_readmitted"]


def test_paper_is_put_on_an_item_once(cast, running):
    _, item, _ = running
    first, second = (papers.refer(factories.paper(), to=cast.assembly, by=None) for _ in range(2))
    consultations.schedule(first, item=item, by=cast.clerk)

    with pytest.raises(life.WrongState, match="schon eine Vorlage"):
        consultations.schedule(second, item=item, by=cast.clerk)

    assert list(Slot.objects.values_list("consultation", "item")) == [(first.pk, item.pk)]
    assert Consultation.objects.get(pk=second.pk).state == "planned"
