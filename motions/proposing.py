"""Proposes the agenda of a meeting from what is due: what waits with the body, was put off, or was promised to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from council.audiences import Standing
from council.forms.agenda import parts_of
from council.models import AgendaItem, Meeting, Organization
from council.states import Audience, BodyKind, ItemState, MeetingState, Result
from documents import ways
from documents.models import Consultation, Paper, Slot
from documents.states import ConsultationRole, ConsultationState, PaperState, PaperType
from motions.models import Objection, Promise
from motions.states import ObjectionRank

# The order of an agenda as Kassel has it (domain brief §4.3); what is not public comes last.
RANKS = {
    PaperType.INFORMATION: 1,
    PaperType.REPORT: 1,
    PaperType.DISTRICT_PROPOSAL: 2,
    PaperType.QUESTION: 3,
    PaperType.EXECUTIVE_PROPOSAL: 5,
    PaperType.MOTION: 6,
    PaperType.AMENDMENT: 6,
    PaperType.INQUIRY: 7,
    PaperType.ANSWER: 7,
    PaperType.PETITION: 8,
    PaperType.PANEL_REPORT: 8,
}
PROMISES, OTHERS, CLOSED = 1, 8, 99
# What goes to the assembly by itself once it is admitted (HGO §58(5)).
OF_ITSELF = (
    PaperType.MOTION,
    PaperType.EXECUTIVE_PROPOSAL,
    PaperType.INFORMATION,
    PaperType.REPORT,
    PaperType.DISTRICT_PROPOSAL,
    PaperType.PANEL_REPORT,
)
SHOWN = 200


@dataclass(frozen=True)
class Proposal:
    """One item that could be put on the agenda, in which part, and why now."""

    key: str
    name: str
    overline: str
    url: str
    why: str
    part: str
    rank: int
    public: bool
    day: date = date.max
    notes: tuple[str, ...] = ()
    paper: Paper | None = None
    promise: Promise | None = None

    @property
    def place(self) -> tuple[str, int]:
        """Where it stands among the others: part by part, what is not public at the end of its part."""
        return self.part, self.rank if self.public else CLOSED


def of_meeting(meeting: Meeting, standing: Standing) -> list[Proposal]:
    """Everything that is due at this meeting and is not on its agenda, in the order of an agenda.

    Nothing that someone of this standing may not read. The number of queries does not grow with the proposals.
    """
    bodies = _bodies(meeting)
    here = _papers_on(meeting)
    waiting = {row.paper_id: row for row in reversed(ways.waiting(bodies, standing))}  # of each paper the first
    rows = [row for row in waiting.values() if row.paper_id not in here]
    parts = parts_in(meeting)
    found = _of_consultations(meeting, rows, standing, parts=parts)
    found += [_of_itself(meeting, paper, parts) for paper in _without_a_way(meeting, standing) if paper.pk not in here]
    found += [
        _again(meeting, one, parts) for one in _objected_to(meeting, bodies, standing) if one.paper_id not in here
    ]
    found += _of_promises(meeting, bodies, standing, parts=parts)
    return sorted(found, key=lambda one: (*one.place, one.day, one.overline, one.key))[:SHOWN]


def _bodies(meeting: Meeting) -> list[Organization]:
    joint = list(meeting.joint_organizations.all())
    return ([meeting.organization] if meeting.organization is not None else []) + joint


def _papers_on(meeting: Meeting) -> set[int]:
    """Papers that stand on this agenda, also those taken off it."""
    slots = Slot.objects.filter(item__meeting=meeting, item__deleted_at=None)
    return set(slots.values_list("consultation__paper_id", flat=True))


# Papers -----------------------------------------------------------------------------------------------------------


def _of_consultations(
    meeting: Meeting, rows: Sequence[Consultation], standing: Standing, *, parts: Sequence[str]
) -> list[Proposal]:
    around = _around(rows)
    slots = ways.slots_of([one for of_one in around.values() for one in of_one])
    seen = set(
        AgendaItem.objects.visible_for(standing)
        .filter(pk__in=[slot.item_id for of_one in slots.values() for slot in of_one])
        .values_list("pk", flat=True)
    )
    early = ways.unfinished(rows)
    found = []
    for row in rows:
        earlier = [one for one in around[row.paper_id] if (one.order, one.pk) < (row.order, row.pk)]
        last = [slot.item for slot in slots[row.pk] if slot.item_id in seen]
        found.append(
            _proposal(
                meeting,
                row.paper,
                why=_why(row, last),
                part=_part(earlier, slots, parts),
                notes=(*_heard(earlier), *_open(early[row.pk]), *_ends_before(row, meeting)),
            )
        )
    return found


def _around(rows: Sequence[Consultation]) -> dict[int, list[Consultation]]:
    """All consultations of the papers, with what was said in hearings."""
    found: dict[int, list[Consultation]] = {row.paper_id: [] for row in rows}
    others = Consultation.objects.living().filter(paper__in=found).select_related("organization", "statement")
    for one in others.order_by("order", "pk"):
        found[one.paper_id].append(one)
    return found


def _proposal(meeting: Meeting, paper: Paper, *, why: str, part: str, notes: tuple[str, ...] = ()) -> Proposal:
    return Proposal(
        key=paper.key,
        name=paper.name,
        overline=f"{paper.kind_label} · {paper.reference}" if paper.reference else paper.kind_label,
        url=paper.get_absolute_url(),
        why=why,
        part=part,
        rank=RANKS.get(PaperType(paper.paper_type), OTHERS),
        public=paper.audience == Audience.PUBLIC and meeting.public is not False,
        day=paper.date or date.max,
        notes=notes,
        paper=paper,
    )


def _why(row: Consultation, last: Sequence[AgendaItem]) -> str:
    put_off = [item for item in last if ways.is_put_off(item)]
    if put_off:
        item = put_off[-1]
        said = "abgesetzt" if item.state == ItemState.REMOVED else item.get_result_display() or "nicht behandelt"
        often = f" (zum {len(put_off)}. Mal)" if len(put_off) > 1 else ""
        return f"{said[:1].upper()}{said[1:]} am {_on(item.meeting.date)}{often}"
    if row.role == ConsultationRole.HEARING and row.due_on is not None:
        return f"Anhörung bis {_on(row.due_on)}"
    if row.referral is not None:
        return f"Überwiesen am {_on(row.referral.referred_on)}: {row.role_label}"
    if row.paper.state == PaperState.RECOMMENDED:
        return f"Beschlussempfehlung liegt vor: {row.role_label}"
    return f"An der Reihe: {row.role_label}"


def _part(earlier: Iterable[Consultation], slots: dict[int, list[Slot]], parts: Sequence[str]) -> str:
    """Only an assembly has parts; without debate goes what every committee recommended unanimously."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    prepared = [one for one in earlier if one.role == ConsultationRole.PREPARATION]
    results = [slots[one.pk][-1].item.result if slots[one.pk] else "" for one in prepared]
    settled = bool(prepared) and all(
        one.state == ConsultationState.TREATED and result == Result.ADOPTED_UNANIMOUSLY
        for one, result in zip(prepared, results, strict=True)
    )
    return parts[1] if settled else parts[0]


