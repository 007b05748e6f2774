"""Acts on procedural motions: move, shut the doors for their debate, put them to the vote, take them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from council import journal, life, presence, rulebook
from council.actions import agenda
from council.law import majorities, procedure
from council.models import AgendaItem, Meeting, Organization, Person, User
from council.states import Audience, ItemState, MeetingState
from documents.models import Paper
from motions import procedural
from motions.actions import ballots, carrying_out
from motions.actions.ballots import Contradiction, Poll
from motions.may import procedural as may
from motions.models import ProceduralMotion, ProceduralStand, ProceduralVote
from motions.states import Manner, ProceduralKind, ProceduralState

_NEEDS_ITEM = frozenset(
    {
        ProceduralKind.EXCLUDE_PUBLIC,
        ProceduralKind.ADMIT_PUBLIC,
        ProceduralKind.TAKE_OFF,
        ProceduralKind.POSTPONE,
        ProceduralKind.REFER,
        ProceduralKind.REORDER,
        ProceduralKind.JOIN,
        ProceduralKind.TODAY,
    }
)


@dataclass(frozen=True)
class Wish:
    """What is moved for, and with what reason; which of the details are needed follows from the kind."""

    kind: str
    item: AgendaItem | None = None
    reason: str = ""
    faction: Organization | None = None
    supporters: int | None = None
    part: str = ""
    before: AgendaItem | None = None
    along: Sequence[AgendaItem] = ()
    bodies: Sequence[Organization] = ()
    lead: Organization | None = None
    paper: Paper | None = None
    subject: str = ""


@dataclass(frozen=True)
class Verdict:
    """How the body decided: the heads that were counted, or what the chair saw, and who spoke for and against."""

    poll: Poll | None = None
    passed: bool = True
    unopposed: bool = False
    supporters: int | None = None
    spoke_for: Person | None = None
    spoke_against: Person | None = None


@journal.act
def move(meeting: Meeting, *, wish: Wish, by: User) -> ProceduralMotion:
    """Move in procedure, as a member who is there: it waits on the chair's page, at its place among the others."""
    meeting = life.lock(meeting)
    may.move(by, meeting, wish.item)
    return _made(meeting, wish, mover=by.person, by=by)


@journal.act
def enter(meeting: Meeting, *, wish: Wish, mover: Person | None, by: User) -> ProceduralMotion:
    """Enter what was moved aloud; without a mover the chair proposes it. Raises WrongState for whoever may not move."""
    meeting = life.lock(meeting)
    may.put(by, meeting)
    if mover is not None and not procedural.movers(meeting, item=wish.item).filter(pk=mover.pk).exists():
        raise life.WrongState(f"{mover} ist nicht anwesend oder hat hier keine Stimme und kann keinen Antrag stellen.")
    return _made(meeting, wish, mover=mover, by=by)


@journal.act
def shut(motion: ProceduralMotion, *, by: User, version: int | None = None) -> ProceduralMotion:
    """Shut outsiders out before the exclusion is debated: their pages lose the item at once (HGO §52(1))."""
    motion = _locked(motion, version=version)
    may.put(by, motion.meeting)
    item = _item(motion)
    if motion.kind != ProceduralKind.EXCLUDE_PUBLIC or not life.can(motion, "adopt"):
        raise life.WrongState("Nur über einen offenen Antrag auf Ausschluss der Öffentlichkeit wird so beraten.")
    if motion.shut_at is not None:
        return motion
    motion.shut_at, motion.was_public = timezone.now(), item.audience == Audience.PUBLIC
    agenda.close_to_public(item, by=by)
    life.touch(motion, fields=("shut_at", "was_public"))
    journal.record("procedural.shut", motion, by=by, item=item.pk)
    return motion


