"""One vote on part II: where the rulebook allows it, with a ballot, a result and a step of its own for each item."""

from datetime import date

import pytest
from django.urls import reverse

from council import life
from council.actions import joining, rules
from council.law.majorities import Tally
from council.models import AgendaItem
from council.states import Matter
from documents.models import Paper
from documents.states import PaperState, PaperType
from motions import majorities
from motions.actions import ballot_corrections, en_bloc, required_majorities
from motions.actions.ballots import Poll
from motions.models import Ballot, BlockVote
from motions.models.ballots import Rule
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
    AgendaItem.objects.filter(pk=strict.pk).update(matter=Matter.MAIN_BYLAW)
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


def test_elections_joint_debates_and_doubtful_majorities_are_not_offered(cast, meeting):
    allow(cast)
    item, first, second = (part_two(cast, meeting) for _ in range(3))
    joining.join(first, along=[second], by=cast.clerk)
    chosen = part_two(cast, meeting, name="Wahl der Schriftführung")
    AgendaItem.objects.filter(pk=chosen.pk).update(matter=Matter.ELECTION)
    doubtful = part_two(cast, meeting, name="Änderung der Hauptsatzung")
    before = en_bloc.candidates(meeting)

    required_majorities.enter(doubtful, rule=Rule.STATUTORY, by=cast.clerk)
    joining.separate(AgendaItem.objects.get(pk=second.pk), by=cast.clerk)

    assert (before, en_bloc.candidates(meeting)) == ([item], [item, first, second, doubtful])


@pytest.mark.parametrize("rows", [1, 3])
def test_candidates_cost_one_query(cast, meeting, rows, django_assert_num_queries):
    for _ in range(rows):
        part_two(cast, meeting)

    with django_assert_num_queries(1):
        assert len(en_bloc.candidates(meeting)) == rows


@pytest.mark.parametrize(
    ("body", "role", "matter", "name", "ruled", "proposed"),
    [
        ("assembly", "decision", "main_bylaw", "Satzung", "majority_statutory", "majority_statutory"),
        ("assembly", "decision", "ordinary", "Änderung der Hauptsatzung", "simple", "majority_statutory"),
        ("assembly", "decision", "ordinary", "Straßenreinigung", "simple", "simple"),
        ("assembly", "notice", "main_bylaw", "Bericht zur Hauptsatzung", "simple", "simple"),
        ("committee", "preparation", "main_bylaw", "Änderung der Hauptsatzung", "simple", "simple"),
        ("committee", "decision", "main_bylaw", "Änderung der Hauptsatzung", "simple", "simple"),
    ],
)
def test_main_by_law_takes_the_statutory_majority_where_the_assembly_decides(
    cast, body, role, matter, name, ruled, proposed
):
    seated = getattr(cast, body)
    item = voting.with_paper(voting.running(cast, body=seated, there=()), seated, role=role, name=name)
    AgendaItem.objects.filter(pk=item.pk).update(matter=matter)
    item = AgendaItem.objects.select_related("meeting__organization").get(pk=item.pk)

    assert (majorities.rule_of(item), majorities.proposed_rule(item)) == (ruled, proposed)


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