def parts_in(meeting: Meeting) -> list[str]:
    """The parts of this meeting's agenda: those of the rulebook for an assembly, none for others."""
    is_assembly = meeting.organization is not None and meeting.organization.kind == BodyKind.ASSEMBLY
    return parts_of(meeting) if is_assembly else []


def _heard(earlier: Iterable[Consultation]) -> list[str]:
    """What came back from hearings."""
    found = []
    for one in earlier:
        if one.role == ConsultationRole.HEARING and hasattr(one, "statement"):
            found.append(f"Stellungnahme {one.organization}: {one.statement.get_stance_display()}")
        elif one.role == ConsultationRole.HEARING and one.state == ConsultationState.EXPIRED:
            found.append(f"{one.organization}: keine Stellungnahme")
    return found


def _open(earlier: Collection[Consultation]) -> list[str]:
    return [f"Steht noch aus: {one.organization} ({one.role_label})" for one in earlier]


def _ends_before(row: Consultation, meeting: Meeting) -> list[str]:
    over = row.due_on is not None and meeting.date is not None and row.due_on < meeting.date
    return [f"Die Frist endet vor dieser Sitzung, am {_on(row.due_on)}"] if over else []


def _without_a_way(meeting: Meeting, standing: Standing) -> list[Paper]:
    """Admitted papers whose way nobody laid out: they go to the assembly of the town."""
    body = meeting.organization
    if body is None or body.kind != BodyKind.ASSEMBLY:
        return []
    rows = Paper.objects.visible_for(standing).filter(
        body=body.body_id, state=PaperState.ADMITTED, paper_type__in=OF_ITSELF, superordinate=None
    )
    planned = Consultation.objects.living().values("paper")
    return list(rows.exclude(pk__in=planned).order_by("date", "reference", "pk")[:SHOWN])


