import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from council import journal, life
from council.actions import attendance, meetings, speeches
from council.law.majorities import Tally
from council.may import Denied, allowed
from council.models import AgendaItem, Debate
from documents import text
from documents.actions import papers
from documents.models import Paper
from documents.states import ConsultationRole, ConsultationState, PaperState, PaperType
from motions import slate
from motions.actions import amendment_votes, amendments, procedural, treatment
from motions.actions.ballots import Contradiction, Poll
from motions.may import amendments as may
from motions.models import Amendment, Ballot, ChangeOrigin, DebateClosing, Merging
from motions.tally import Stand
from tests import factories
from tests.motions import amending
from tests.motions.amending import ANOTHER, CHANGE_SUM, NO, YES

pytestmark = pytest.mark.django_db

MOOT, ADMITTED, ADOPTED, REJECTED = PaperState.MOOT, PaperState.ADMITTED, PaperState.ADOPTED, PaperState.REJECTED


@pytest.fixture
def case(cast):
    return amending.t_o1(cast)


def vote(amendment, poll, cast):
    return amendment_votes.vote(Amendment.objects.get(pk=amendment.pk), poll=poll, by=cast.chair)


def through(amendment) -> list[str]:
    rows = Amendment.objects.get(pk=amendment.pk).moot_through.select_related("paper").order_by("pk")
    return [row.label for row in rows]


# T-O1


def test_order_goes_from_the_most_far_reaching_to_the_main_text(case):
    assert case.labels(case.slate.course.open) == ["A2", "A1", "A3", "A4", "M"]


def test_adopted_replacement_of_all_makes_the_others_moot(case, cast):
    vote(case.a2, YES, cast)
    states = case.states

    item = amendment_votes.finish(case.main, poll=YES, by=cast.chair)

    assert states == {"A1": MOOT, "A2": ADOPTED, "A3": MOOT, "A4": MOOT}
    assert [through(amendment) for amendment in (case.a1, case.a3, case.a4)] == [[case.a2.label]] * 3
    assert item.resolution_text == ANOTHER
    assert (item.result, item.result_text) == (
        "adopted_amended",
        "in geänderter Fassung mehrheitlich angenommen (40 Ja, 20 Nein, 2 Enthaltungen)",
    )


def test_rejected_replacement_and_adopted_deletion_leave_the_insertion(case, cast):
    vote(case.a2, NO, cast)
    vote(case.a1, YES, cast)
    after_a1 = (case.states, through(case.a3))
    vote(case.a4, YES, cast)

    item = amendment_votes.finish(case.main, poll=YES, by=cast.chair)

    assert after_a1 == ({"A1": ADOPTED, "A2": REJECTED, "A3": MOOT, "A4": ADMITTED}, [case.a1.label])
    assert [f"{block.label} {block.text}".strip() for block in text.blocks(item.resolution_text)] == [
        "Der Magistrat wird beauftragt:",
        "1. Vor allen Grundschulen gilt Tempo 30.",
        "3. Dem Ausschuss ist bis zum 30.06.2026 zu berichten.",
        "4. Die Ortsbeiräte werden gehört.",
        "5. Die Polizei wird beteiligt.",
    ]
    assert Paper.objects.get(pk=case.main.pk).state == PaperState.ADOPTED_AMENDED


def test_adopted_text_is_a_version_that_says_where_each_change_comes_from(case, cast):
    for amendment, poll in ((case.a2, NO), (case.a1, YES), (case.a4, YES)):
        vote(amendment, poll, cast)

    amendment_votes.finish(case.main, poll=YES, by=cast.chair)

    merging = Merging.objects.get()
    assert (merging.version.number, merging.base.number, merging.item) == (2, 1, case.item)
    assert merging.version.text == case.main.versions.get(number=2).text
    assert merging.version.text.endswith("## Begründung\n\nKinder sollen sicher zur Schule kommen.")
    rows = ChangeOrigin.objects.order_by("pk").values_list("amendment", "block", "was")
    assert list(rows) == [(case.a1.pk, None, 4), (case.a4.pk, 6, None)]


# T-O2, T-O3