@journal.act
def decide(motion: ProceduralMotion, *, verdict: Verdict, by: User, version: int | None = None) -> ProceduralMotion:
    """Put the motion: its vote is kept, and what was adopted is carried out at once.

    Raises Contradiction for heads that cannot be or are missing, WrongState for one that is not next or ended.
    """
    motion = _locked(motion, version=version)
    may.put(by, motion.meeting)
    _refuse_unless_next(motion)
    vote = _vote(motion, verdict, by=by)
    motion.spoke_for, motion.spoke_against = verdict.spoke_for, verdict.spoke_against
    spoken = ("spoke_for", "spoke_against", "supporters")
    if verdict.supporters is not None:
        motion.supporters = verdict.supporters
    if not vote.passed:
        life.take(motion, "reject", by=by, also=spoken, vote=vote.pk)
        carrying_out.let_in_again(motion, by=by)
        return motion
    life.take(motion, "adopt", by=by, also=spoken, vote=vote.pk)
    return carrying_out.carry_out(motion, by=by)


@journal.act
def propose_and_decide(
    meeting: Meeting, *, wish: Wish, poll: Poll, motion: ProceduralMotion | None = None, by: User
) -> ProceduralMotion:
    """Put at once what the chair proposes, or what somebody moved for already, with the heads that were counted."""
    proposed = motion if motion is not None else enter(meeting, wish=wish, mover=None, by=by)
    return decide(proposed, verdict=Verdict(poll=poll), by=by)


@journal.act
def withdraw(motion: ProceduralMotion, *, by: User, version: int | None = None) -> ProceduralMotion:
    """Take the motion back; nobody votes on it any more."""
    motion = _locked(motion, version=version)
    may.withdraw(by, motion)
    life.take(motion, "withdraw", by=by)
    carrying_out.let_in_again(motion, by=by)
    return motion


@journal.act
def settle_rest(meeting: Meeting, *, by: User | None) -> None:
    """The meeting ends: nobody decides any more what still waits, and nobody is called by name."""
    demanded = Q(state=ProceduralState.ADOPTED, kind=ProceduralKind.ROLL_CALL)
    rows = ProceduralMotion.objects.filter(Q(state=ProceduralState.MOVED) | demanded, meeting=meeting)
    for motion in rows.order_by("pk"):
        carrying_out.settle(motion, by=by)


@journal.act
def correct(motion: ProceduralMotion, *, poll: Poll, by: User, version: int | None = None) -> ProceduralVote:
    """Correct heads that were counted wrong; the outcome stays. Raises Contradiction for heads that change it."""
    motion = _locked(motion, version=version)
    may.put(by, motion.meeting)
    earlier = motion.votes.filter(correction=None).first()
    if earlier is None or motion.meeting.state not in (MeetingState.RUNNING, MeetingState.INTERRUPTED):
        raise life.WrongState("Berichtigt wird eine Abstimmung nur in der laufenden Sitzung.")
    vote = _counted(motion, poll, by=by, corrects=earlier)
    if vote.passed != earlier.passed:
        raise Contradiction("Damit wäre anders entschieden. Dafür braucht es einen neuen Antrag.")
    life.touch(motion, fields=())
    journal.record("procedural.vote_corrected", motion, by=by, vote=vote.pk)
    return vote


def _made(meeting: Meeting, wish: Wish, *, mover: Person | None, by: User) -> ProceduralMotion:
    item = life.lock(wish.item) if wish.item is not None else None
    _refuse_wish(meeting, wish, item)
    now = timezone.now()
    closed = wish.kind == ProceduralKind.EXCLUDE_PUBLIC or (item is not None and item.audience != Audience.PUBLIC)
    motion = ProceduralMotion.objects.create(
        meeting=meeting,
        item=item,
        kind=wish.kind,
        mover=mover,
        faction=wish.faction,
        supporters=wish.supporters,
        reason=wish.reason,
        moved_at=now,
        moved_by=by,
        part=wish.part,
        before=wish.before,
        lead=wish.lead,
        paper=wish.paper,
        subject=wish.subject,
        audience=Audience.BODY if closed else Audience.PUBLIC,
        audience_organization=meeting.organization if closed else None,
        created_at=now,
        modified_at=now,
    )
    motion.along.set(wish.along)
    motion.bodies.set(wish.bodies)
    journal.record("procedural.moved", motion, by=by, after=motion.state, item=item.pk if item else None)
    return motion


