"""The mayor objects to a resolution within its days; it is suspended until the assembly votes again (HGO §63)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from council import audiences
from council.actions import agenda
from council.life import WrongState
from council.may import Denied, allowed
from documents.actions import consultations
from documents.models import Paper
from motions import proposing
from motions.actions import objections, proposals, tasks, treatment
from motions.may import objections as may
from motions.models import Objection
from tests import factories
from tests.documents.print.comparing import words_of_page
from tests.motions.deciding import decided, extracted, paper_of

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
REASON = "Der Beschluss nennt keine Deckung."


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def ago(days):
    return TODAY - timedelta(days=days)


def adopted(cast, *, on=None, **fields):
    return paper_of(decided(cast, on=on or ago(5), **fields))


def suspended(cast, **fields):
    paper = adopted(cast, **fields)
    objections.suspend(paper, reason=REASON, on=ago(3), by=cast.mayor)
    return Paper.objects.get(pk=paper.pk)


def again(cast, paper, *, result, on=None):
    return decided(cast, paper=paper, result=result, on=on or ago(1))


def again_before(cast, paper, *, result):
    """A second vote of the past: its item came closed, and no vote was taken here."""
    meeting = factories.meeting(cast.assembly, state="running", date=ago(1))
    item = agenda.call(consultations.place(paper, meeting=meeting, by=cast.clerk), by=cast.clerk)
    return agenda.close(item, result=result, by=cast.clerk)


def state(paper):
    return Paper.objects.get(pk=paper.pk).state


def test_mayor_suspends_a_resolution_through_the_pages(cast, client):
    paper = adopted(cast)
    mayor, address = signed_in(cast.mayor), reverse("objection-new", args=[paper.key])
    assert address in mayor.get(paper.get_absolute_url()).content.decode()
    assert address not in signed_in(cast.chair).get(paper.get_absolute_url()).content.decode()

    form = mayor.get(address).content.decode()
    answer = mayor.post(address, {"reason": REASON})

    page = client.get(paper.get_absolute_url()).content.decode()
    assert ("Widerspruch gegen den Beschluss vom" in form, answer.status_code, state(paper)) == (True, 303, "suspended")
    assert (REASON in page, "Der Beschluss ist gehemmt." in page) == (True, True)
    assert words_of_page(page)["widerspruch"] >= 2


def test_only_the_magistrat_objects(cast):
    paper = adopted(cast)

    assert {name for name, user in cast.everyone().items() if allowed(may.suspend, user)} == {"mayor"}
    for name in ("clerk", "chair", "officer", "councillor", "citizen"):
        answer = signed_in(cast.people[name]).post(reverse("objection-new", args=[paper.key]), {"reason": REASON})
        assert answer.status_code == 403, name
    assert (state(paper), Objection.objects.count()) == ("adopted", 0)


@pytest.mark.parametrize(
    ("decided_on", "last"),
    [
        (date(2026, 6, 15), date(2026, 6, 29)),  # fourteen days, a Monday
        (date(2026, 6, 13), date(2026, 6, 29)),  # would end on a Saturday (BGB §193)
        (date(2026, 12, 11), date(2026, 12, 28)),  # would end on Christmas Day, a Friday
    ],
)
def test_first_objection_is_in_time_for_fourteen_days(cast, decided_on, last):
    in_time, late = adopted(cast, on=decided_on), adopted(cast, on=decided_on)

    objection = objections.suspend(in_time, reason=REASON, on=last, by=cast.mayor)
    with pytest.raises(WrongState, match=r"Frist für den Widerspruch ist am .* abgelaufen"):
        objections.suspend(late, reason=REASON, on=last + timedelta(days=1), by=cast.mayor)

    assert (objection.due, state(in_time), state(late)) == (last, "suspended", "adopted")


def test_late_objection_is_refused_on_the_page_with_the_day(cast):
    paper = adopted(cast, on=ago(40))
    mayor = signed_in(cast.mayor)

    answer = mayor.post(reverse("objection-new", args=[paper.key]), {"reason": REASON})

    assert answer.status_code == 409
    assert "Die Frist für den Widerspruch ist am" in answer.content.decode()
    assert reverse("objection-new", args=[paper.key]) not in mayor.get(paper.get_absolute_url()).content.decode()


def test_objection_before_the_resolution_is_refused(cast):
    with pytest.raises(WrongState, match="vor dem Beschluss"):
        objections.suspend(adopted(cast, on=ago(2)), reason=REASON, on=ago(3), by=cast.mayor)


@pytest.mark.parametrize("result", ["rejected", "noted", "postponed"])
def test_nothing_else_than_an_adopted_resolution_is_objected_to(cast, result):
    paper = adopted(cast, result=result)

    with pytest.raises(WrongState, match="angenommenen Beschluss"):
        objections.suspend(paper, reason=REASON, on=TODAY, by=cast.mayor)


def test_suspended_resolution_orders_nothing(cast):
    extract = extracted(cast, on=ago(5))
    objections.suspend(extract.paper, reason=REASON, on=ago(3), by=cast.mayor)

    with pytest.raises(WrongState, match="gehemmt"):
        tasks.create(extract, order_text="x", office=cast.office, due=None, by=cast.clerk)


@pytest.mark.parametrize(
    ("result", "outcome", "expected"),
    [
        ("adopted", "confirmed", "adopted"),
        ("adopted_unanimously", "confirmed", "adopted"),
        ("rejected", "overturned", "rejected"),
    ],
)
def test_second_vote_of_the_past_is_taken_over_by_the_office(cast, client, result, outcome, expected):
    paper = suspended(cast)
    item = again_before(cast, paper, result=result)
    clerk, address = signed_in(cast.clerk), reverse("objection-vote-again", args=[paper.key])
    assert item.key in clerk.get(paper.get_absolute_url()).content.decode()

    answer = clerk.post(address, {"item": item.key})

    objection = Objection.objects.get()
    assert (answer.status_code, state(paper)) == (303, expected)
    assert (objection.outcome, objection.again_at, objection.ended_on) == (outcome, item, ago(1))
    assert (
        f"Der Beschluss ist {objection.get_outcome_display()}" in client.get(paper.get_absolute_url()).content.decode()
    )
    assert clerk.post(address, {"item": item.key}).status_code == 409


@pytest.mark.parametrize(
    ("result", "outcome", "expected"),
    [
        ("adopted", "confirmed", "adopted"),
        ("adopted_unanimously", "confirmed", "adopted"),
        ("rejected", "overturned", "rejected"),
    ],
)
def test_vote_in_a_new_meeting_ends_the_objection_by_itself(cast, client, result, outcome, expected):
    paper = suspended(cast)

    item = again(cast, paper, result=result)

    objection = Objection.objects.get()
    assert (objection.outcome, objection.again_at, objection.ended_on) == (outcome, item, ago(1))
    assert state(paper) == expected
    assert (
        f"Der Beschluss ist {objection.get_outcome_display()}" in client.get(paper.get_absolute_url()).content.decode()
    )


def test_item_taken_up_again_opens_the_objection_until_the_next_vote(cast):
    paper = suspended(cast)
    item = treatment.reopen_item(again(cast, paper, result="adopted"), by=cast.clerk)
    open_again = Objection.objects.get()

    treatment.close_item(item, result="rejected", by=cast.clerk)

    assert (open_again.outcome, open_again.again_at, open_again.ended_on) == ("", None, None)
    assert (Objection.objects.get().outcome, state(paper)) == ("overturned", "rejected")


def test_vote_on_the_day_of_the_objection_ends_nothing(cast):
    paper = suspended(cast)

    again(cast, paper, result="adopted", on=ago(3))

    assert (Objection.objects.get().outcome, state(paper)) == ("", "suspended")


def test_second_vote_is_proposed_for_the_next_meeting_and_taken_over_once(cast):
    paper = suspended(cast)
    meetings = [factories.meeting(cast.assembly, date=TODAY + timedelta(days=days)) for days in (7, 14)]
    committee = factories.meeting(cast.committee, date=TODAY + timedelta(days=7))
    standing = audiences.standing_of(cast.clerk)

    [proposal] = proposing.of_meeting(meetings[0], standing)
    elsewhere = proposing.of_meeting(committee, standing)
    [item] = proposals.take_over(meetings[0], proposals=[proposal], by=cast.clerk)

    assert proposal.paper == paper
    assert proposal.why.endswith("erneute Abstimmung (HGO § 63)")
    assert (elsewhere, proposing.of_meeting(meetings[1], standing)) == ([], [])
    assert (item.name, state(paper)) == (paper.name, "suspended")


def test_closed_objection_is_proposed_to_its_readers_alone(cast):
    suspended(cast, audience="body", audience_organization=cast.assembly)
    meeting = factories.meeting(cast.assembly, date=TODAY + timedelta(days=7))

    counts = {
        name: len(proposing.of_meeting(meeting, audiences.standing_of(cast.people[name])))
        for name in ("clerk", "citizen")
    }

    assert counts == {"clerk": 1, "citizen": 0}


def test_second_vote_is_recorded_by_the_office_alone(cast):
    paper = suspended(cast)
    item = again_before(cast, paper, result="adopted")

    for name in ("mayor", "chair", "councillor"):
        address = reverse("objection-vote-again", args=[paper.key])
        assert signed_in(cast.people[name]).post(address, {"item": item.key}).status_code == 403
    with pytest.raises(Denied):
        objections.vote_again(paper, item=item, by=cast.mayor)
    assert state(paper) == "suspended"


def test_vote_of_the_same_meeting_or_of_another_paper_does_not_count(cast):
    paper = suspended(cast)
    other = decided(cast, on=ago(1), name="Anderes")

    with pytest.raises(WrongState, match="neuen Sitzung"):
        objections.vote_again(paper, item=Objection.objects.get().item, by=cast.clerk)
    answer = signed_in(cast.clerk).post(reverse("objection-vote-again", args=[paper.key]), {"item": other.key})

    assert (answer.status_code, state(paper)) == (404, "suspended")


def test_item_without_a_vote_does_not_end_the_objection(cast):
    paper = suspended(cast)
    item = again(cast, paper, result="postponed")

    with pytest.raises(WrongState, match="nicht über die Vorlage abgestimmt"):
        objections.vote_again(paper, item=item, by=cast.clerk)


@pytest.mark.parametrize(("typed", "expected"), [("lift", "adopted"), ("uphold", "rejected")])
def test_second_objection_within_a_week_may_go_to_court(cast, typed, expected):
    paper = suspended(cast)
    item = again(cast, paper, result="adopted", on=ago(2))
    mayor, clerk = signed_in(cast.mayor), signed_in(cast.clerk)

    mayor.post(reverse("objection-new", args=[paper.key]), {"reason": "Noch immer keine Deckung."})
    second = Objection.objects.order_by("-number").first()
    before = (second.number, second.item, second.due, state(paper))
    voted = clerk.post(reverse("objection-vote-again", args=[paper.key]), {"item": item.key})
    court = reverse("objection-court", args=[paper.key])
    ended = clerk.post(court, {"outcome": typed, "on": f"{TODAY:%Y-%m-%d}", "note": "VG, 3 K 1/26"})

    last = objections.due_of(ago(2), rank=second.number, item=item)
    assert before == (2, item, last, "suspended")
    assert 7 <= (last - ago(2)).days <= 11  # a week, ending on a working day
    assert (voted.status_code, ended.status_code, state(paper)) == (409, 303, expected)


def test_second_objection_is_late_after_a_week(cast):
    paper = adopted(cast, on=ago(40))
    objections.suspend(paper, reason=REASON, on=ago(38), by=cast.mayor)
    again(cast, Paper.objects.get(pk=paper.pk), result="adopted", on=ago(20))

    with pytest.raises(WrongState, match="Frist für die Beanstandung"):
        objections.suspend(paper, reason=REASON, on=TODAY, by=cast.mayor)


def test_first_objection_does_not_go_to_court(cast):
    paper = suspended(cast)

    answer = signed_in(cast.clerk).post(
        reverse("objection-court", args=[paper.key]), {"outcome": "lift", "on": f"{TODAY:%Y-%m-%d}", "note": "x"}
    )

    assert (answer.status_code, state(paper)) == (409, "suspended")


@pytest.mark.parametrize("reason", ["", "x" * 200_000, "Null\x00"])
def test_bad_reason_is_refused(cast, reason):
    paper = adopted(cast)

    answer = signed_in(cast.mayor).post(reverse("objection-new", args=[paper.key]), {"reason": reason})

    assert (answer.status_code, state(paper)) == (422, "adopted")


def test_one_objection_at_a_time(cast):
    paper = suspended(cast)

    with pytest.raises(WrongState):
        objections.suspend(paper, reason=REASON, on=TODAY, by=cast.mayor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.create(
            paper=paper,
            item=factories.item(factories.meeting(cast.assembly)),
            number=1,
            reason="x",
            decided_on=TODAY,
            due=TODAY,
            raised_on=TODAY,
            raised_at=timezone.now(),
        )


def test_objection_to_a_closed_resolution_is_read_by_its_readers_alone(cast):
    paper = factories.paper(audience="body", audience_organization=cast.committee, name="Grundstücksaal")
    paper = paper_of(decided(cast, paper=paper, body=cast.committee, on=ago(5)))
    objection = objections.suspend(paper, reason=REASON, on=ago(3), by=cast.mayor)

    readers = {
        name
        for name, user in cast.everyone().items()
        if Objection.objects.visible_to(user).filter(pk=objection.pk).exists()
    }

    assert readers == {"clerk", "deputy", "councillor", "colleague", "mayor"}
