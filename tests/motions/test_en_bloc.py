"""One vote on part II: where the rulebook allows it, with a ballot, a result and a step of its own for each item."""

from datetime import date

import pytest
from django.urls import reverse

from council import life
from council.actions import rules
from council.law.majorities import Tally
from council.models import AgendaItem
from documents.models import Paper
from documents.states import PaperState, PaperType
from motions.actions import ballot_corrections, en_bloc
from motions.actions.ballots import Poll
from motions.models import Ballot, BlockVote
from tests.motions import voting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast):
    return voting.running(cast)


def allow(cast):
    rules.enact("vote.en_bloc", True, valid_from=date(2026, 1, 1), legal_basis="GO §30", by=cast.clerk)


def part_two(cast, meeting, **fields):
    return voting.with_paper(meeting, cast.assembly, part="II", **fields)


def test_each_item_gets_its_ballot_its_result_and_its_step(cast, client, meeting):
    allow(cast)
    items = [part_two(cast, meeting) for _ in range(3)]
    strict = part_two(cast, meeting, name="Änderung der Hauptsatzung")
    left_out = part_two(cast, meeting)
    client.force_login(cast.chair)
    chosen = [item.key for item in (*items, strict)]

    answer = client.post(reverse("en-bloc", args=[meeting.key]), {"items": chosen, "rest": "yes", "rule": "simple"})

    states = dict(AgendaItem.objects.filter(meeting=meeting).values_list("pk", "state"))
    papers = dict(Paper.objects.filter(consultations__slots__item__meeting=meeting).values_list("name", "state"))
    assert answer.status_code == 303
    assert [states[item.pk] for item in (*items, strict, left_out)] == ["closed"] * 4 + ["open"]
    assert sorted(papers.values()) == sorted([PaperState.ADOPTED] * 3 + [PaperState.REJECTED, PaperState.SCHEDULED])
    assert papers["Änderung der Hauptsatzung"] == PaperState.REJECTED
    assert (Ballot.objects.filter(block=BlockVote.objects.get()).count(), Ballot.objects.get(item=strict).needed) == (
        4,
        36,
    )


def test_without_the_rule_every_item_is_voted_on_its_own(cast, client, meeting):
    item = part_two(cast, meeting)
    client.force_login(cast.chair)

    page = client.get(reverse("en-bloc", args=[meeting.key])).content.decode()
    with pytest.raises(life.WrongState, match="keine Abstimmung en bloc"):
        en_bloc.vote(meeting, items=[item], poll=Poll(tally=Tally(3, 0)), by=cast.chair)

    assert "Das sieht die Geschäftsordnung nicht vor" in page
    assert Ballot.objects.count() == 0


def test_only_open_papers_of_part_two_are_offered(cast, meeting):
    allow(cast)
    item = part_two(cast, meeting)
    part_two(cast, meeting, paper_type=PaperType.INFORMATION)
    voting.with_paper(meeting, cast.assembly, part="I")
    amended = part_two(cast, meeting)
    Paper.objects.filter(pk=voting.factories.paper(paper_type=PaperType.AMENDMENT).pk).update(
        superordinate=amended.slot.consultation.paper
    )

    assert en_bloc.candidates(meeting) == [item]


def test_forged_items_are_refused_and_nothing_is_voted(cast, client, meeting):
    allow(cast)
    item = part_two(cast, meeting)
    other = voting.with_paper(voting.running(cast, there=()), cast.assembly, part="II")
    client.force_login(cast.chair)

    found = [
        client.post(reverse("en-bloc", args=[meeting.key]), {"items": keys, "rest": "yes"}).status_code
        for keys in ([other.key], [item.key, other.key], [])
    ]

    assert (found, Ballot.objects.count()) == ([422] * 3, 0)


def test_only_who_presides_votes_en_bloc(cast, client, meeting):
    allow(cast)
    part_two(cast, meeting)
    client.force_login(cast.councillor)

    assert client.get(reverse("en-bloc", args=[meeting.key])).status_code == 403


def test_items_of_one_block_do_not_end_each_others_time_for_corrections(cast, meeting):
    allow(cast)
    items = [part_two(cast, meeting) for _ in range(2)]
    en_bloc.vote(meeting, items=items, poll=Poll(tally=Tally(3, 0)), by=cast.chair)

    assert [ballot_corrections.is_open(ballot) for ballot in Ballot.objects.order_by("pk")] == [True, True]
