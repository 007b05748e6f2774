"""What ways of papers add to other pages: open hearings, what waits with a body, and what is decided too early."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council import audiences
from council.audiences import Standing
from council.law import deadlines
from council.may import allowed, manage_agenda
from council.models import AgendaItem, Meeting, Organization
from council.panels import panel, row_panel
from council.states import BodyKind, MeetingState
from documents import chores, may, ways
from documents.models import Consultation, Paper, Slot
from documents.models.consultations import ConsultationQuerySet
from documents.states import OUT_OF_THE_WAY, ConsultationRole
from documents.views import timeline

SHOWN = 20
_WITHOUT_PAPERS = (BodyKind.FACTION, BodyKind.OFFICE, BodyKind.PARTY, BodyKind.MODERATION, BodyKind.ASSEMBLY_OFFICE)
_OVER = (MeetingState.CLOSED, MeetingState.CANCELLED)


@dataclass(frozen=True)
class Hearing:
    """An open hearing with its light in colour and words, and whether the reader may answer for the body."""

    consultation: Consultation
    light: str
    words: str
    mine: bool


@dataclass(frozen=True)
class Waiting:
    """What lies before a body: since when and by what act."""

    consultation: Consultation
    receipt: str
    text: str


def hearings(rows: ConsultationQuerySet, *, on: date, presided: Collection[int], clerk: bool) -> list[Hearing]:
    """Give the open hearings with their lights, those that end first in front."""
    rows = rows.hearings().exclude(paper__state__in=OUT_OF_THE_WAY)
    found = rows.select_related("paper", "organization").order_by("due_on", "pk")[:SHOWN]
    return [_hearing(row, on=on, mine=clerk or row.organization_id in presided) for row in found]


def _hearing(row: Consultation, *, on: date, mine: bool) -> Hearing:
    assert row.due_on is not None  # open hearings have a last day
    light = deadlines.light(row.due_on, on=on, yellow_days=chores.REMINDED_BEFORE // timedelta(days=1))
    return Hearing(row, str(light.colour), _left(light.days_left), mine)


def _left(days: int) -> str:
    if days < 0:
        return "Frist abgelaufen"
    return "endet heute" if days == 0 else "noch 1 Tag" if days == 1 else f"noch {days} Tage"


def waiting(bodies: Iterable[Organization], standing: Standing) -> list[Waiting]:
    """Give what lies before these bodies without a day, hearings under way left out."""
    found = [row for row in ways.waiting(bodies, standing) if not _is_running(row)][:SHOWN]
    slots = ways.slots_of(found)
    items = _items(found, standing)
    return [
        Waiting(row, timeline.receipt(row.referral, items) if row.referral else "", _why(row, slots)) for row in found
    ]


def _why(row: Consultation, slots: Mapping[int, Sequence[object]]) -> str:
    times = len(slots[row.pk])
    if times:
        return "vertagt, noch ohne neuen Termin" if times == 1 else f"{times}-mal vertagt, noch ohne neuen Termin"
    return "liegt vor, noch nicht terminiert"


def _is_running(row: Consultation) -> bool:
    return row.role == ConsultationRole.HEARING and row.due_on is not None


def _items(rows: Sequence[Consultation], standing: Standing) -> Mapping[int, AgendaItem]:
    pks = {row.referral.item_id for row in rows if row.referral is not None and row.referral.item_id is not None}
    return AgendaItem.objects.visible_for(standing).in_bulk(pks) if pks else {}


@panel("body", order=12)
def with_a_body(request: HttpRequest, bodies: Sequence[Organization]) -> dict[int, SafeString]:
    """The hearings that run at a body, and what lies before it without a day."""
    standing = audiences.standing_of(request.user)
    found: dict[int, SafeString] = {}
    for body in bodies:
        if body.kind in _WITHOUT_PAPERS or not Consultation.objects.filter(organization=body).exists():
            continue
        rows = Consultation.objects.visible_for(standing).filter(organization=body)
        presided = may.presided_by(standing)
        heard = hearings(rows, on=standing.on, presided=presided, clerk=standing.clerk)
        lying = waiting([body], standing)
        if heard or lying:
            context = {"hearings": heard, "waiting": lying, "body": body}
            found[body.pk] = SafeString(render_to_string("documents/_with_body.html", context, request=request))
    return found


@panel("desk.top", order=12)
def hearings_on_the_desk(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """For whoever presides over a district council or board its open hearings; for the office those that end soon."""
    standing = audiences.standing_of(request.user)
    presided = may.presided_by(standing)
    rows = Consultation.objects.visible_for(standing)
    mine = hearings(rows.filter(organization__in=presided), on=standing.on, presided=presided, clerk=False)
    soon = rows.filter(due_on__lte=standing.on + chores.REMINDED_BEFORE, paper__body__home=True)
    ending = hearings(soon, on=standing.on, presided=presided, clerk=True) if standing.clerk else []
    context = {
        "mine": mine,
        "ending": ending,
        "presides": _heard(presided),
        "urging": [line for line in mine if line.light != "green"],
    }
    return {None: SafeString(render_to_string("documents/_hearings_on_desk.html", context, request=request))}


def _heard(presided: Collection[int]) -> bool:
    return bool(presided) and Organization.objects.filter(pk__in=presided).of_kind(*ways.HEARD).exists()


@panel("paper.top", order=10)
def too_early(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """For office and chair: which body has the paper on its agenda to decide before others had their say."""
    if not allowed(manage_agenda, request.user):
        return {}
    rows = Consultation.objects.living().filter(paper__in=papers, state="scheduled")
    lines = _early(list(rows.select_related("organization", "early_decision")))
    found: dict[int, SafeString] = {}
    for paper in papers:
        own = [line for line in lines if line[0].paper_id == paper.pk]
        if own:
            found[paper.pk] = _warning(request, own)
    return found


@panel("agenda", order=10)
def too_early_on_agenda(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """For office and chair: the items of an agenda that decide before others had their say."""
    standing = audiences.standing_of(request.user)
    found: dict[int, SafeString] = {}
    for meeting in meetings:
        if meeting.state in _OVER:
            continue
        items = AgendaItem.objects.visible_for(standing).filter(meeting=meeting).exclude(state="removed")
        rows = Consultation.objects.visible_for(standing).filter(slots__item__in=items, state="scheduled")
        lines = _early(list(rows.select_related("organization", "paper", "early_decision").distinct()))
        if lines:
            found[meeting.pk] = _warning(request, lines)
    return found


@row_panel("item", order=15, rows=[Slot])
def too_early_at_items(standing: Standing, items: Sequence[AgendaItem]) -> dict[int, SafeString]:
    """For members and the office: that an item decides before others had their say. Costs four queries."""
    coming = [item.pk for item in items if item.state in ("open", "called")]
    if not coming or not (standing.member or standing.clerk):
        return {}
    rows = Consultation.objects.visible_for(standing).filter(slots__item__in=coming, state="scheduled")
    early = dict(_early(list(rows.select_related("organization", "early_decision").distinct())))
    slots = ways.slots_of(list(early))
    return {
        slot.item_id: SafeString(
            render_to_string("documents/_early_of_item.html", {"consultation": row, "earlier": early[row]})
        )
        for row in early
        for slot in slots[row.pk]
        if slot.item_id in coming
    }


def _early(rows: Sequence[Consultation]) -> list[tuple[Consultation, list[Consultation]]]:
    earlier = ways.too_early(rows)
    return [(row, earlier[row.pk]) for row in rows if row.pk in earlier]


def _warning(request: HttpRequest, lines: Sequence[tuple[Consultation, list[Consultation]]]) -> SafeString:
    return SafeString(render_to_string("documents/_too_early.html", {"lines": lines}, request=request))
