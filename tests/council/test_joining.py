"""Items that are debated together: called up at once, put back at once, separated again, and decided one by one."""

import pytest

from council import life
from council.actions import adoption, agenda, joining
from council.may import Denied
from council.models import AgendaItem, Entry, Meeting
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast):
    return factories.meeting(cast.assembly, state="running")


def again(item):
    return AgendaItem.objects.get(pk=item.pk)


def test_calling_one_calls_all_and_the_journal_says_so(cast, meeting):
    first, second = factories.item(meeting), factories.item(meeting)
    joining.join(first, along=[second], by=cast.clerk)

    agenda.call(again(second), by=cast.chair)

    assert [again(row).state for row in (first, second)] == ["called", "called"]
    assert list(Entry.objects.filter(verb="item.called").values_list("thing", flat=True)) == [second.pk, first.pk]


def test_what_was_joined_before_comes_along(cast, meeting):
    rows = [factories.item(meeting) for _ in range(4)]
    joining.join(rows[2], along=[rows[3]], by=cast.clerk)

    joining.join(rows[0], along=[rows[1], again(rows[2])], by=cast.clerk)

    assert [again(row).joined_to_id for row in rows] == [None, rows[0].pk, rows[0].pk, rows[0].pk]


def test_closed_item_is_taken_up_again_while_the_other_is_still_called(cast, meeting):
    first, second = factories.item(meeting), factories.item(meeting)
    joining.join(first, along=[second], by=cast.clerk)
    agenda.call(again(first), by=cast.chair)
    agenda.close(again(first), result="noted", by=cast.chair)

    agenda.reopen(again(first), by=cast.chair)

    assert [again(row).state for row in (first, second)] == ["called", "called"]


def test_what_cannot_be_joined_or_separated_is_refused(cast, meeting):
    first, closed = factories.item(meeting), factories.item(meeting, state="closed")
    elsewhere = factories.item(factories.meeting(cast.assembly, state="running"))
    cases = [
        (lambda: joining.join(first, along=[closed], by=cast.clerk), "schon abgeschlossen oder abgesetzt"),
        (lambda: joining.join(first, along=[elsewhere], by=cast.clerk), "gehört nicht zu dieser Sitzung"),
        (lambda: joining.join(first, along=[first], by=cast.clerk), "wenigstens zwei Punkte"),
        (lambda: joining.separate(first, by=cast.clerk), "wird für sich beraten"),
    ]

    for act, sentence in cases:
        with pytest.raises(life.WrongState, match=sentence):
            act()
    with pytest.raises(Denied):
        joining.join(first, along=[factories.item(meeting)], by=cast.councillor)

    assert again(first).joined_to_id is None


def test_agenda_is_adopted_by_those_who_preside_while_the_meeting_runs(cast, meeting):
    factories.item(meeting)
    planned = factories.meeting(cast.assembly)

    with pytest.raises(Denied):
        adoption.adopt(meeting, by=cast.councillor)
    with pytest.raises(life.WrongState, match="in der laufenden Sitzung festgestellt"):
        adoption.adopt(planned, by=cast.chair)
    with pytest.raises(life.Stale):
        adoption.adopt(meeting, version=meeting.version + 1, by=cast.chair)
    made = [adoption.adopt(meeting, by=cast.chair) for _ in range(2)]

    assert [(row.number, row.kind) for row in made] == [(1, "held"), (2, "held")]


def test_nothing_is_joined_or_separated_once_the_meeting_is_over(cast, meeting):
    first, second, third = (factories.item(meeting) for _ in range(3))
    joining.join(first, along=[second], by=cast.clerk)
    Meeting.objects.update(state="closed")

    for act in (
        lambda: joining.join(again(first), along=[third], by=cast.clerk),
        lambda: joining.separate(again(second), by=cast.clerk),
    ):
        with pytest.raises(life.WrongState, match="ihre Tagesordnung steht fest"):
            act()
    assert [again(row).joined_to_id for row in (first, second, third)] == [None, first.pk, None]


def test_nothing_is_joined_to_what_is_over_and_the_refusal_names_its_number_alone(cast, meeting):
    over = factories.item(meeting, state="closed", number="7", name="Qgeheim")
    nameless = factories.item(meeting, state="removed", number="", name="Qgeheim")
    other = factories.item(meeting)

    for leader, along, name in ((over, other, "TOP 7"), (other, over, "TOP 7"), (nameless, other, "Ein Punkt")):
        with pytest.raises(life.WrongState, match=f"^{name}") as refusal:
            joining.join(leader, along=[along], by=cast.clerk)
        assert "Qgeheim" not in str(refusal.value)
    assert AgendaItem.objects.exclude(joined_to=None).count() == 0
