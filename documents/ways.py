"""How far papers are on their way through the bodies: what must come first, what waits where, what usually follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils import timezone

from council import rulebook
from council.audiences import Standing
from council.law import deadlines, holidays
from council.models import AgendaItem, Organization
from council.models.bodies import OrganizationQuerySet
from council.states import BodyKind, ItemState, MeetingState, Result
from documents.models import Consultation, Paper, Slot
from documents.states import OUT_OF_THE_WAY, ConsultationRole, ConsultationState, PaperType

# The meeting did not come to a treatment: the body deals with the paper another time.
PUT_OFF = frozenset({Result.POSTPONED, Result.NOT_REACHED, Result.REMOVED, Result.REFERRED_BACK, Result.NO_DECISION})
HEARD = (BodyKind.DISTRICT_COUNCIL, BodyKind.ADVISORY_BOARD)
FOR_INFORMATION = (PaperType.INFORMATION, PaperType.REPORT, PaperType.DISTRICT_PROPOSAL)
_USUAL_ROLES = {
    BodyKind.DISTRICT_COUNCIL: ConsultationRole.HEARING,
    BodyKind.ADVISORY_BOARD: ConsultationRole.HEARING,
    BodyKind.COMMITTEE: ConsultationRole.PREPARATION,
    BodyKind.ASSEMBLY: ConsultationRole.DECISION,
}


@dataclass(frozen=True)
class Stage:
    """One consultation to be planned."""

    organization: Organization
    role: str
    lead: bool = False
    authoritative: bool | None = None
    due_on: date | None = None

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(ConsultationRole(self.role).label)


def done(*, on: date) -> frozenset[str]:
    """The states in which a body has had its say; silence counts as no objection unless the rulebook says otherwise."""
    states: set[str] = {ConsultationState.TREATED, ConsultationState.WAIVED}
    if rulebook.value("hearing.silence_is_no_objection", on=on):
        states.add(ConsultationState.EXPIRED)
    return frozenset(states)


def unfinished(consultations: Collection[Consultation]) -> dict[int, list[Consultation]]:
    """The earlier consultations of the same paper that are not treated, waived or expired, by the key of each.

    Costs two queries, none for no consultations.
    """
    if not consultations:
        return {}
    rows = Consultation.objects.living().filter(paper__in={row.paper_id for row in consultations})
    finished = done(on=timezone.localdate())
    of_paper: dict[int, list[Consultation]] = defaultdict(list)
    for row in rows.select_related("organization").order_by("order", "pk"):
        if row.state not in finished:
            of_paper[row.paper_id].append(row)
    return {
        row.pk: [one for one in of_paper[row.paper_id] if (one.order, one.pk) < (row.order, row.pk)]
        for row in consultations
    }


def too_early(consultations: Collection[Consultation]) -> dict[int, list[Consultation]]:
    """Which deciding bodies would decide before others had their say, with those others, by the key of each."""
    open_ones = [row for row in consultations if row.decides and row.state in _WAITING]
    return {pk: earlier for pk, earlier in unfinished(open_ones).items() if earlier}


_WAITING = (ConsultationState.PLANNED, ConsultationState.SCHEDULED)


def waiting(bodies: Iterable[Organization], standing: Standing) -> list[Consultation]:
    """What lies before these bodies and has no day yet, as far as someone of this standing may read it.

    It was referred or opened to them, nothing comes before it, or their last meeting put it off. Costs five queries.
    """
    rows = Consultation.objects.visible_for(standing).filter(organization__in=bodies, state__in=_WAITING)
    rows = rows.exclude(paper__state__in=OUT_OF_THE_WAY).select_related(
        "paper__body", "organization", "referral__organization", "early_decision"
    )
    found = list(rows.order_by("order", "pk"))
    if not found:
        return []
    slots = slots_of(found)
    seen = _seen(slots, standing)
    before = unfinished(found)
    return [
        row
        for row in found
        if (is_due(row, before[row.pk]) if row.state == ConsultationState.PLANNED else put_off(slots[row.pk], seen))
    ]


def is_due(row: Consultation, before: Sequence[Consultation]) -> bool:
    """Whether a planned consultation lies before its body: referred or opened to it, or nothing comes before it."""
    if row.referral_id is not None or row.opened_on is not None:
        return True
    return row.role != ConsultationRole.HEARING and not before


def slots_of(consultations: Collection[Consultation]) -> dict[int, list[Slot]]:
    """The agenda items of each consultation, the earliest first."""
    found: dict[int, list[Slot]] = {row.pk: [] for row in consultations}
    rows = Slot.objects.filter(consultation__in=consultations, item__deleted_at=None)
    for slot in rows.select_related("item__meeting").order_by("item__meeting__date", "item__order", "pk"):
        found[slot.consultation_id].append(slot)
    return found


def put_off(slots: Sequence[Slot], seen: Collection[int]) -> bool:
    """Whether every item it stood on was taken off or put off, and all of them may be seen."""
    return bool(slots) and all(slot.item_id in seen and is_put_off(slot.item) for slot in slots)


def is_put_off(item: AgendaItem) -> bool:
    """Whether the meeting did not treat the item and the body comes back to it; one that is over left it lying."""
    if item.state == ItemState.OPEN:
        return item.meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED)
    return item.state == ItemState.REMOVED or (item.state == ItemState.CLOSED and item.result in PUT_OFF)


def _seen(slots: dict[int, list[Slot]], standing: Standing) -> set[int]:
    pks = [slot.item_id for of_one in slots.values() for slot in of_one]
    return set(AgendaItem.objects.visible_for(standing).filter(pk__in=pks).values_list("pk", flat=True))


def usual_role(body: Organization) -> str:
    """What a body of this kind usually does with a paper."""
    return _USUAL_ROLES.get(BodyKind(body.kind), ConsultationRole.OTHER)


def role_in(body: Organization, *, paper: Paper) -> str:
    """What a body usually does with a paper of this kind: what is for information is noted, wherever it comes."""
    return ConsultationRole.NOTICE if paper.paper_type in FOR_INFORMATION else usual_role(body)


def hearing_ends_on(body: Organization | None, *, begins_on: date, urgent: bool) -> date:
    """The last day of a hearing (HGO §82(3) with the local rule); it falls on a working day."""
    name = "hearing.ortsbeirat_urgent_weeks" if urgent else "hearing.ortsbeirat_weeks"
    weeks = rulebook.value(name, on=begins_on, organization=body)
    return deadlines.after_weeks(begins_on, weeks=weeks, holidays=holidays.HESSE)


# What usually follows ---------------------------------------------------------------------------------------------

# Bodies that upper floors know to be wished for, such as the committee of a direct referral.
WISHES: list[Callable[[Paper], Organization | None]] = []


def typical(paper: Paper, *, on: date) -> list[Stage]:
    """Propose the usual sequence: the district councils it concerns, committees, assembly; without what is there."""
    bodies = _living(paper, on=on)
    stages = [Stage(body, ConsultationRole.HEARING) for body in _councils(paper, bodies)]
    assembly = bodies.of_kind(BodyKind.ASSEMBLY).order_by("pk").first()
    if paper.paper_type in FOR_INFORMATION:
        stages += [Stage(assembly, ConsultationRole.NOTICE, authoritative=False)] if assembly else []
    else:
        leads = _committees(paper, bodies)
        stages += [Stage(body, ConsultationRole.PREPARATION, lead=body == leads[0]) for body in leads]
        stages += [Stage(assembly, ConsultationRole.DECISION, authoritative=True)] if assembly else []
    known = set(paper.consultations.living().values_list("organization_id", flat=True))
    return [stage for stage in stages if stage.organization.pk not in known]


def _living(paper: Paper, *, on: date) -> OrganizationQuerySet:
    return Organization.objects.living().existing(on=on).filter(body=paper.body)


def _councils(paper: Paper, bodies: OrganizationQuerySet) -> list[Organization]:
    return list(bodies.filter(district__in=paper.districts.all()).order_by("name"))


def _committees(paper: Paper, bodies: OrganizationQuerySet) -> list[Organization]:
    """The committee its movers wish for, else the one that most often dealt with papers of the same office."""
    wished = [body for wish in WISHES if (body := wish(paper)) is not None]
    if wished:
        return wished
    if paper.under_direction_of_id is None:
        return []
    counted = bodies.of_kind(BodyKind.COMMITTEE).filter(
        consultations__paper__under_direction_of=paper.under_direction_of_id, consultations__deleted_at=None
    )
    return list(counted.annotate(papers=Count("consultations")).order_by("-papers", "name")[:1])
