"""The rostrum of an item: who speaks, who comes next, who may, and how much time each faction has used."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone

from council import order, presence, rulebook
from council.audiences import Standing
from council.law import speaking
from council.models import AgendaItem, Conflict, Debate, Meeting, Person, Speech
from council.states import BodyKind, ItemState, SpeechKind, SpeechState

_K = SpeechKind

# Who comes first: procedural motions and questions jump, the Magistrat is heard at any time, then the mover.
RANKS = {_K.PROCEDURE: 0, _K.QUESTION: 0, _K.EXECUTIVE: 1, _K.MOVER: 2, _K.DEBATE: 3, _K.BUDGET: 3, _K.PERSONAL: 4}

# What counts as debate: it ends with the list of speakers, and uses up the time of the speaker's faction.
DEBATING = frozenset({_K.MOVER, _K.DEBATE, _K.BUDGET})

# What members ask for themselves; the rest is entered by the chair.
OWN = frozenset({_K.DEBATE, _K.PROCEDURE, _K.PERSONAL, _K.EXECUTIVE})

# Which of the rulebook's speaking times holds; the Magistrat has no limit (HGO §59).
_MINUTES = {
    _K.MOVER: "mover",
    _K.DEBATE: "other",
    _K.BUDGET: "budget",
    _K.PROCEDURE: "procedure",
    _K.QUESTION: "question",
    _K.PERSONAL: "personal",
}

NOT_CALLED = "Zu Wort melden kann man sich zu dem Punkt, der gerade aufgerufen ist."

# Gets an item and bodies by primary key, and says whether it is the matter of one of them.
Remit = Callable[[AgendaItem, Collection[int]], bool]
_REMITS: list[Remit] = []


@dataclass(frozen=True)
class Share:
    """The time of one faction in a debate: seconds used by speeches that ended, minutes it has if there is a total."""

    name: str
    used: int
    minutes: int | None

    @property
    def left(self) -> int | None:
        """Seconds left, negative once used up; None without a total."""
        return None if self.minutes is None else self.minutes * 60 - self.used


@dataclass(frozen=True)
class Rostrum:
    """The list of speakers of one item as it stands now."""

    item: AgendaItem
    debate: Debate
    speeches: Sequence[Speech]
    total: int = 0
    reserve: int = 0
    shares: Sequence[Share] = field(default=())

    @property
    def current(self) -> Speech | None:
        """Who has the floor: the one who speaks, else the one who was interrupted last."""
        rows = [speech for speech in self.speeches if speech.state == SpeechState.SPEAKING]
        return rows[0] if rows else next(iter(self.paused), None)

    @property
    def paused(self) -> list[Speech]:
        """Speeches that stand still, the latest first."""
        rows = [speech for speech in self.speeches if speech.paused]
        return sorted(rows, key=lambda speech: (speech.started_at, speech.pk), reverse=True)

    @property
    def resting(self) -> list[Speech]:
        """Speeches that stand still while another has the floor."""
        return [speech for speech in self.paused if speech != self.current]

    @property
    def waiting(self) -> list[Speech]:
        """Who asked for the floor, in order."""
        rows = [speech for speech in self.speeches if speech.state == SpeechState.ASKED]
        return sorted(rows, key=lambda speech: (speech.place, speech.pk))

    @property
    def done(self) -> list[Speech]:
        """Speeches that ended, in their order."""
        rows = [speech for speech in self.speeches if speech.state == SpeechState.DONE]
        return sorted(rows, key=lambda speech: (speech.started_at, speech.pk))

    @property
    def closed(self) -> bool:
        """Whether nobody else may join the debate."""
        return self.debate.list_closed_at is not None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.current or self.waiting or self.done or self.closed or self.total)


def of(item: AgendaItem, standing: Standing) -> Rostrum:
    """Read the list of the item as someone of this standing may read it. Costs a constant number of queries.

    Chair and office read all of it; what was said in closed session stays with those who sat there, times included.
    """
    rows = Speech.objects.visible_for(standing).filter(item=item).select_related("person", "faction")
    speeches = list(rows.prefetch_related("pauses").order_by("place", "pk"))
    for speech in speeches:
        speech.item = item
    debate = Debate.objects.filter(item=item).first() or Debate(item=item)
    total = total_of(item, debate)
    pools = pools_of(item.meeting, total=total) if total else None
    return Rostrum(
        item, debate, speeches, total, pools.reserve if pools else 0, _shares(speeches, pools.minutes if pools else {})
    )


def total_of(item: AgendaItem, debate: Debate) -> int:
    """The minutes of the whole debate: what the chair set, else the rulebook's; 0 is without limit."""
    if debate.total_minutes is not None:
        return debate.total_minutes
    meeting = item.meeting
    return int(rulebook.value("speech.total", on=presence.day_of(meeting), organization=meeting.organization))


