"""Procedural motions: moved by members who are there, put in their own order, carried out in the same transaction."""

import pytest
from django.urls import reverse

from collaboration.live import rooms
from council import audiences, life
from council.actions import agenda, attendance, joining, meetings
from council.law.majorities import Tally
from council.may import Denied
from council.models import AgendaItem, Entry, QuorumFinding
from council.states import ItemState
from council.views import blocks
from documents.actions import consultations, papers
from documents.models import Consultation, Paper, Referral
from documents.states import ConsultationRole, ConsultationState, PaperState
from documents.ways import Stage
from motions import adoption
from motions import procedural as standing
from motions.actions import adoption as adopting
from motions.actions import amendment_votes, ballots, elections, procedural, roll_calls, treatment
from motions.actions.ballots import Contradiction, Poll
from motions.actions.procedural import Verdict, Wish
from motions.electing import Count
from motions.models import Ballot, DebateClosing, Election, Motion, ProceduralMotion, RollCall
from motions.tally import Stand
from motions.views import panels_procedural
from tests import factories
from tests.motions import amending

pytestmark = pytest.mark.django_db

PASSED, LOST, UNOPPOSED = Verdict(), Verdict(passed=False), Verdict(unopposed=True)


@pytest.fixture
def meeting(cast):
    """A running meeting of the assembly at which everybody is there."""
    made = factories.meeting(cast.assembly, state="running")
    attendance.arrive_all(made, by=cast.clerk)
    return made


@pytest.fixture
def item(cast, meeting):
    """A called item."""
    return agenda.call(factories.item(meeting), by=None)


def moved(meeting, kind, *, by, item=None, **more) -> ProceduralMotion:
    return procedural.move(meeting, wish=Wish(kind=kind, item=item, **more), by=by)


def again(thing):
    return type(thing)._base_manager.get(pk=thing.pk)


def with_paper(meeting, *, body, **fields) -> AgendaItem:
    """An open item with a paper on which the body decides."""
    made = factories.item(meeting, **fields)
    paper = factories.paper()
    consultations.schedule(papers.refer(paper, to=body, role=ConsultationRole.DECISION, by=None), item=made, by=None)
    return made


def paper_of(item) -> Paper:
    return Paper.objects.get(pk=item.slot.consultation.paper_id)


# Who may move


def test_member_who_is_there_moves_and_the_chair_reads_it_first(cast, meeting, item):
    motion = moved(meeting, "end_debate", by=cast.rival, item=item, reason="Alles ist gesagt.")

    assert [one.pk for one in standing.waiting(meeting, audiences.standing_of(cast.chair))] == [motion.pk]
    assert (motion.mover, motion.state, motion.basis) == (cast.rival.person, "moved", "GO §§23–24")
    entry = Entry.objects.get(verb="procedural.moved")
    assert (entry.room, entry.numbers) == (f"meeting:{meeting.pk}", {"item": item.pk})


@pytest.mark.parametrize("name", ["mayor", "officer", "district", "citizen", "clerk", "moderator"])
def test_whoever_has_no_vote_there_cannot_move(cast, meeting, item, name):
    with pytest.raises(Denied, match="die anwesenden Mitglieder mit Stimmrecht"):
        moved(meeting, "postpone", by=getattr(cast, name), item=item)

    assert ProceduralMotion.objects.count() == 0


def test_absent_and_barred_members_cannot_move_nor_be_entered(cast, meeting, item):
    attendance.leave(meeting.attendances.get(person=cast.colleague.person), by=cast.clerk)
    agenda.bar(item, person=cast.rival.person, by=cast.chair)

    for user in (cast.colleague, cast.rival):
        with pytest.raises(Denied):
            moved(meeting, "postpone", by=user, item=item)
        with pytest.raises(life.WrongState, match="ist nicht anwesend oder hat hier keine Stimme"):
            procedural.enter(meeting, wish=Wish(kind="postpone", item=item), mover=user.person, by=cast.clerk)
    free = moved(meeting, "interrupt", by=cast.rival)

    assert list(ProceduralMotion.objects.all()) == [free]


def test_without_a_list_of_those_present_every_member_with_a_vote_moves(cast):
    meeting = factories.meeting(cast.assembly, state="running")

    assert moved(meeting, "interrupt", by=cast.rival).mover == cast.rival.person


def test_only_those_who_preside_enter_and_put(cast, meeting, item):
    motion = moved(meeting, "postpone", by=cast.rival, item=item)

    for name in ("councillor", "mayor", "officer", "citizen"):
        with pytest.raises(Denied):
            procedural.decide(motion, verdict=PASSED, by=getattr(cast, name))
        with pytest.raises(Denied):
            procedural.enter(meeting, wish=Wish(kind="interrupt"), mover=None, by=getattr(cast, name))

    assert again(motion).state == "moved"


def test_what_makes_no_sense_is_refused_with_a_sentence(cast, meeting, item):
    elsewhere = factories.item(factories.meeting(cast.assembly, state="running"))
    waiting = factories.item(meeting)
    moved(meeting, "postpone", by=cast.rival, item=item)
    cases = [
        (Wish(kind="veto"), "Einen solchen Antrag"),
        (Wish(kind="postpone"), "um welchen Punkt"),
        (Wish(kind="postpone", item=elsewhere), "gehört nicht zu dieser Sitzung"),
        (Wish(kind="postpone", item=item), "liegt schon vor"),
        (Wish(kind="end_debate", item=waiting), "gehört zu einem aufgerufenen Punkt"),
        (Wish(kind="refer", item=item), "an welches Gremium"),
        (Wish(kind="join", item=item), "welche Punkte gemeinsam"),
        (Wish(kind="extend"), "um welchen Punkt die Tagesordnung"),
        (Wish(kind="admit_public", item=item), "schon öffentlich"),
    ]

    for wish, sentence in cases:
        with pytest.raises(life.WrongState, match=sentence):
            procedural.move(meeting, wish=wish, by=cast.councillor)

    assert ProceduralMotion.objects.count() == 1


@pytest.mark.parametrize("state", ["invited", "interrupted", "closed", "cancelled"])
def test_motions_are_made_while_the_meeting_runs(cast, state):
    meeting = factories.meeting(cast.assembly, state=state)

    with pytest.raises(life.WrongState, match="in der laufenden Sitzung"):
        moved(meeting, "interrupt", by=cast.rival)


# The order


