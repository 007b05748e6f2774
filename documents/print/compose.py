"""Fills sheets from papers and meetings: of their way only what everyone may read, for a printed sheet gets around."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import formats, timezone, translation

from council import outline
from council.models import AgendaItem, Meeting, Organization
from council.states import Audience, BodyKind
from documents import text
from documents.models import Consultation, Paper
from documents.print.sheets import AgendaEntry, AgendaPart, AgendaSheet, Block, BlockKind, Fact, PaperSheet, Step
from documents.states import PaperType

_BY_THE_EXECUTIVE = (PaperType.EXECUTIVE_PROPOSAL, PaperType.ANSWER, PaperType.INFORMATION, PaperType.REPORT)
_KINDS: dict[text.Kind, BlockKind] = {
    "heading": "heading",
    "point": "point",
    "bullet": "point",
    "paragraph": "paragraph",
}


def paper_sheet(paper: Paper, *, printed_at: datetime | None = None) -> PaperSheet:
    """The sheet of a paper in its newest version: letterhead, box of facts, way through the bodies, text."""
    version = paper.versions.order_by("-number").first()
    originators = paper.originators.select_related("person", "organization").order_by("order", "pk")
    return PaperSheet(
        city=paper.body.name,
        issuer="Der Magistrat" if paper.paper_type in _BY_THE_EXECUTIVE else "Stadtverordnetenversammlung",
        closed=paper.audience != Audience.PUBLIC,
        printed_at=printed_at,
        kind=paper.kind_label,
        title=paper.name,
        reference=paper.reference or "",
        date=day(paper.date),
        originators=tuple(str(originator) for originator in originators),
        facts=tuple(_facts(paper)),
        steps=tuple(_steps(paper)),
        blocks=blocks(version.text) if version is not None else (),
    )


def agenda_sheet(
    meeting: Meeting, *, kind: str = "Tagesordnung", issued_on: date | None = None, printed_at: datetime | None = None
) -> AgendaSheet:
    """The agenda of a meeting as everyone may read it; as an invitation (`kind` „Einladung“) with its greeting."""
    organization = meeting.organization
    invitation = kind == "Einladung"
    return AgendaSheet(
        city=organization.body.name if organization is not None else "",
        issuer=_convener(organization),
        printed_at=printed_at,
        kind=kind,
        title=meeting.name,
        body=organization.name if organization is not None else "",
        day=weekday(meeting.date),
        time=f"{hour(meeting.starts_at)} Uhr" if meeting.starts_at is not None else "",
        place=str(meeting.location or ""),
        issued=f"Den {day(issued_on)}" if issued_on is not None else "",
        recipients=f"An alle Mitglieder\n{organization.name}" if invitation and organization else "",
        opening=("Sehr geehrte Damen und Herren,", "zu dieser Sitzung lade ich Sie ein.") if invitation else (),
        parts=tuple(_parts(meeting)),
        closing=("Mit freundlichen Grüßen",) if invitation else (),
    )


def blocks(canonical: str) -> tuple[Block, ...]:
    """The blocks of a canonical text as they are printed; points with a letter lie below those with a number."""
    return tuple(_block(block) for block in text.blocks(canonical))


def day(value: date | None) -> str:
    """Write a day as in "6. März 2019"; nothing for an unknown one."""
    return _written(value, "j. F Y")


def weekday(value: date | None) -> str:
    """Write a day as in "Mittwoch, 6. März 2019"."""
    return _written(value, "l, j. F Y")


def hour(value: datetime) -> str:
    """Write the hour in Germany as in "16:00"."""
    return _written(timezone.localtime(value), "H:i")


def _written(value: date | datetime | None, pattern: str) -> str:
    if value is None:
        return ""
    with translation.override("de"):
        return str(formats.date_format(value, pattern))


def _block(block: text.Block) -> Block:
    kind = _KINDS[block.kind]
    if kind == "heading":
        return Block(kind=kind, text=block.text, level=max(1, len(block.label) - 1))
    lower = block.kind == "bullet" or block.label.strip("()").isalpha()
    return Block(kind=kind, text=block.text, label=block.label, level=2 if kind == "point" and lower else 1)


def _facts(paper: Paper) -> Iterable[Fact]:
    if paper.under_direction_of is not None:
        yield Fact(label="Federführung", value=str(paper.under_direction_of))
    if paper.superordinate is not None and paper.superordinate.audience == Audience.PUBLIC:
        yield Fact(label="Zu Vorlage", value=str(paper.superordinate))
    districts = paper.districts.order_by("name")
    if names := ", ".join(district.name for district in districts):
        yield Fact(label="Ortsbezirk", value=names)


def _steps(paper: Paper) -> Iterable[Step]:
    rows = paper.consultations.filter(deleted_at=None).select_related("organization").order_by("order", "pk")
    for row in rows:
        items = AgendaItem.objects.visible_to(None).filter(slot__consultation=row).select_related("meeting")
        found = list(items.order_by("meeting__date", "order"))
        yield from [_step(row, item) for item in found] or [_step(row, None)]


def _step(row: Consultation, item: AgendaItem | None) -> Step:
    return Step(
        body=str(row.organization or ""),
        role=row.role_text or str(row.get_role_display()),
        date=day(item.meeting.date) if item is not None else "",
        item=item.number if item is not None else "",
        result=_result(item) if item is not None else "",
    )


def _result(item: AgendaItem) -> str:
    return item.result_text or (str(item.get_result_display()) if item.result else "")


def _parts(meeting: Meeting) -> Iterable[AgendaPart]:
    items = AgendaItem.objects.visible_to(None).filter(meeting=meeting).select_related("slot__consultation__paper")
    lines = outline.lines(items)
    for part in dict.fromkeys(line.part for line in lines):
        entries = tuple(_entry(line) for line in lines if line.part == part)
        yield AgendaPart(title=outline.part_name(part) if part else "Tagesordnung", entries=entries)


def _entry(line: outline.Line) -> AgendaEntry:
    slot = getattr(line.item, "slot", None)
    paper = slot.consultation.paper if slot is not None else None
    public = paper is not None and paper.audience == Audience.PUBLIC
    return AgendaEntry(
        number=line.item.number,
        title=line.item.name,
        level=line.level + 1,
        reference=(paper.reference or "") if paper is not None and public else "",
    )


def _convener(organization: Organization | None) -> str:
    """Who invites: the assembly's chair, else whoever leads the body."""
    if organization is not None and organization.kind == BodyKind.ASSEMBLY:
        return "Stadtverordnetenvorsteher/in"
    return f"Vorsitz: {organization.name}" if organization is not None else ""