def test_of_two_equals_the_earlier_one_is_voted_first(cast):
    main = amending.main_paper()
    late, early = (
        amending.admitted(
            main,
            {"text-3": f"Vor {place} gilt Tempo 30."},
            by=cast.councillor,
            clerk=cast.clerk,
            at=datetime(2026, 6, 12, hour, tzinfo=UTC),
        )
        for place, hour in (("allen Schulen", 11), ("einigen Schulen", 9))
    )
    amending.called(main, cast=cast)
    main.refresh_from_db()

    with pytest.raises(life.WrongState, match="Zuerst ist über Ä2 abzustimmen"):
        vote(late, YES, cast)
    vote(early, YES, cast)

    assert (late.label, early.label) == ("Ä1", "Ä2")
    assert (amending.state_of(late), through(late)) == (MOOT, ["Ä2"])


def moved(case, kind, cast):
    wish = procedural.Wish(kind=kind, item=case.item)
    return procedural.enter(case.item.meeting, wish=wish, mover=cast.rival.person, by=cast.chair)


def test_postponed_during_the_debate_all_amendments_stay_pending(case, cast):
    procedural.decide(moved(case, "postpone", cast), verdict=procedural.Verdict(poll=YES), by=cast.chair)

    item = AgendaItem.objects.get(pk=case.item.pk)
    assert (item.state, item.result) == ("closed", "postponed")
    assert case.states == dict.fromkeys(("A1", "A2", "A3", "A4"), ADMITTED)
    assert Paper.objects.get(pk=case.main.pk).state == PaperState.POSTPONED
    assert [consultation.state for consultation in case.main.consultations.all()] == [ConsultationState.PLANNED]


def test_rejected_postponement_lets_the_voting_begin(case, cast):
    motion = moved(case, "postpone", cast)
    with pytest.raises(life.WrongState, match="Zuerst ist über den Antrag zur Geschäftsordnung zu entscheiden"):
        vote(case.a2, NO, cast)
    procedural.decide(motion, verdict=procedural.Verdict(poll=NO), by=cast.chair)

    vote(case.a2, NO, cast)

    assert case.states["A2"] == REJECTED


def test_closed_debate_takes_no_more_amendments(case, cast):
    procedural.decide(moved(case, "end_debate", cast), verdict=procedural.Verdict(poll=YES), by=cast.chair)

    with pytest.raises(life.WrongState, match="Aussprache ist geschlossen"):
        amendments.draft(case.main, mover=None, by=cast.rival)


def test_what_an_adopted_one_could_no_longer_change_is_told(cast):
    main = amending.main_paper()
    further = amending.admitted(main, CHANGE_SUM, by=cast.councillor, clerk=cast.clerk)
    both = CHANGE_SUM | {"text-3": "Vor allen Schulen gilt Tempo 30."}
    less = amending.admitted(main, both | {"text-4": CHANGE_SUM["text-4"].replace("500", "400")}, by=cast.rival,
                             clerk=cast.clerk)  # fmt: skip
    amending.called(main, cast=cast)

    vote(further, YES, cast)
    vote(less, YES, cast)

    main.refresh_from_db()
    standing = slate.of(main, base=slate.base_of(main))
    assert standing.left_out(less.pk) == ("ändert Worte in Punkt 2 (schon geändert durch Ä1)",)
    assert ("500.000 Euro" in standing.resolution, "allen Schulen" in standing.resolution) == (True, True)


# The real vote 101.18.1578 of February 2020


