"""Draws a paper's way through the bodies as one line, past and planned, and says in a sentence where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from council.audiences import Standing
from council.models import AgendaItem, Meeting
from council.states import ItemState, MeetingState
from documents import ways
from documents.models import Consultation, HearingStatement, Paper, Referral
from documents.states import ConsultationRole, ConsultationState, PaperState

DONE, CURRENT, NEXT = "done", "current", "next"
_C = ConsultationState
_OVER = (_C.TREATED, _C.WAIVED, _C.EXPIRED)
# States in which what comes next is told by the consultations; all others speak for themselves.
_UNDER_WAY = (
    PaperState.ADMITTED,
    PaperState.REFERRED,
    PaperState.SCHEDULED,
    PaperState.POSTPONED,
    PaperState.RECOMMENDED,
    PaperState.ADMISSIBLE,
    PaperState.IN_COMMITTEE,
)
_DECIDED = (PaperState.ADOPTED, PaperState.ADOPTED_AMENDED, PaperState.REJECTED, PaperState.NOTED)
_SAID = {
    PaperState.DRAFT: "Die Vorlage ist ein Entwurf und noch nicht eingereicht.",
    PaperState.SUBMITTED: "Eingereicht; das Büro prüft, ob die Vorlage zugelassen wird.",
    PaperState.INADMISSIBLE: "Als unzulässig zurückgewiesen; die Vorlage wird nicht beraten.",
    PaperState.WITHDRAWN: "Zurückgezogen; die Vorlage wird nicht weiter beraten.",
    PaperState.LAPSED: "Mit dem Ende der Wahlperiode verfallen.",
    PaperState.RECORDED: "Ein erfasster Altvorgang; sein Stand ist nicht angegeben.",
}


@dataclass(frozen=True)
class Visit:
    """One date of a consultation: the meeting and what came of the item."""

    day: date | None
    url: str
    text: str
    is_over: bool


@dataclass(frozen=True)
class Stop:
    """One stop of the way: why, where and when, and whether it is done, current or still to come."""

    title: str
    state: str
    day: date | None = None
    key: str = ""
    body: str = ""
    body_url: str = ""
    marks: tuple[str, ...] = ()
    visits: tuple[Visit, ...] = ()
    text: str = ""
    receipt: str = ""
    receipt_url: str = ""
    early: str = ""
    statement: HearingStatement | None = None


@dataclass(frozen=True)
class Way:
    """The stops of a way in order, and in one sentence where the paper is."""

    stops: list[Stop]
    sentence: str


@dataclass(frozen=True)
class _Known:
    """What somebody may know of a way; what is closed to them is not in it."""

    rows: list[Consultation]
    items: Mapping[int, AgendaItem]
    of_row: dict[int, list[AgendaItem]]
    meetings: Mapping[int, Meeting]
    hidden: frozenset[int]
    silence_counts: bool
    on: date

    def visited(self, row: Consultation) -> list[AgendaItem]:
        """The items of a consultation, the earliest first."""
        return self.of_row.get(row.pk, [])


def of_paper(paper: Paper, standing: Standing) -> Way:
    """Give the way of a visible paper as someone of this standing may know it. Costs five queries."""
    known = _known(paper, standing)
    current = _current(known)
    stops = []
    if paper.submitted_at is not None:
        stops.append(Stop("Eingereicht", DONE, paper.submitted_at.date()))
    if paper.reference and paper.date:
        stops.append(Stop(f"Zugelassen als {paper.reference}", DONE, paper.date))
    stops += [_stop(row, known, state=_state(row, known, current)) for row in known.rows]
    return Way(stops, _sentence(paper, known, current))


def _known(paper: Paper, standing: Standing) -> _Known:
    rows = list(
        Consultation.objects.living()
        .filter(paper=paper)
        .select_related("organization", "referral__organization", "statement", "early_decision")
        .order_by("order", "pk")
    )
    slots = ways.slots_of(rows)
    wanted = {slot.item_id for of_one in slots.values() for slot in of_one}
    wanted |= {row.referral.item_id for row in rows if row.referral is not None and row.referral.item_id is not None}
    items = AgendaItem.objects.visible_for(standing).select_related("meeting").in_bulk(wanted) if wanted else {}
    loose = [row.meeting_id for row in rows if row.meeting_id and not slots[row.pk]]
    return _Known(
        rows=rows,
        items=items,
        of_row={pk: [items[slot.item_id] for slot in of_one if slot.item_id in items] for pk, of_one in slots.items()},
        meetings=Meeting.objects.visible_for(standing).in_bulk(loose) if loose else {},
        hidden=frozenset(pk for pk, of_one in slots.items() if any(slot.item_id not in items for slot in of_one)),
        silence_counts=any(row.state == _C.EXPIRED for row in rows) and _C.EXPIRED in ways.done(on=standing.on),
        on=standing.on,
    )


# Stops ------------------------------------------------------------------------------------------------------------


def _current(known: _Known) -> list[Consultation]:
    """What the paper is with now: hearings that run, and the first body ahead that has it before it."""
    ahead = [row for row in known.rows if not _is_over(row, known)]
    running = [row for row in ahead if row.role == ConsultationRole.HEARING and row.opened_on is not None]
    others = [row for row in ahead if row not in running]
    with_it = [row for row in others if row.state == _C.SCHEDULED or row.referral_id is not None]
    return running + (with_it or ([] if running else others[:1]))


def _is_over(row: Consultation, known: _Known) -> bool:
    """Whether the body has had its say; of recorded and imported matter results and days tell, not steps."""
    if row.state in _OVER:
        return True
    if row.origin is not None:
        return any(item.meeting.date is not None and item.meeting.date < known.on for item in known.visited(row))
    return any(item.result and not ways.is_put_off(item) for item in known.visited(row))


def _state(row: Consultation, known: _Known, current: Sequence[Consultation]) -> str:
    if _is_over(row, known):
        return DONE
    return CURRENT if row in current else NEXT


def _stop(row: Consultation, known: _Known, *, state: str) -> Stop:
    visits = tuple(_visit(item) for item in known.visited(row))
    meeting = known.meetings.get(row.meeting_id or 0)
    if meeting is not None:
        visits = (Visit(meeting.date, meeting.get_absolute_url(), "", row.state in _OVER),)
    return Stop(
        title=row.role_label,
        state=state,
        key=row.key,
        body=row.organization.name if row.organization else "Gremium nicht angegeben",
        body_url=row.organization.get_absolute_url() if row.organization else "",
        marks=_marks(row),
        visits=visits,
        text=_text(row, known, visits),
        receipt=receipt(row.referral, known.items) if row.referral else "",
        receipt_url=_receipt_url(row, known),
        early=row.early_decision.reason if hasattr(row, "early_decision") else "",
        statement=row.statement if hasattr(row, "statement") else None,
    )


def _marks(row: Consultation) -> tuple[str, ...]:
    said = [(row.lead, "federführend"), (row.decides, "entscheidet"), (row.urgent, "verkürzte Frist")]
    return tuple(word for is_so, word in said if is_so)


def _visit(item: AgendaItem) -> Visit:
    outcome = item.result_text or (str(item.get_result_display()) if item.result else "")
    if item.state == ItemState.REMOVED:
        outcome = "von der Tagesordnung abgesetzt"
    if item.state == ItemState.OPEN and item.origin is None and ways.is_put_off(item):
        outcome = "Sitzung ausgefallen" if item.meeting.state == MeetingState.CANCELLED else "nicht behandelt"
    if not outcome and item.state == ItemState.CALLED:
        outcome = "wird gerade beraten"
    return Visit(
        item.meeting.date, item.get_absolute_url(), outcome, item.state in (ItemState.CLOSED, ItemState.REMOVED)
    )


def _text(row: Consultation, known: _Known, visits: Sequence[Visit]) -> str:
    """What there is to say beside the dates."""
    match row.state:
        case _C.WAIVED:
            return "Das Gremium verzichtet auf seine Beratung."
        case _C.EXPIRED:
            until = f" bis zum {_on(row.due_on)}" if row.due_on else ""
            counts = "; das gilt als „keine Bedenken“" if known.silence_counts else ""
            return "" if hasattr(row, "statement") else f"Keine Stellungnahme{until}{counts}."
        case _C.TREATED:
            return "" if visits or hasattr(row, "statement") else "Behandelt."
    if row.role == ConsultationRole.HEARING and row.due_on is not None:
        return f"Stellungnahme möglich bis {_on(row.due_on)}."
    if visits and all(ways.is_put_off(item) for item in known.visited(row)) and row.pk not in known.hidden:
        return "Kommt wieder; ein neuer Termin steht noch nicht fest."
    if row.state == _C.SCHEDULED or visits:
        return "" if visits else "Terminiert."
    until = f" Frist: {_on(row.due_on)}." if row.due_on else ""
    return ("Liegt vor, noch nicht terminiert." if row.referral_id else "Vorgesehen.") + until


def receipt(referral: Referral, items: Mapping[int, AgendaItem]) -> str:
    """Say when and by what act a paper was referred; what was resolved at a closed item stays unnamed."""
    sentence = f"Überwiesen am {_on(referral.referred_on)}"
    if referral.way == Referral.Way.CHAIR:
        return f"{sentence} durch den Vorsitz (direkte Überweisung)"
    if referral.item_id is not None and referral.item_id not in items:
        return sentence
    return f"{sentence} durch Beschluss: {referral.organization}"


def _receipt_url(row: Consultation, known: _Known) -> str:
    item = known.items.get(row.referral.item_id or 0) if row.referral is not None else None
    return item.get_absolute_url() if item is not None else ""


# The sentence -----------------------------------------------------------------------------------------------------


def _sentence(paper: Paper, known: _Known, current: Sequence[Consultation]) -> str:
    if paper.state in _DECIDED:
        return _decided(paper, known)
    if paper.state not in _UNDER_WAY:
        return _SAID.get(PaperState(paper.state)) or f"{_capital(paper)}."
    parts = [part for row in current[:3] if (part := _with(row, known))]
    before = "Die Beschlussempfehlung liegt vor; " if paper.state == PaperState.RECOMMENDED and parts else ""
    if parts:
        joined = "; ".join(parts)
        return f"{before}{joined}." if before else f"{joined[0].upper()}{joined[1:]}."
    return "Zugelassen; der weitere Weg ist noch nicht festgelegt." if not known.rows else f"{_capital(paper)}."


def _with(row: Consultation, known: _Known) -> str:
    """Where the paper is with one body, to go on within a sentence."""
    body = row.organization.name if row.organization else "Gremium nicht angegeben"
    coming = [item for item in known.visited(row) if item.state in (ItemState.OPEN, ItemState.CALLED)]
    coming = [item for item in coming if item.meeting.state not in (MeetingState.CANCELLED, MeetingState.CLOSED)]
    if coming and coming[-1].state == ItemState.CALLED:
        return f"wird gerade beraten: {body} ({row.role_label})"
    if coming and coming[-1].meeting.date is not None:
        return f"am {_on(coming[-1].meeting.date)} auf der Tagesordnung: {body} ({row.role_label})"
    if row.role == ConsultationRole.HEARING and row.due_on is not None:
        return f"Anhörung bis {_on(row.due_on)}: {body}"
    times = sum(ways.is_put_off(item) for item in known.visited(row))
    if times and row.pk not in known.hidden:
        often = "vertagt" if times == 1 else f"{times}-mal vertagt"
        return f"{often}, noch ohne neuen Termin: {body} ({row.role_label})"
    if row.state == _C.PLANNED and row.referral_id is not None:
        return f"überwiesen, noch ohne Termin: {body} ({row.role_label})"
    return f"als Nächstes vorgesehen: {body} ({row.role_label})" if row.state == _C.PLANNED else ""


def _decided(paper: Paper, known: _Known) -> str:
    """What was decided, by whom and when, as far as the item may be seen."""
    for row in reversed(known.rows):
        last = [item for item in known.visited(row) if item.state == ItemState.CLOSED and not ways.is_put_off(item)]
        if last and (row.decides or paper.state == PaperState.NOTED):
            where = row.organization.name if row.organization else "Gremium nicht angegeben"
            when = f" am {_on(last[-1].meeting.date)}" if last[-1].meeting.date else ""
            return f"{_capital(paper)}{when}: {where}."
    return f"{_capital(paper)}."


def _capital(paper: Paper) -> str:
    label = str(paper.get_state_display())
    return label[:1].upper() + label[1:]


def _on(day: date | None) -> str:
    return date_format(day, "j. F Y") if day is not None else ""