def test_further_going_motion_is_put_first(cast, meeting, item):
    close_list = moved(meeting, "end_list", by=cast.rival, item=item)
    postpone = moved(meeting, "postpone", by=cast.councillor, item=item)
    interrupt = moved(meeting, "interrupt", by=cast.colleague)
    other = moved(meeting, "take_off", by=cast.rival, item=factories.item(meeting))

    order = [one.kind for one in standing.waiting(meeting, audiences.standing_of(cast.chair))]
    with pytest.raises(life.WrongState, match="weitergehenden Antrag zu entscheiden: Unterbrechung"):
        procedural.decide(postpone, verdict=LOST, by=cast.chair)
    procedural.decide(interrupt, verdict=LOST, by=cast.chair)
    with pytest.raises(life.WrongState, match="weitergehenden Antrag zu entscheiden: Vertagung"):
        procedural.decide(close_list, verdict=LOST, by=cast.chair)
    procedural.decide(other, verdict=LOST, by=cast.chair)
    procedural.decide(postpone, verdict=LOST, by=cast.chair)
    procedural.decide(close_list, verdict=UNOPPOSED, by=cast.chair)

    assert order == ["interrupt", "take_off", "postpone", "end_list"]
    assert again(close_list).state == "carried_out"


def test_adopted_postponement_settles_what_goes_less_far(cast, meeting, item):
    close_list = moved(meeting, "end_list", by=cast.rival, item=item)
    postpone = moved(meeting, "postpone", by=cast.councillor, item=item)

    procedural.decide(postpone, verdict=PASSED, by=cast.chair)

    assert [again(one).state for one in (close_list, postpone)] == ["settled", "carried_out"]
    assert (again(item).state, again(item).result) == ("closed", "postponed")


def test_two_consoles_decide_once(cast, meeting, item):
    motion = moved(meeting, "end_list", by=cast.rival, item=item)
    procedural.decide(motion, verdict=LOST, version=motion.version, by=cast.chair)

    with pytest.raises(life.Stale):
        procedural.decide(motion, verdict=PASSED, version=motion.version, by=cast.clerk)
    with pytest.raises(life.WrongState, match="schon entschieden: abgelehnt"):
        procedural.decide(motion, verdict=PASSED, by=cast.clerk)

    assert (again(motion).state, motion.votes.count()) == ("rejected", 1)


def test_what_somebody_else_did_meanwhile_is_seen_under_the_lock(cast, meeting, item):
    exclusion = moved(meeting, "exclude_public", by=cast.rival, item=item)
    old = exclusion.version
    procedural.shut(exclusion, by=cast.chair, version=old)
    acts = [
        lambda: procedural.shut(exclusion, by=cast.chair, version=old),
        lambda: procedural.withdraw(exclusion, by=cast.chair, version=old),
        lambda: procedural.correct(exclusion, poll=Poll(Tally(3, 1)), by=cast.chair, version=old),
    ]

    for act in acts:
        with pytest.raises(life.Stale):
            act()

    assert again(exclusion).state == "moved"


def test_motion_is_taken_back_by_its_mover_or_by_the_chair(cast, meeting, item):
    first, second = (moved(meeting, kind, by=cast.rival, item=item) for kind in ("end_list", "postpone"))

    with pytest.raises(Denied, match="nur, wer ihn gestellt hat"):
        procedural.withdraw(first, by=cast.councillor)
    procedural.withdraw(first, by=cast.rival)
    procedural.withdraw(second, by=cast.clerk)

    assert [again(one).state for one in (first, second)] == ["withdrawn", "withdrawn"]


# The vote


def test_heads_by_faction_are_kept_with_rule_and_paragraph(cast, meeting, item):
    motion = moved(meeting, "end_list", by=cast.rival, item=item)
    stands = {
        cast.our_faction.pk: Stand(yes=2),
        cast.other_faction.pk: Stand(no=1),
        cast.third_faction.pk: Stand(abstain=1),
    }

    procedural.decide(motion, verdict=Verdict(poll=Poll(Tally(2, 1, 1), by_faction=stands)), by=cast.chair)

    vote = motion.votes.get()
    assert (str(vote), vote.rule, vote.paragraph, vote.needed) == (
        "angenommen (2 Ja, 1 Nein, 1 Enthaltung)",
        "simple",
        "HGO §54(1)",
        2,
    )
    assert list(vote.by_faction.order_by("order").values_list("organization", "yes", "no", "abstain")) == [
        (cast.our_faction.pk, 2, 0, 0),
        (cast.other_faction.pk, 0, 1, 0),
        (cast.third_faction.pk, 0, 0, 1),
    ]


def test_tie_is_a_rejection_and_changes_nothing(cast, meeting, item):
    motion = moved(meeting, "postpone", by=cast.rival, item=item)

    procedural.decide(motion, verdict=Verdict(poll=Poll(Tally(2, 2))), by=cast.chair)

    assert (again(motion).state, again(item).state) == ("rejected", "called")


def test_wrongly_counted_heads_are_corrected_but_not_the_outcome(cast, meeting, item):
    motion = moved(meeting, "end_list", by=cast.rival, item=item)
    procedural.decide(motion, verdict=Verdict(poll=Poll(Tally(3, 1))), by=cast.chair)

    with pytest.raises(Contradiction, match="neuen Antrag"):
        procedural.correct(motion, poll=Poll(Tally(1, 3)), by=cast.chair)
    vote = procedural.correct(motion, poll=Poll(Tally(2, 1, 1)), by=cast.chair)

    assert (motion.votes.count(), vote.corrects.yes) == (2, 3)


# Carrying out


def test_interruption_and_closing_of_the_meeting(cast, meeting, item):
    procedural.decide(moved(meeting, "interrupt", by=cast.rival), verdict=UNOPPOSED, by=cast.chair)
    interrupted = again(meeting).state
    meetings.resume(meeting, by=cast.chair)
    waiting = moved(meeting, "end_list", by=cast.rival, item=item)
    procedural.decide(moved(meeting, "close_meeting", by=cast.rival), verdict=PASSED, by=cast.chair)

    assert (interrupted, again(meeting).state) == ("interrupted", "closed")
    assert (again(item).state, again(waiting).state) == ("open", "settled")