def test_real_vote_on_the_main_by_law_is_replayed(cast):
    """Stances as noted then; the heads of each faction are assumed, for the notes do not give them."""
    names = ("Linke", "FDP+FW+Piraten", "SPD", "CDU", "Grüne", "AfD")
    linke, liberals, spd, cdu, greens, afd = (
        factories.organization("faction", name=name, body=cast.town).pk for name in names
    )
    main = amending.main_paper(
        name="Änderung der Hauptsatzung",
        reference="101.18.1578",
        paper_type=PaperType.EXECUTIVE_PROPOSAL,
        text="## Artikel 3\n\nDie Stadt unterrichtet im Netz.\n\n## Artikel 4\n\nDie Zahl der Mitglieder ist 13.",
    )
    amendment = amending.admitted(main, {"strike-3": "on", "strike-4": "on"}, by=cast.rival, clerk=cast.clerk)
    item = amending.called(main, cast=cast, body=cast.committee, role=ConsultationRole.PREPARATION)
    first = Poll(
        Tally(2, 9, 1),
        by_faction={
            linke: Stand(yes=1),
            liberals: Stand(yes=1),
            spd: Stand(no=4),
            cdu: Stand(no=3),
            greens: Stand(no=2),
            afd: Stand(abstain=1),
        },
    )
    second = Poll(
        Tally(10, 0, 2),
        by_faction={
            linke: Stand(abstain=1),
            liberals: Stand(abstain=1),
            spd: Stand(yes=4),
            cdu: Stand(yes=3),
            greens: Stand(yes=2),
            afd: Stand(yes=1),
        },
    )

    ballot = vote(amendment, first, cast)
    closed = amendment_votes.finish(Paper.objects.get(pk=main.pk), poll=second, by=cast.chair)

    assert (ballot.outcome, amending.state_of(amendment)) == ("abgelehnt", REJECTED)
    assert [str(row) for row in ballot.by_faction.order_by("order")] == [
        "Linke: Zustimmung",
        "FDP+FW+Piraten: Zustimmung",
        "SPD: Ablehnung",
        "CDU: Ablehnung",
        "Grüne: Ablehnung",
        "AfD: Enthaltung",
    ]
    assert (closed.result, closed.result_text) == (
        "adopted_unanimously",
        "einstimmig angenommen (10 Ja, 0 Nein, 2 Enthaltungen)",
    )
    abstained = [str(row) for row in item.ballots.get(paper=main).by_faction.filter(abstain__gt=0).order_by("order")]
    assert abstained == ["Linke: Enthaltung", "FDP+FW+Piraten: Enthaltung"]
    assert (main.versions.count(), Paper.objects.get(pk=main.pk).state) == (1, PaperState.RECOMMENDED)


# Order


def test_chair_fixes_ranks_and_the_order_follows(case, cast):
    amendment_votes.fix_ranks(case.main, ranks={case.a4.pk: 90, case.a1.pk: 100}, by=cast.chair)

    assert case.labels(case.slate.course.open) == ["A1", "A2", "A4", "A3", "M"]
    assert Amendment.objects.get(pk=case.a4.pk).rank_fixed_by == cast.chair
    amendment_votes.fix_ranks(case.main, ranks={case.a4.pk: None, case.a1.pk: None}, by=cast.chair)
    assert case.labels(case.slate.course.open) == ["A2", "A1", "A3", "A4", "M"]


def test_order_stands_fast_once_voting_has_begun(case, cast):
    vote(case.a2, NO, cast)

    with pytest.raises(life.WrongState, match="Reihenfolge steht fest"):
        amendment_votes.fix_ranks(case.main, ranks={case.a4.pk: 100}, by=cast.chair)


def test_collisions_are_told_in_words(case):
    told = {case.slate.told(one) for one in case.slate.collisions}

    assert told == {
        "Ä1 und Ä2 ändern beide Punkt 2.",
        "Ä3 ersetzt den ganzen Text, auch das, was Ä1 ändert.",
        "Ä3 ersetzt den ganzen Text, auch das, was Ä2 ändert.",
        "Ä3 ersetzt den ganzen Text, auch das, was Ä4 ändert.",
    }


def test_closed_debate_ends_the_list_of_speakers_and_opened_again_opens_it(case, cast):
    attendance.arrive_all(case.item.meeting, by=cast.clerk)
    waiting = speeches.ask(case.item, by=cast.councillor)
    amendment_votes.close_debate(case.main, by=cast.chair)
    debate = Debate.objects.get(item=case.item)
    closed = (type(waiting).objects.get(pk=waiting.pk).state, debate.list_closed_at is not None)

    amendment_votes.open_debate(case.main, by=cast.chair)

    debate.refresh_from_db()
    assert (closed, debate.list_closed_at, DebateClosing.objects.count()) == (("not_called", True), None, 0)


STEPS = {
    "fix_ranks": lambda case, by: amendment_votes.fix_ranks(case.main, ranks={case.a1.pk: 1}, by=by),
    "close_debate": lambda case, by: amendment_votes.close_debate(case.main, by=by),
    "open_debate": lambda case, by: amendment_votes.open_debate(case.main, by=by),
    "vote": lambda case, by: amendment_votes.vote(case.a2, poll=YES, by=by),
    "undo": lambda case, by: amendment_votes.undo(case.a2, by=by),
    "finish": lambda case, by: amendment_votes.finish(case.main, poll=YES, by=by),
}