def _refuse_wish(meeting: Meeting, wish: Wish, item: AgendaItem | None) -> None:
    """Refuse what cannot be moved now; raises WrongState with the sentence the person reads."""
    if meeting.state != MeetingState.RUNNING:
        raise life.WrongState("Anträge zur Geschäftsordnung werden in der laufenden Sitzung gestellt.")
    if wish.kind not in ProceduralKind.values:
        raise life.WrongState("Einen solchen Antrag zur Geschäftsordnung gibt es nicht.")
    rows = [row for row in (item, wish.before, *wish.along) if row is not None]
    if any(row.meeting_id != meeting.pk or row.deleted_at is not None for row in rows):
        raise life.WrongState("Dieser Punkt gehört nicht zu dieser Sitzung.")
    if wish.kind in procedural.OF_THE_DEBATE and (item is None or item.state != ItemState.CALLED):
        raise life.WrongState("Dieser Antrag gehört zu einem aufgerufenen Punkt; zurzeit ist keiner aufgerufen.")
    if wish.kind in _NEEDS_ITEM and item is None:
        raise life.WrongState("Bitte sagen, um welchen Punkt der Tagesordnung es geht.")
    if item is not None and item.state in (ItemState.CLOSED, ItemState.REMOVED):
        raise life.WrongState("Dieser Punkt ist schon abgeschlossen oder abgesetzt.")
    _refuse_details(wish, item)
    same = ProceduralMotion.objects.pending().filter(meeting=meeting, item=item, kind=wish.kind)
    if same.filter(subject=wish.subject, paper=wish.paper).exists():
        raise life.WrongState("Dieser Antrag liegt schon vor; über ihn wird noch entschieden.")


def _refuse_details(wish: Wish, item: AgendaItem | None) -> None:
    if wish.kind == ProceduralKind.REFER and not wish.bodies:
        raise life.WrongState("Bitte sagen, an welches Gremium überwiesen werden soll.")
    if wish.kind == ProceduralKind.JOIN and not wish.along:
        raise life.WrongState("Bitte sagen, welche Punkte gemeinsam aufgerufen werden sollen.")
    if wish.kind == ProceduralKind.EXTEND and item is None and wish.paper is None and not wish.subject.strip():
        raise life.WrongState("Bitte sagen, um welchen Punkt die Tagesordnung erweitert werden soll.")
    if wish.kind == ProceduralKind.EXCLUDE_PUBLIC and item is not None and item.audience != Audience.PUBLIC:
        raise life.WrongState("Dieser Punkt wird schon nichtöffentlich behandelt.")
    if wish.kind == ProceduralKind.ADMIT_PUBLIC and item is not None and item.audience == Audience.PUBLIC:
        raise life.WrongState("Dieser Punkt wird schon öffentlich behandelt.")


def _locked(motion: ProceduralMotion, *, version: int | None = None) -> ProceduralMotion:
    """Lock meeting, item and motion, in this order."""
    meeting = life.lock(motion.meeting)
    item = life.lock(motion.item) if motion.item is not None else None
    motion = life.lock(motion, version=version)
    motion.meeting, motion.item = meeting, item
    return motion


def _item(motion: ProceduralMotion) -> AgendaItem:
    if motion.item is None:
        raise life.WrongState("Dieser Antrag gehört zu keinem Punkt der Tagesordnung.")
    return motion.item


def _refuse_unless_next(motion: ProceduralMotion) -> None:
    if motion.meeting.state not in (MeetingState.RUNNING, MeetingState.INTERRUPTED):
        raise life.WrongState(
            "Die Sitzung läuft nicht; über Anträge zur Geschäftsordnung wird jetzt nicht entschieden."
        )
    if not life.can(motion, "adopt"):
        raise life.WrongState(f"Über diesen Antrag ist schon entschieden: {motion.get_state_display()}.")
    pending = ProceduralMotion.objects.pending().filter(meeting=motion.meeting_id, deleted_at=None)
    first = procedural.before(motion, list(pending.select_related("item", "meeting")))
    if first is not None:
        raise life.WrongState(f"Zuerst ist über den weitergehenden Antrag zu entscheiden: {first.get_kind_display()}.")