def _of_itself(meeting: Meeting, paper: Paper, parts: Sequence[str]) -> Proposal:
    return _proposal(meeting, paper, why="Zugelassen, noch nirgends beraten", part=next(iter(parts), ""))


# Objections -------------------------------------------------------------------------------------------------------


def _objected_to(meeting: Meeting, bodies: Sequence[Organization], standing: Standing) -> list[Objection]:
    """First objections to what these bodies resolved, on which no meeting to come votes again yet (HGO §63)."""
    rows = Objection.objects.visible_for(standing).open().filter(number=ObjectionRank.FIRST)
    rows = rows.filter(
        item__meeting__organization__in=bodies,
        paper__state=PaperState.SUSPENDED,
        paper__in=Paper.objects.visible_for(standing),
        raised_on__lt=meeting.date or date.max,
    )
    over = (MeetingState.CLOSED, MeetingState.CANCELLED)
    ahead = Slot.objects.filter(item__state__in=(ItemState.OPEN, ItemState.CALLED), item__deleted_at=None)
    ahead = ahead.exclude(item__meeting__state__in=over)
    rows = rows.exclude(item__meeting=meeting).exclude(paper__in=ahead.values("consultation__paper"))
    return list(rows.select_related("paper__body").order_by("raised_on", "pk")[:SHOWN])


def _again(meeting: Meeting, objection: Objection, parts: Sequence[str]) -> Proposal:
    why = f"Widerspruch vom {_on(objection.raised_on)}: erneute Abstimmung (HGO § 63)"
    return _proposal(meeting, objection.paper, why=why, part=next(iter(parts), ""))


# Promises ---------------------------------------------------------------------------------------------------------


def _of_promises(
    meeting: Meeting, bodies: Sequence[Organization], standing: Standing, *, parts: Sequence[str]
) -> list[Proposal]:
    """What was promised to the body for this day or an earlier one; closed promises go to that body alone."""
    day = meeting.date or timezone.localdate()
    rows = Promise.objects.visible_for(standing).open().filter(organization__in=bodies, due__lte=day)
    promises = list(
        rows.not_yet_at(meeting).select_related("organization", "speaker").order_by("due", "made_on", "pk")[:SHOWN]
    )
    public = set(
        Promise.objects.visible_to(None)
        .filter(pk__in=[promise.pk for promise in promises])
        .values_list("pk", flat=True)
    )
    return [
        _of_promise(promise, part=next(iter(parts), ""), public=promise.pk in public and meeting.public is not False)
        for promise in promises
        if promise.pk in public or promise.organization_id == meeting.organization_id
    ]


def _of_promise(promise: Promise, *, part: str, public: bool) -> Proposal:
    return Proposal(
        key=promise.key,
        name=promise.title,
        overline=f"Zusage an {promise.organization}",
        url=promise.get_absolute_url(),
        why=f"Zugesagt bis {_on(promise.due)}",
        part=part,
        rank=PROMISES,
        public=public,
        day=promise.made_on,
        promise=promise,
    )


def _on(day: date | None) -> str:
    return date_format(day, "j. F Y") if day is not None else "unbekanntem Tag"