@pytest.mark.parametrize("step", STEPS)
def test_nobody_but_the_presidency_leads_the_vote(case, cast, step):
    if step == "undo":
        vote(case.a2, NO, cast)
    if step == "finish":
        amendment_votes.vote(case.a2, poll=YES, by=cast.chair)
    before = (journal.head_number(), case.states)
    refused = set()

    for name, user in cast.everyone().items():
        if name in ("clerk", "deputy", "chair") or not user.is_authenticated:
            continue
        with pytest.raises(Denied):
            STEPS[step](case, user)
        refused.add(name)

    assert refused == set(cast.everyone()) - {"clerk", "deputy", "chair", "nobody"}
    assert (journal.head_number(), case.states) == before


# Undoing


def test_last_vote_is_undone_and_what_it_made_moot_is_open_again(case, cast):
    vote(case.a2, YES, cast)

    amendment_votes.undo(Amendment.objects.get(pk=case.a2.pk), by=cast.chair)

    assert case.states == dict.fromkeys(("A1", "A2", "A3", "A4"), ADMITTED)
    assert through(case.a1) == []
    vote(case.a2, NO, cast)
    assert [ballot.passed for ballot in Ballot.objects.standing().filter(paper=case.a2.paper)] == [False]


def test_only_the_last_vote_is_undone(case, cast):
    vote(case.a2, NO, cast)
    vote(case.a1, NO, cast)

    with pytest.raises(life.WrongState, match="nur die letzte Abstimmung"):
        amendment_votes.undo(Amendment.objects.get(pk=case.a2.pk), by=cast.chair)


def test_final_vote_is_undone_with_the_text_that_came_of_it(case, cast):
    vote(case.a2, YES, cast)
    item = amendment_votes.finish(case.main, poll=YES, by=cast.chair)

    treatment.reopen_item(item, by=cast.chair)

    assert Paper.objects.get(pk=case.main.pk).state == PaperState.SCHEDULED
    assert [version.number for version in case.main.versions.all()] == [1]
    amendment_votes.undo(Amendment.objects.get(pk=case.a2.pk), by=cast.chair)
    for amendment in (case.a2, case.a1, case.a3, case.a4):
        vote(amendment, NO, cast)
    again = amendment_votes.finish(case.main, poll=YES, by=cast.chair)
    assert (again.result, Paper.objects.get(pk=case.main.pk).state) == ("adopted", PaperState.ADOPTED)


def test_nothing_is_undone_once_the_meeting_is_over(case, cast):
    vote(case.a2, YES, cast)
    item = amendment_votes.finish(case.main, poll=YES, by=cast.chair)
    meetings.close(item.meeting, by=cast.chair)

    with pytest.raises(life.WrongState):
        treatment.reopen_item(AgendaItem.objects.get(pk=item.pk), by=cast.chair)
    with pytest.raises(life.WrongState, match="in keiner laufenden Sitzung"):
        amendment_votes.undo(Amendment.objects.get(pk=case.a2.pk), by=cast.chair)

    assert Paper.objects.get(pk=case.main.pk).state == PaperState.ADOPTED_AMENDED


# What the main text may not become


def test_main_text_is_not_decided_while_an_amendment_is_open(case, cast):
    with pytest.raises(Contradiction, match="offen: Ä3, Ä2, Ä1, Ä4"):
        treatment.close_item(case.item, result="adopted", poll=YES, by=cast.chair)

    assert Paper.objects.get(pk=case.main.pk).state == PaperState.SCHEDULED


def test_main_text_is_not_adopted_unchanged_over_an_adopted_amendment(case, cast):
    vote(case.a2, YES, cast)

    with pytest.raises(Contradiction, match="nur in geänderter Fassung"):
        treatment.close_item(case.item, result="adopted", poll=YES, by=cast.chair)


def test_final_vote_on_the_page_takes_the_majority_the_item_needs(case, cast, client):
    AgendaItem.objects.filter(pk=case.item.pk).update(matter="main_bylaw")
    vote(case.a2, NO, cast)
    for amendment in (case.a1, case.a3, case.a4):
        vote(amendment, NO, cast)
    client.force_login(cast.chair)
    address = reverse("amendments-vote", args=[case.main.key])

    page = client.get(address).content.decode()
    client.post(address, {"what": "final", "final-yes": "25", "final-no": "15"})

    ballot = Ballot.objects.get(item=case.item, amendments=None)
    assert re.findall(r'<select name="final-rule".*?<option value="(\w+)" selected', page, re.DOTALL) == [
        "majority_statutory"
    ]
    assert (ballot.rule, ballot.passed) == ("majority_statutory", False)
    assert Paper.objects.get(pk=case.main.pk).state == PaperState.REJECTED