def test_quorum_is_counted_because_a_member_moved_for_it(cast, meeting, item):
    attendance.find_quorum(meeting, by=cast.chair)
    motion = moved(meeting, "quorum", by=cast.rival)

    procedural.decide(motion, verdict=PASSED, by=cast.chair)

    found = QuorumFinding.objects.latest("pk")
    assert (found.moved_by, found.present, found.quorate) == (cast.rival.person, 4, False)
    assert str(motion.votes.get()) == "angenommen (auf Verlangen, ohne Abstimmung)"


def test_item_is_taken_off_and_its_paper_waits_for_another_meeting(cast, meeting):
    item = with_paper(meeting, body=cast.assembly)

    procedural.decide(moved(meeting, "take_off", by=cast.rival, item=item), verdict=PASSED, by=cast.chair)

    assert (again(item).state, paper_of(item).state) == ("removed", PaperState.REFERRED)
    assert Consultation.objects.get().state == ConsultationState.PLANNED


@pytest.mark.parametrize("called", [True, False])
def test_postponed_item_is_closed_and_its_paper_postponed(cast, meeting, called):
    item = with_paper(meeting, body=cast.assembly)
    if called:
        item = agenda.call(item, by=None)

    procedural.decide(moved(meeting, "postpone", by=cast.rival, item=item), verdict=UNOPPOSED, by=cast.chair)

    assert (again(item).state, again(item).result, paper_of(item).state) == ("closed", "postponed", "postponed")
    assert again(item).result_text == "vertagt auf Antrag zur Geschäftsordnung (ohne Widerspruch)"


@pytest.mark.parametrize("called", [True, False])
def test_adopted_referral_writes_the_referral_with_its_receipt(cast, meeting, called):
    item = with_paper(meeting, body=cast.assembly)
    if called:
        item = agenda.call(item, by=None)
    motion = moved(meeting, "refer", by=cast.rival, item=item, bodies=[cast.committee], lead=cast.committee)

    procedural.decide(motion, verdict=PASSED, by=cast.chair)

    referral = Referral.objects.latest("pk")
    rows = Consultation.objects.order_by("order").values_list("organization", "role", "state", "lead")
    assert (referral.way, referral.organization, referral.item) == ("body", cast.assembly, item)
    assert list(rows) == [
        (cast.committee.pk, "preparation", "planned", True),
        (cast.assembly.pk, "decision", "planned", False),
    ]
    assert [row.organization for row in referral.consultations.all()] == [cast.committee]
    assert (again(item).result, paper_of(item).state) == ("referred", PaperState.REFERRED)


def _way(paper) -> list[tuple]:
    rows = Consultation.objects.living().filter(paper=paper).order_by("order", "pk")
    return [(row.organization, row.role, row.state, row.referral_id is not None) for row in rows]


def _refer(meeting, item, *bodies, cast) -> ProceduralMotion:
    motion = moved(meeting, "refer", by=cast.rival, item=again(item), bodies=bodies, lead=bodies[0])
    return procedural.decide(motion, verdict=PASSED, by=cast.chair)


@pytest.mark.parametrize("called", [True, False])
def test_item_taken_up_again_leaves_no_referral_and_a_second_one_is_not_doubled(cast, meeting, called):
    item = with_paper(meeting, body=cast.assembly)
    item = agenda.call(item, by=None) if called else item
    paper = paper_of(item)
    _refer(meeting, item, cast.committee, cast.district_council, cast=cast)

    treatment.reopen_item(again(item), by=cast.chair)
    taken_back = _way(paper), Referral.objects.filter(item=item).count(), Consultation.objects.hearings().count()
    _refer(meeting, item, cast.committee, cast.district_council, cast=cast)

    assert taken_back == ([(cast.assembly, "decision", "scheduled", True)], 0, 0)
    assert _way(paper) == [
        (cast.committee, "preparation", "planned", True),
        (cast.district_council, "hearing", "planned", True),
        (cast.assembly, "decision", "planned", True),
    ]
    assert (Referral.objects.filter(item=item).count(), paper_of(item).state) == (1, PaperState.REFERRED)


def test_what_was_planned_before_the_referral_is_planned_as_before(cast, meeting):
    item = agenda.call(with_paper(meeting, body=cast.assembly), by=None)
    paper = paper_of(item)
    stages = [Stage(cast.committee, ConsultationRole.PREPARATION), Stage(cast.district_council, "hearing")]
    consultations.plan(paper, stages=stages, by=cast.clerk)
    _refer(meeting, item, cast.committee, cast.district_council, cast=cast)
    heard = Consultation.objects.get(paper=paper, role="hearing")

    treatment.reopen_item(again(item), by=cast.chair)

    assert heard.opened_on is not None
    assert _way(paper) == [
        (cast.committee, "preparation", "planned", False),
        (cast.district_council, "hearing", "planned", False),
        (cast.assembly, "decision", "scheduled", True),
    ]
    heard.refresh_from_db()
    assert (heard.opened_on, heard.due_on, heard.urgent) == (None, None, False)


def test_referral_that_a_body_has_taken_up_is_not_taken_back(cast, meeting):
    item = agenda.call(with_paper(meeting, body=cast.assembly), by=None)
    paper = paper_of(item)
    _refer(meeting, item, cast.committee, cast=cast)
    row = Consultation.objects.get(paper=paper, organization=cast.committee)
    consultations.schedule(row, item=factories.item(factories.meeting(cast.committee)), by=None)
    before = _way(paper)

    with pytest.raises(life.WrongState, match="ist schon damit befasst \\(terminiert\\)"):
        treatment.reopen_item(again(item), by=cast.chair)

    assert (_way(paper), Referral.objects.filter(item=item).count(), again(item).state) == (before, 1, "closed")


def test_item_taken_up_again_is_debated_again(cast, meeting, item):
    procedural.decide(moved(meeting, "end_debate", by=cast.rival, item=item), verdict=PASSED, by=cast.chair)
    treatment.close_item(again(item), result="noted", by=cast.chair)

    treatment.reopen_item(again(item), by=cast.chair)

    assert (DebateClosing.objects.filter(item=item).exists(), again(item).debate.list_closed_at) == (False, None)


def test_end_of_debate_and_of_the_list_close_them(cast, meeting, item):
    procedural.decide(moved(meeting, "end_list", by=cast.rival, item=item), verdict=PASSED, by=cast.chair)
    closed = again(item).debate.list_closed_at
    procedural.decide(moved(meeting, "end_debate", by=cast.rival, item=item), verdict=PASSED, by=cast.chair)

    assert closed is not None
    assert DebateClosing.objects.filter(item=item).exists()