def _vote(motion: ProceduralMotion, verdict: Verdict, *, by: User) -> ProceduralVote:
    if motion.kind in (ProceduralKind.QUORUM, ProceduralKind.ROLL_CALL):
        return _demanded(motion, verdict, by=by)
    if verdict.poll is not None:
        return _counted(motion, verdict.poll, by=by)
    if procedure.needs_heads(motion.kind):
        raise Contradiction(
            "Hier müssen die Stimmen gezählt werden: Nötig sind zwei Drittel der gesetzlichen Mitgliederzahl"
            " (HGO §58(2))."
        )
    manner = Manner.UNOPPOSED if verdict.unopposed else Manner.SEEN
    paragraph = motion.basis if verdict.unopposed else "HGO §54(1)"
    return _kept(motion, manner=manner, passed=verdict.passed, paragraph=paragraph, by=by)


def _demanded(motion: ProceduralMotion, verdict: Verdict, *, by: User) -> ProceduralVote:
    """Nobody votes: those present are counted, or the demand has enough behind it (or has not, and fails)."""
    passed = verdict.passed
    if motion.kind == ProceduralKind.ROLL_CALL and passed:
        present = procedural.movers(motion.meeting, item=motion.item).count()
        behind = verdict.supporters if verdict.supporters is not None else motion.supporters or 0
        if not procedure.roll_call_is_met(present=present, supporters=behind, by_faction=_for_a_faction(motion)):
            needed = majorities.quarter(max(present, 1))
            raise Contradiction(
                "Namentlich abgestimmt wird, wenn eine Fraktion es verlangt oder ein Viertel der Anwesenden"
                f" ({needed} von {present})."
            )
    return _kept(motion, manner=Manner.DEMANDED, passed=passed, paragraph=motion.basis, by=by)


def _for_a_faction(motion: ProceduralMotion) -> bool:
    """Whether a faction demands it, where the rules of procedure give factions that right."""
    rule = rulebook.value(
        "vote.rollcall_request", on=presence.day_of(motion.meeting), organization=motion.meeting.organization
    )
    return motion.faction_id is not None and rule != "quarter"


def _counted(
    motion: ProceduralMotion, poll: Poll, *, by: User, corrects: ProceduralVote | None = None
) -> ProceduralVote:
    meeting = motion.meeting
    extension = rulebook.value(
        "agenda.extension_majority", on=presence.day_of(meeting), organization=meeting.organization
    )
    rule = procedure.rule(motion.kind, extension=extension)
    ruled = Poll(tally=poll.tally, rule=rule, by_faction=poll.by_faction)
    result = ballots.result_of(ruled, meeting=meeting)
    vote = _kept(
        motion,
        manner=Manner.COUNTED,
        passed=result.passed,
        paragraph=result.paragraph,
        by=by,
        rule=rule,
        statutory_seats=presence.seats_of(meeting),
        yes=poll.tally.yes,
        no=poll.tally.no,
        abstain=poll.tally.abstain,
        invalid=poll.tally.invalid,
        needed=result.needed,
        corrects=corrects,
    )
    ProceduralStand.objects.bulk_create(ProceduralStand(vote=vote, **row) for row in ballots.stands_of(poll))
    return vote


def _kept(
    motion: ProceduralMotion, *, manner: str, passed: bool, paragraph: str, by: User, **heads: object
) -> ProceduralVote:
    return ProceduralVote.objects.create(
        motion=motion,
        manner=manner,
        passed=passed,
        paragraph=paragraph,
        taken_at=timezone.now(),
        taken_by=by,
        **heads,
    )