def test_committee_that_prepares_leaves_open_amendments_open(cast):
    main = amending.main_paper()
    amendment = amending.admitted(main, CHANGE_SUM, by=cast.rival, clerk=cast.clerk)
    amending.called(main, cast=cast, body=cast.committee, role=ConsultationRole.PREPARATION)

    few = Poll(Tally(8, 4, 1))
    amendment_votes.finish(Paper.objects.get(pk=main.pk), poll=few, by=cast.chair)

    assert (Paper.objects.get(pk=main.pk).state, amending.state_of(amendment)) == (PaperState.RECOMMENDED, ADMITTED)


# Taking over


def test_amendment_taken_over_is_in_the_text_without_a_vote(cast):
    main = amending.main_paper()
    main.originators.create(organization=cast.other_faction)
    amendment = amending.admitted(main, CHANGE_SUM, by=cast.councillor, clerk=cast.clerk)
    amendments.take_over(amendment, by=cast.rival)
    amending.called(main, cast=cast)

    item = amendment_votes.finish(Paper.objects.get(pk=main.pk), poll=YES, by=cast.chair)

    assert amending.state_of(amendment) == PaperState.ACCEPTED_BY_MOVER
    assert "500.000 Euro" in item.resolution_text
    assert item.result == "adopted_amended"


def test_only_the_mover_of_the_main_text_and_the_presidency_take_over(cast):
    main = amending.main_paper()
    main.originators.create(organization=cast.other_faction)
    amendment = amending.admitted(main, CHANGE_SUM, by=cast.councillor, clerk=cast.clerk)
    able = {name for name, user in cast.everyone().items() if allowed(may.take_over, user, amendment)}

    assert able == {"clerk", "deputy", "chair", "rival"}
    with pytest.raises(Denied, match="Hauptantrag"):
        amendments.take_over(amendment, by=cast.councillor)


def test_taken_over_one_becomes_moot_through_one_that_goes_further(case, cast):
    amendments.take_over(case.a3, by=cast.chair)
    taken = case.states
    vote(case.a2, NO, cast)
    vote(case.a1, YES, cast)

    assert taken == {"A1": ADMITTED, "A2": ADMITTED, "A3": PaperState.ACCEPTED_BY_MOVER, "A4": ADMITTED}
    assert (case.states["A3"], through(case.a3)) == (MOOT, [case.a1.label])
    amendment_votes.undo(Amendment.objects.get(pk=case.a1.pk), by=cast.chair)
    assert case.states["A3"] == PaperState.ACCEPTED_BY_MOVER


def test_taking_over_is_undone(case, cast):
    amendments.take_over(case.a3, by=cast.chair)

    amendments.hand_back(Amendment.objects.get(pk=case.a3.pk), by=cast.chair)

    assert (case.states["A3"], Amendment.objects.get(pk=case.a3.pk).accepted_by) == (ADMITTED, None)


# When the main text is another


def test_amendment_that_no_longer_fits_is_cleared_before_the_final_vote(case, cast):
    changed = amending.TEXT.replace("300.000", "350.000")
    papers.revise(Paper.objects.get(pk=case.main.pk), body_text=changed, by=cast.clerk)
    unfit = case.labels(case.slate.unfit)
    for amendment in (case.a2, case.a4):
        vote(amendment, NO, cast)

    with pytest.raises(Contradiction, match="offen: Ä1, Ä2"):
        treatment.close_item(case.item, result="adopted", poll=YES, by=cast.chair)
    with pytest.raises(life.WrongState, match="lautet inzwischen anders"):
        vote(case.a3, YES, cast)
    for amendment in (case.a3, case.a1):
        vote(amendment, NO, cast)

    assert unfit == ["A3", "A1"]
    assert amendment_votes.finish(case.main, poll=YES, by=cast.chair).result == "adopted"


def test_lists_of_votes_cost_a_constant_number_of_queries(case, cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        standing = case.slate
        assert len(standing.collisions) == 4
        assert standing.merged.moot == {}
        assert standing.why(case.a2.pk) == "ersetzt den ganzen Text (Vorschlag: Rang 100)"