def test_roll_call_is_demanded_by_a_faction_or_a_quarter_and_not_voted(cast, meeting, item):
    for _ in range(5):
        person = factories.person()
        factories.membership(person, cast.assembly)
        attendance.arrive(meeting, person=person, by=cast.clerk)
    motion = moved(meeting, "roll_call", by=cast.rival, item=item)

    with pytest.raises(Contradiction, match=r"ein Viertel der Anwesenden \(3 von 9\)"):
        procedural.decide(motion, verdict=Verdict(supporters=2), by=cast.chair)
    assert standing.roll_call_demanded(item) is None
    procedural.decide(motion, verdict=Verdict(supporters=3), by=cast.chair)

    found = standing.roll_call_demanded(item)
    assert (found, found.supporters, found.state) == (motion, 3, "adopted")


def test_faction_alone_demands_a_roll_call(cast, meeting, item):
    motion = moved(meeting, "roll_call", by=cast.rival, item=item, faction=cast.other_faction)

    procedural.decide(motion, verdict=PASSED, by=cast.chair)

    assert standing.roll_call_demanded(item) == motion


def test_demanded_roll_call_is_taken_by_name_and_carried_out_by_the_vote(cast, meeting, item):
    motion = moved(meeting, "roll_call", by=cast.rival, item=item, faction=cast.other_faction)
    with pytest.raises(life.WrongState, match="Zuerst ist über den Antrag zur Geschäftsordnung"):
        roll_calls.open_vote(item, paper=None, by=cast.chair)
    procedural.decide(motion, verdict=PASSED, by=cast.chair)

    with pytest.raises(Contradiction, match="namentliche Abstimmung verlangt"):
        treatment.close_item(item, result="adopted", poll=Poll(Tally(3, 1)), by=cast.chair)
    opened = roll_calls.open_vote(item, paper=None, by=cast.chair)
    roll_calls.cast(opened, answer="yes", by=cast.rival)
    roll_calls.close(opened, by=cast.chair)
    item = treatment.close_item(item, result="adopted", by=cast.chair)

    assert (again(motion).state, item.result, standing.roll_call_demanded(item)) == (
        "carried_out",
        "adopted_unanimously",
        None,
    )


@pytest.mark.parametrize("result", ["adopted", "rejected", "adopted_amended"])
def test_demanded_roll_call_is_not_passed_over_by_a_result_without_heads(cast, meeting, item, result):
    motion = moved(meeting, "roll_call", by=cast.rival, item=item, faction=cast.other_faction)
    procedural.decide(motion, verdict=PASSED, by=cast.chair)
    ballots.take(item, paper=None, poll=Poll(Tally(3, 1) if result != "rejected" else Tally(1, 3)), by=cast.chair)

    with pytest.raises(Contradiction, match="namentliche Abstimmung verlangt"):
        treatment.close_item(again(item), result=result, by=cast.chair)

    assert (again(item).state, again(motion).state) == ("called", "adopted")


def test_roll_call_on_a_part_or_an_amendment_does_not_meet_the_demand_for_the_whole(cast):
    main = amending.main_paper()
    amendment = amending.admitted(main, amending.INSERT_POINT_5, by=cast.councillor, clerk=cast.clerk)
    item = amending.called(main, cast=cast)
    attendance.arrive_all(item.meeting, by=cast.clerk)
    motion = moved(item.meeting, "roll_call", by=cast.rival, item=item, faction=cast.other_faction)
    procedural.decide(motion, verdict=PASSED, by=cast.chair)

    states = []
    for what in ({"paper": amendment.paper}, {"paper": main, "subject": "Punkt 2"}, {"paper": main}):
        opened = roll_calls.open_vote(again(item), by=cast.chair, **what)
        roll_calls.cast(opened, answer="yes", by=cast.rival)
        roll_calls.close(opened, by=cast.chair)
        states.append(again(motion).state)

    assert states == ["adopted", "adopted", "carried_out"]


def test_demand_is_settled_when_the_item_ends_without_a_vote(cast, meeting, item):
    motion = moved(meeting, "roll_call", by=cast.rival, item=item, faction=cast.other_faction)
    procedural.decide(motion, verdict=PASSED, by=cast.chair)

    treatment.close_item(item, result="noted", by=cast.chair)

    assert again(motion).state == "settled"


def test_item_moves_to_the_other_part_and_before_another(cast, meeting):
    first, second, third = (factories.item(meeting, part=part) for part in ("I", "I", "II"))
    motion = moved(meeting, "reorder", by=cast.rival, item=third, part="I", before=first)

    procedural.decide(motion, verdict=PASSED, by=cast.chair)

    rows = meeting.items.order_by("order").values_list("pk", "part")
    assert list(rows) == [(third.pk, "I"), (first.pk, "I"), (second.pk, "I")]


def test_item_comes_up_next_that_is_to_be_treated_today(cast, meeting):
    first, second, third = (factories.item(meeting, part=part) for part in ("I", "I", "II"))
    agenda.call(first, by=None)

    procedural.decide(moved(meeting, "today", by=cast.rival, item=third), verdict=PASSED, by=cast.chair)

    assert list(meeting.items.order_by("order").values_list("pk", flat=True)) == [first.pk, third.pk, second.pk]


# Joint debates


def test_joined_items_are_called_together_and_closed_one_by_one(cast, meeting):
    first, second, other = (with_paper(meeting, body=cast.assembly) for _ in range(3))
    motion = moved(meeting, "join", by=cast.rival, item=first, along=[second])
    procedural.decide(motion, verdict=UNOPPOSED, by=cast.chair)

    agenda.call(second, by=cast.chair)
    called = {row.pk for row in standing.called(meeting)}
    with pytest.raises(life.WrongState, match="noch aufgerufen"):
        agenda.call(other, by=cast.chair)
    treatment.close_item(first, result="adopted", poll=Poll(Tally(3, 1)), by=cast.chair)
    left = {row.pk for row in standing.called(meeting)}
    treatment.close_item(second, result="rejected", poll=Poll(Tally(1, 3)), by=cast.chair)

    assert (called, left) == ({first.pk, second.pk}, {second.pk})
    assert [paper_of(row).state for row in (first, second)] == [PaperState.ADOPTED, PaperState.REJECTED]
    assert Ballot.objects.count() == 2