def pools_of(meeting: Meeting, *, total: int) -> speaking.Pools[str] | None:
    """Share a debate's minutes among the factions by name; None if they cannot be shared (domain brief §6.8)."""
    base = int(rulebook.value("speech.base", on=presence.day_of(meeting), organization=meeting.organization))
    seats = {
        bench.name: sum(seat.voting and seat.role != presence.SUBSTITUTE for seat in bench.seats)
        for bench in presence.benches(meeting)
        if bench.organization is not None
    }
    try:
        return speaking.pools(seats, total_minutes=total, base_minutes=base)
    except ValueError:
        return None


def minutes_for(kind: str, *, meeting: Meeting) -> int | None:
    """The minutes that go with this kind of speech on the meeting's day; None without limit."""
    name = _MINUTES.get(SpeechKind(kind))
    if name is None:
        return None
    given = rulebook.value("speech.minutes", on=presence.day_of(meeting), organization=meeting.organization)
    return int((rulebook.SPEECHES | given)[name])


def own_kind(person: Person, meeting: Meeting) -> SpeechKind:
    """What somebody asks for who just asks: a seat in the body is for the debate, the Magistrat speaks as such."""
    seats = person.memberships.current(on=presence.day_of(meeting)).select_related("organization")
    held = {seat.organization_id: seat.organization.kind for seat in seats}
    executive = meeting.organization_id not in held and BodyKind.EXECUTIVE in held.values()
    return SpeechKind.EXECUTIVE if executive else SpeechKind.DEBATE


def concerns(item: AgendaItem, bodies: Collection[int]) -> bool:
    """Whether the item is the matter of one of these bodies, as upper floors say."""
    return bool(bodies) and any(remit_of(item, bodies) for remit_of in _REMITS)


def remit(function: Remit) -> Remit:
    """Register who says that an item is another body's matter."""
    if function not in _REMITS:
        _REMITS.append(function)
    return function


def refusal(item: AgendaItem, person: Person, *, kind: str) -> str:
    """Why the person cannot have the floor at this item now, in one sentence; empty if they can."""
    return refusals(item, person, kinds=(kind,))[kind]


def refusals(item: AgendaItem, person: Person, *, kinds: Collection[str]) -> dict[str, str]:
    """The same for several kinds of speech; what is about the person is asked once."""
    here = {kind for kind in kinds if open_for(item, kind=kind)}
    own = _refusal_of(person, item) if here else ""
    return {kind: own or _refusal_of_list(item, kind=kind) if kind in here else NOT_CALLED for kind in kinds}


def _refusal_of(person: Person, item: AgendaItem) -> str:
    if barred_from_debate(item).filter(person=person).exists():
        return f"{person} ist bei diesem Punkt wegen Widerstreits der Interessen ausgeschlossen (HGO §25)."
    if person.pk in order.excluded_from(item.meeting):
        return f"{person} ist von der Sitzung ausgeschlossen."
    if order.silenced(item, person):
        return f"{person} ist zu diesem Punkt das Wort entzogen."
    return f"{person} ist nicht als anwesend vermerkt." if _is_absent(item.meeting, person) else ""


def _refusal_of_list(item: AgendaItem, *, kind: str) -> str:
    if kind in DEBATING and Debate.objects.filter(item=item, list_closed_at__isnull=False).exists():
        return "Die Redeliste ist geschlossen. Möglich sind noch Meldungen zur Geschäftsordnung."
    return ""


def barred_from_debate(item: AgendaItem) -> QuerySet[Conflict]:
    """Who may not debate the item: those barred from it, or from one that is debated with it (HGO §25)."""
    return Conflict.objects.filter(item__in=AgendaItem.objects.debated_with(item), lifted_at=None)


def open_for(item: AgendaItem, *, kind: str) -> bool:
    """Whether the floor can be given at the item: while it is called, for personal statements until the next is."""
    if item.state == ItemState.CALLED:
        return True
    if kind != SpeechKind.PERSONAL or item.state != ItemState.CLOSED:
        return False
    return last_closed(item.meeting) == item


def last_closed(meeting: Meeting) -> AgendaItem | None:
    """The item closed last, as long as no other is called."""
    if meeting.items.filter(state=ItemState.CALLED, deleted_at=None).exists():
        return None
    closed = meeting.items.filter(state=ItemState.CLOSED, deleted_at=None, closed_at__isnull=False)
    return closed.order_by("-closed_at", "-pk").first()


def _is_absent(meeting: Meeting, person: Person) -> bool:
    """A member of the body who is not there, where the list is kept at all; others come when they are called."""
    if not meeting.attendances.exists() or meeting.attendances.present().filter(person=person).exists():
        return False
    seats = person.memberships.current(on=presence.day_of(meeting))
    return bool(seats.filter(organization=meeting.organization_id, voting_right=True).exists())


def _shares(speeches: Sequence[Speech], minutes: Mapping[str, int]) -> list[Share]:
    """Seconds by faction of what ended or stands still; a speech under way counts once its time is known."""
    used = dict.fromkeys(minutes, 0)
    now = timezone.now()
    for speech in speeches:
        if speech.kind in DEBATING and (speech.paused or speech.ended_at is not None):
            name = str(speech.faction or presence.NO_FACTION)
            used[name] = used.get(name, 0) + speech.seconds_used(until=now)
    return [Share(name, seconds, minutes.get(name)) for name, seconds in sorted(used.items())]