def test_row_of_an_item_names_those_it_is_called_with_and_no_closed_one(cast, meeting):
    first, second, secret = factories.item(meeting), factories.item(meeting), factories.item(meeting, name="Geheim")
    AgendaItem.objects.filter(pk=secret.pk).update(audience="body", audience_organization=cast.assembly)
    joining.join(first, along=[second, again(secret)], by=cast.chair)

    outside = blocks.read(meeting, audiences.standing_of(cast.nobody)).pieces
    inside = blocks.read(meeting, audiences.standing_of(cast.rival)).pieces

    assert f'gemeinsam aufgerufen mit <a href="#top-{second.key}">' in "".join(outside[first.pk])
    assert secret.key not in "".join(outside[first.pk])
    assert secret.key in "".join(inside[first.pk])


def test_joined_items_are_put_back_together_and_separated_again(cast, meeting):
    rows = [factories.item(meeting) for _ in range(3)]
    joining.join(rows[0], along=rows[1:], by=cast.chair)
    agenda.call(rows[0], by=cast.chair)
    agenda.put_back(again(rows[1]), by=cast.chair)
    states = {again(row).state for row in rows}

    joining.separate(again(rows[0]), by=cast.chair)

    assert states == {ItemState.OPEN}
    assert [again(row).joined_to_id for row in rows] == [None, None, rows[1].pk]


# Items the invitation did not carry (HGO §58(2))


@pytest.fixture
def late(cast):
    """A running meeting whose agenda was sent, and an item that was not on it."""
    meeting = factories.meeting(cast.assembly)
    factories.item(meeting)
    meetings.publish_agenda(meeting, by=None)
    made = factories.item(meeting, name="Sturmschaden am Rathausdach")
    meetings.start(meeting, by=None)
    return made


@pytest.mark.parametrize(("yes", "state"), [(47, "rejected"), (48, "carried_out")])
def test_two_thirds_of_the_statutory_number_extend_the_agenda(cast, late, yes, state):
    with pytest.raises(life.WrongState, match="stand nicht auf der Einladung"):
        agenda.call(late, by=cast.chair)
    motion = moved(late.meeting, "extend", by=cast.rival, item=late)
    with pytest.raises(Contradiction, match="müssen die Stimmen gezählt werden"):
        procedural.decide(motion, verdict=UNOPPOSED, by=cast.chair)

    procedural.decide(motion, verdict=Verdict(poll=Poll(Tally(yes, 0, 71 - yes))), by=cast.chair)

    vote = motion.votes.get()
    assert (again(motion).state, vote.needed, vote.paragraph) == (state, 48, "HGO §58(2)")
    if state == "rejected":
        with pytest.raises(life.WrongState, match="HGO §58"):
            agenda.call(late, by=cast.chair)
    else:
        assert agenda.call(late, by=cast.chair).state == "called"


def test_imports_and_bodies_nobody_was_invited_to_are_not_blocked(cast, late, meeting):
    assert agenda.call(late, by=None).state == "called"
    assert agenda.call(factories.item(meeting), by=cast.chair).state == "called"


def test_agenda_is_extended_by_a_paper_or_by_a_new_item(cast, late):
    meeting = late.meeting
    paper = factories.paper(name="Dringlich: Notdach")
    for wish in (Wish(kind="extend", paper=paper), Wish(kind="extend", subject="Bericht zum Hochwasser")):
        motion = procedural.enter(meeting, wish=wish, mover=None, by=cast.clerk)
        procedural.decide(motion, verdict=Verdict(poll=Poll(Tally(48, 0))), by=cast.chair)

    placed, made = meeting.items.order_by("-pk")[:2][::-1]
    assert (placed.name, paper_of(placed)) == ("Dringlich: Notdach", again(paper))
    assert made.name == "Bericht zum Hochwasser"
    assert agenda.call(made, by=cast.chair).state == "called"


# Substance waits


def test_T_O3_postponement_is_put_before_the_amendments_and_leaves_them_pending(cast):
    case = amending.t_o1(cast)
    motion = moved(case.item.meeting, "postpone", by=cast.rival, item=case.item)

    with pytest.raises(
        life.WrongState, match="Zuerst ist über den Antrag zur Geschäftsordnung zu entscheiden: Vertagung"
    ):
        amendment_votes.vote(case.a2, poll=amending.YES, by=cast.chair)
    with pytest.raises(life.WrongState, match="Zuerst ist über den Antrag zur Geschäftsordnung"):
        treatment.close_item(case.item, result="noted", by=cast.chair)
    procedural.decide(motion, verdict=PASSED, by=cast.chair)

    assert case.states == dict.fromkeys(("A1", "A2", "A3", "A4"), PaperState.ADMITTED)
    assert (again(case.item).result, again(case.main).state) == ("postponed", PaperState.POSTPONED)


# The public


def test_exclusion_is_debated_without_outsiders_and_let_them_in_again_when_it_fails(cast, meeting, item):
    motion = moved(meeting, "exclude_public", by=cast.rival, item=item, reason="Es geht um ein Kaufangebot.")
    before = AgendaItem.objects.visible_to(cast.nobody).filter(pk=item.pk).exists()

    procedural.shut(motion, by=cast.chair)
    during = AgendaItem.objects.visible_to(cast.nobody).filter(pk=item.pk).exists()
    procedural.decide(motion, verdict=LOST, by=cast.chair)
    after = AgendaItem.objects.visible_to(cast.nobody).filter(pk=item.pk).exists()

    assert (before, during, after) == (True, False, True)
    readers = {name for name, user in cast.everyone().items() if ProceduralMotion.objects.visible_to(user).exists()}
    assert readers == {"clerk", "deputy", "chair", "councillor", "colleague", "rival", "mayor"}


def test_excluded_public_stays_out_and_what_was_decided_inside_does_not_come_out(cast, meeting, item):
    motion = moved(meeting, "exclude_public", by=cast.rival, item=item)
    procedural.decide(motion, verdict=PASSED, by=cast.chair)
    inside = moved(meeting, "end_list", by=cast.rival, item=again(item))
    procedural.decide(inside, verdict=PASSED, by=cast.chair)
    restore = moved(meeting, "admit_public", by=cast.rival, item=again(item))
    procedural.decide(restore, verdict=PASSED, by=cast.chair)

    assert again(item).audience == "public"
    assert list(ProceduralMotion.objects.visible_to(cast.nobody)) == []


def test_whoever_was_shut_out_for_a_debate_that_the_end_of_the_meeting_settles_is_let_in(cast, meeting, item):
    exclusion = moved(meeting, "exclude_public", by=cast.rival, item=item)
    procedural.shut(exclusion, by=cast.chair)
    ending = moved(meeting, "close_meeting", by=cast.councillor)

    procedural.decide(ending, verdict=PASSED, by=cast.chair)

    assert (again(exclusion).state, again(meeting).state) == ("settled", "closed")
    assert (again(item).audience, again(item).public) == ("public", True)


def test_public_is_not_let_into_what_was_voted_on_without_it(cast, meeting, item):
    procedural.decide(moved(meeting, "exclude_public", by=cast.rival, item=item), verdict=PASSED, by=cast.chair)
    ballots.take(again(item), paper=None, poll=Poll(Tally(3, 1)), by=cast.chair)
    motion = moved(meeting, "admit_public", by=cast.rival, item=again(item))

    with pytest.raises(life.WrongState, match=r"gesondert bekannt gegeben \(HGO §52\(2\)\)"):
        procedural.decide(motion, verdict=PASSED, by=cast.chair)

    assert (again(motion).state, again(item).audience) == ("moved", "body")


def _elected(item, by):
    election = _standing(item, by)
    [candidacy] = election.candidacies.all()
    elections.count(election, counted=Count(votes={candidacy.pk: 40}, no=3), by=by)


def _struck(item, by):
    _elected(item, by)
    elections.strike(item.elections.get(), reason="Falsch gezählt.", by=by)


def _broken_off(item, by):
    elections.cancel(_standing(item, by), by=by)


def _standing(item, by):
    return elections.open_election(
        item, post=elections.Post(office="Stadtrat"), proposals=[elections.Proposal("Frau Adler")], by=by
    )


def _called_by_name(item, by):
    roll_calls.open_vote(item, paper=None, by=by)


@pytest.mark.parametrize("inside", [_standing, _elected, _struck, _broken_off, _called_by_name])
def test_public_is_not_let_into_an_election_or_a_roll_call_held_without_it(cast, meeting, item, inside):
    procedural.decide(moved(meeting, "exclude_public", by=cast.rival, item=item), verdict=PASSED, by=cast.chair)
    inside(again(item), cast.chair)
    motion = moved(meeting, "admit_public", by=cast.rival, item=again(item))

    with pytest.raises(life.WrongState, match=r"gesondert bekannt gegeben \(HGO §52\(2\)\)"):
        procedural.decide(motion, verdict=PASSED, by=cast.chair)

    held = (Election.objects.visible_to(cast.nobody).count(), RollCall.objects.visible_to(cast.nobody).count())
    assert (again(item).audience, held) == ("body", (0, 0))


def test_barred_member_reads_nothing_moved_inside(cast, meeting, item):
    procedural.decide(moved(meeting, "exclude_public", by=cast.rival, item=item), verdict=PASSED, by=cast.chair)
    agenda.bar(item, person=cast.councillor.person, by=cast.chair)

    fresh = cast.everyone()["councillor"]

    assert list(ProceduralMotion.objects.visible_to(fresh)) == []


# The pages


def at(view, meeting, *more):
    return reverse(view, args=[meeting.key, *more])


def on(motion, view, client, **data):
    motion = again(motion)
    return client.post(at(view, motion.meeting, motion.key), {"version": motion.version} | data)


def test_member_moves_with_one_tap_and_the_chair_finds_it_on_top_of_the_page(cast, client, meeting, item):
    client.force_login(cast.rival)
    tools = client.get(at("meeting-live", meeting)).content.decode()

    answer = client.post(at("procedural-new", meeting), {"kind": "end_debate", "item": item.key})

    motion = ProceduralMotion.objects.get()
    assert (answer.status_code, answer.url, motion.item) == (303, at("meeting-live", meeting), item)
    assert 'name="kind" value="end_debate"' in tools
    assert "Antrag zurückziehen" in client.get(at("meeting-live", meeting)).content.decode()
    client.force_login(cast.chair)
    shown = client.get(meeting.get_absolute_url()).content.decode()
    assert shown.index("Schluss der Aussprache") < shown.index("Sitzung leiten")
    assert f'href="{motion.get_absolute_url()}"' in shown


def test_outsiders_read_what_is_moved_in_public_but_get_no_button(cast, client, meeting, item):
    motion = moved(meeting, "end_debate", by=cast.rival, item=item, reason="Alles ist gesagt.")

    shown = client.get(at("meeting-live", meeting)).content.decode()

    assert ("Schluss der Aussprache" in shown, "Alles ist gesagt." in shown) == (True, True)
    assert "Darüber entscheiden" not in shown
    assert client.get(motion.get_absolute_url()).status_code == 200


def test_chair_enters_in_two_taps_and_puts_in_one(cast, client, meeting, item):
    client.force_login(cast.chair)
    typed = {"kind": "postpone", "item": item.key, "mover": cast.rival.person.key, "reason": "Es fehlen Zahlen."}

    entered = client.post(at("procedural-new", meeting), typed)
    motion = ProceduralMotion.objects.get()
    page = client.get(motion.get_absolute_url()).content.decode()
    decided = on(motion, "procedural-decide", client, verdict="unopposed", spoke_against=cast.councillor.person.key)

    assert (entered.status_code, entered.url) == (303, motion.get_absolute_url())
    assert "Ohne Widerspruch angenommen" in page and "Nötig ist die einfache Mehrheit." in page
    assert (decided.status_code, again(motion).spoke_against) == (303, cast.councillor.person)
    assert (again(item).result, again(motion).state) == ("postponed", "carried_out")


def test_every_kind_is_moved_and_carried_out_through_the_pages(cast, client, meeting):
    client.force_login(cast.chair)
    first, second = factories.item(meeting, part="I"), factories.item(meeting, part="I")
    third = with_paper(meeting, body=cast.assembly, part="II")
    wishes = [
        {"kind": "reorder", "item": second.key, "before": first.key},
        {"kind": "join", "item": first.key, "along": [second.key]},
        {"kind": "exclude_public", "item": first.key},
        {"kind": "admit_public", "item": first.key},
        {"kind": "today", "item": third.key},
        {"kind": "refer", "item": third.key, "bodies": [cast.committee.key]},
        {"kind": "take_off", "item": second.key},
        {"kind": "postpone", "item": first.key},
        {"kind": "quorum", "mover": cast.rival.person.key},
        {"kind": "interrupt"},
    ]

    states = []
    for wish in wishes:
        client.post(at("procedural-new", meeting), wish)
        motion = ProceduralMotion.objects.latest("pk")
        verdict = "adopted" if wish["kind"] == "quorum" else "unopposed"
        states.append((motion.kind, on(motion, "procedural-decide", client, verdict=verdict).status_code))

    assert states == [(wish["kind"], 303) for wish in wishes]
    assert {motion.state for motion in ProceduralMotion.objects.all()} == {"carried_out"}
    assert [again(row).state for row in (first, second, third)] == ["closed", "removed", "closed"]
    assert again(meeting).state == "interrupted"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Bitte wählen, was beantragt wird."),
        ({"kind": "veto"}, "Einen solchen Antrag zur Geschäftsordnung gibt es nicht."),
        ({"kind": "refer"}, "Bitte sagen, an welches Gremium überwiesen werden soll."),
        ({"kind": "refer", "bodies": ["x"]}, "Dieses Gremium steht nicht zur Wahl."),
        ({"kind": "join"}, "Bitte sagen, welche Punkte gemeinsam aufgerufen werden sollen."),
        ({"kind": "reorder"}, "Bitte sagen, wohin der Punkt gestellt werden soll."),
        ({"kind": "extend"}, "Bitte sagen, um welchen Punkt die Tagesordnung erweitert werden soll."),
        ({"kind": "postpone", "item": "../x"}, "Dieser Punkt gehört nicht zu dieser Sitzung"),
        ({"kind": "postpone", "mover": "gefälscht"}, "Diese Person ist nicht anwesend"),
        ({"kind": "postpone", "item": "x\0"}, "Nullzeichen"),
        ({"kind": "postpone", "reason": "x" * 200_000}, "4000"),
    ],
)
def test_page_says_what_is_wrong_and_keeps_what_was_typed(cast, client, meeting, item, typed, sentence):
    client.force_login(cast.chair)

    answer = client.post(at("procedural-new", meeting), typed)

    assert (answer.status_code, ProceduralMotion.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


def test_item_of_another_meeting_is_no_choice(cast, client, meeting):
    other = factories.item(factories.meeting(cast.assembly, state="running"))
    client.force_login(cast.rival)

    answer = client.post(at("procedural-new", meeting), {"kind": "postpone", "item": other.key})

    assert (answer.status_code, ProceduralMotion.objects.count()) == (422, 0)


def test_script_and_bidi_in_a_reason_are_shown_as_text(cast, client, meeting, item):
    moved(meeting, "postpone", by=cast.rival, item=item, reason="<script>alert(1)</script> \u202egnitset")

    shown = client.get(at("meeting-live", meeting)).content.decode()

    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_wrong_people_are_turned_away_at_every_door(cast, client, meeting, item):
    motion = moved(meeting, "postpone", by=cast.rival, item=item)
    attendance.leave(meeting.attendances.get(person=cast.colleague.person), by=cast.clerk)

    answers = {}
    for name in ("colleague", "mayor", "officer", "citizen", "councillor"):
        client.force_login(getattr(cast, name))
        answers[name] = (
            client.get(at("procedural-new", meeting)).status_code,
            on(motion, "procedural-decide", client, verdict="adopted").status_code,
            on(motion, "procedural-shut", client).status_code,
            on(motion, "procedural-withdraw", client).status_code,
            client.get(at("agenda-adoption", meeting)).status_code,
        )

    assert answers.pop("councillor") == (200, 403, 403, 403, 403)
    assert set(answers.values()) == {(403, 403, 403, 403, 403)}
    assert again(motion).state == "moved"


def test_second_console_is_told_that_the_first_was_faster(cast, client, meeting, item):
    motion = moved(meeting, "end_list", by=cast.rival, item=item)
    stale = motion.version
    client.force_login(cast.chair)
    on(motion, "procedural-decide", client, verdict="rejected")
    client.force_login(cast.clerk)

    late = client.post(at("procedural-decide", meeting, motion.key), {"version": stale, "verdict": "adopted"})
    late_withdrawal = client.post(at("procedural-withdraw", meeting, motion.key), {"version": stale})

    assert (late.status_code, late_withdrawal.status_code, again(motion).state) == (409, 409, "rejected")


def test_wrong_heads_are_corrected_on_the_page(cast, client, meeting, item):
    motion = moved(meeting, "end_list", by=cast.rival, item=item)
    client.force_login(cast.chair)
    on(motion, "procedural-decide", client, verdict="counted", yes=3, no=1)
    page = client.get(motion.get_absolute_url()).content.decode()

    turned = on(motion, "procedural-correct", client, yes=1, no=3)
    right = on(motion, "procedural-correct", client, yes=2, no=1, abstain=1)
    client.force_login(cast.councillor)
    wrong = on(motion, "procedural-correct", client, yes=4, no=0)

    assert "Falsch gezählt? Stimmen berichtigen" in page
    assert (turned.status_code, right.status_code, wrong.status_code) == (422, 303, 403)
    assert [vote.yes for vote in motion.votes.order_by("pk")] == [3, 2]


def test_joined_item_is_debated_by_itself_again_from_its_page(cast, client, meeting):
    first, second = factories.item(meeting), factories.item(meeting)
    joining.join(first, along=[second], by=cast.chair)
    client.force_login(cast.clerk)
    page = client.get(at("item", meeting, second.key)).content.decode()

    answer = client.post(at("item-separate", meeting, second.key), {"version": again(second).version})

    assert "Wieder für sich beraten" in page
    assert (answer.status_code, again(second).joined_to_id) == (303, None)


def test_what_still_waits_is_settled_with_the_meeting(cast, meeting, item):
    motion = moved(meeting, "exclude_public", by=cast.rival, item=item)
    procedural.shut(motion, by=cast.chair)
    interrupt = moved(meeting, "interrupt", by=cast.rival)
    procedural.withdraw(motion, by=cast.chair)
    AgendaItem.objects.filter(pk=item.pk).update(state="open")

    meetings.close(meeting, by=cast.chair)

    assert [again(one).state for one in (motion, interrupt)] == ["withdrawn", "settled"]
    assert again(item).audience == "public"


def test_heads_and_a_tap_do_not_go_together(cast, client, meeting, item):
    motion = moved(meeting, "end_list", by=cast.rival, item=item)
    client.force_login(cast.chair)

    both = on(motion, "procedural-decide", client, verdict="adopted", yes=3, no=1)
    none = on(motion, "procedural-decide", client, verdict="counted")
    said = on(motion, "procedural-decide", client, verdict="counted", spoken=f"Zustimmung {cast.our_faction}")

    assert (both.status_code, none.status_code, said.status_code) == (422, 422, 303)
    assert motion.votes.get().yes == 2


# Closed doors


def test_nothing_of_an_exclusion_reaches_outsiders_by_page_or_live_fragment(cast, client, meeting, item):
    AgendaItem.objects.filter(pk=item.pk).update(name="Grundstück am Hafen")
    motion = moved(meeting, "exclude_public", by=cast.rival, item=again(item), reason="Geheimes Kaufangebot")
    pk, nobody = meeting.pk, audiences.standing_of(cast.nobody)
    before = rooms.look("meeting", pk, nobody)
    client.force_login(cast.chair)
    answer = on(motion, "procedural-shut", client)
    shut = rooms.look("meeting", pk, nobody)
    inside = rooms.look("meeting", pk, audiences.standing_of(cast.everyone()["councillor"]))
    client.logout()
    pages = [client.get(page).content.decode() for page in (meeting.get_absolute_url(), at("meeting-live", meeting))]
    missing = client.get(motion.get_absolute_url()).status_code

    def told(view):
        return "".join(view.pieces.values())

    assert answer.status_code == 303
    assert [word in told(before) for word in ("Grundstück am Hafen", "Ausschluss", "Geheimes")] == [True, False, False]
    assert (shut.cursor != before.cursor, "Grundstück" in told(shut), "Geheimes" in told(shut)) == (True, False, False)
    assert [word in told(inside) for word in ("Grundstück am Hafen", "Geheimes Kaufangebot")] == [True, True]
    assert [word in page for page in pages for word in ("Grundstück", "Geheimes", "Ausschluss")] == [False] * 6
    assert missing == 404


# Adopting the agenda


def test_agenda_is_adopted_after_each_proposal_was_decided(cast, client, late):
    meeting = late.meeting
    first = meeting.items.order_by("order").first()
    proposal = moved(meeting, "take_off", by=cast.rival, item=first)
    client.force_login(cast.chair)
    console = client.get(meeting.get_absolute_url()).content.decode()
    page = client.get(at("agenda-adoption", meeting)).content.decode()

    early = client.post(at("agenda-adopt", meeting), {"version": again(meeting).version})
    fewer = client.post(at("agenda-decide", meeting), {"item": late.key, "yes": 47, "no": 0})
    more = client.post(at("agenda-decide", meeting), {"item": late.key, "yes": 48, "no": 3})
    on(proposal, "procedural-decide", client, verdict="unopposed", **{"from": "adoption"})
    adopted = client.post(at("agenda-adopt", meeting), {"version": again(meeting).version})

    revision = meeting.revisions.get(kind="held")
    assert "Die Tagesordnung ist noch nicht festgestellt" in console
    assert ("Sturmschaden am Rathausdach" in page, "48 Ja-Stimmen" in page) == (True, True)
    assert [answer.status_code for answer in (early, fewer, more, adopted)] == [409, 303, 303, 303]
    assert [(row["key"], row["state"]) for row in revision.content] == [(first.key, "removed"), (late.key, "open")]
    assert Entry.objects.get(verb="meeting.agenda_adopted").numbers == {"revision": revision.pk}
    public = client.get(meeting.get_absolute_url()).content.decode()
    assert at("meeting-agenda-sent", meeting, revision.number) in public
    assert client.get(at("meeting-agenda-sent", meeting, revision.number)).status_code == 200
    assert again(late) in [motion.item for motion in ProceduralMotion.objects.adopted().filter(kind="extend")]


def test_agenda_is_not_adopted_over_a_proposal_the_chair_may_not_read(cast, client, late):
    meeting = late.meeting
    closed = {"audience": "body", "audience_organization": cast.assembly, "public": False}
    secret = factories.item(meeting, name="Kauf am Hafen", **closed)
    agenda.bar(secret, person=cast.chair.person, by=cast.clerk)
    motion = moved(meeting, "take_off", by=cast.councillor, item=secret)
    client.force_login(cast.chair)
    reads = ProceduralMotion.objects.visible_to(cast.everyone()["chair"]).filter(pk=motion.pk).exists()

    answer = client.post(at("agenda-adopt", meeting), {"version": again(meeting).version})
    with pytest.raises(life.WrongState, match="noch nicht entschieden"):
        adopting.adopt(meeting, by=cast.clerk)

    assert (reads, answer.status_code, adoption.adopted(meeting)) == (False, 409, None)
    assert "Hafen" not in answer.content.decode()


def test_urgent_motion_waits_on_the_page_and_is_put_on_the_agenda(cast, client, late):
    paper = factories.paper(name="Notdach für das Rathaus")
    Motion.objects.create(paper=paper, kind="motion", urgent=True)
    client.force_login(cast.clerk)
    page = client.get(at("agenda-adoption", late.meeting)).content.decode()

    answer = client.post(at("agenda-decide", late.meeting), {"paper": paper.key, "yes": 50, "no": 1})

    placed = late.meeting.items.latest("pk")
    assert ("Notdach für das Rathaus" in page, "dringlicher Antrag" in page, answer.status_code) == (True, True, 303)
    assert (placed.name, paper_of(placed)) == (paper.name, paper)
    assert agenda.call(placed, by=cast.chair).state == "called"


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_a_constant_number_of_times(cast, meeting, item, rows, django_assert_num_queries):
    for _ in range(rows):
        one = factories.item(meeting)
        procedural.decide(moved(meeting, "end_list", by=cast.rival, item=item), verdict=LOST, by=cast.chair)
        moved(meeting, "take_off", by=cast.rival, item=one)
    shown = blocks.read(meeting, audiences.standing_of(cast.nobody))

    with django_assert_num_queries(1):
        waiting = panels_procedural.waiting_in(audiences.standing_of(cast.nobody), shown)
    with django_assert_num_queries(2):
        decided = panels_procedural.decided_at(audiences.standing_of(cast.nobody), [item])
    with django_assert_num_queries(6):
        found = adoption.before(meeting, audiences.standing_of(cast.chair))

    assert (waiting.count("<li"), decided[item.pk].count("<li"), len(found.proposals)) == (rows, rows, rows)
