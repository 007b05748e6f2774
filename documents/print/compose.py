"""Fills sheets from papers and meetings, as somebody of one standing may read them: the same words as on the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import formats, timezone, translation

from council import audiences, outline, panels
from council.models import AgendaItem, Meeting, Organization
from council.states import Audience, BodyKind, ItemState
from council.templatetags import council as words
from documents import text
from documents.models import Paper, PaperVersion
from documents.print import pieces
from documents.print.sheets import AgendaEntry, AgendaPart, AgendaSheet, Block, BlockKind, Fact, PaperSheet
from documents.states import PaperType

if TYPE_CHECKING:
    from council.audiences import Standing

_BY_THE_EXECUTIVE = (PaperType.EXECUTIVE_PROPOSAL, PaperType.ANSWER, PaperType.INFORMATION, PaperType.REPORT)
_KINDS: dict[text.Kind, BlockKind] = {
    "heading": "heading",
    "point": "point",
    "bullet": "point",
    "paragraph": "paragraph",
}
UNKNOWN = "nicht angegeben"


def paper_sheet(
    paper: Paper,
    *,
    standing: Standing | None = None,
    version: PaperVersion | None = None,
    where: str = "",
    way: str = "",
    above: Iterable[str] = (),
    below: Iterable[str] = (),
    printed_at: datetime | None = None,
) -> PaperSheet:
    """The sheet of a paper: letterhead, box of facts, way through the bodies, text (default: the newest).

    `where` says where it stands; `way`, `above` and `below` are pieces of its page (HTML). Without a standing it says
    what everyone may read, for a printed sheet gets around.
    """
    standing = standing or audiences.standing_of(None)
    version = version or paper.versions.order_by("-number").first()
    originators = paper.originators.select_related("person", "organization").order_by("order", "pk")
    return PaperSheet(
        city=paper.body.name,
        issuer="Der Magistrat" if paper.paper_type in _BY_THE_EXECUTIVE else "Stadtverordnetenversammlung",
        closed=paper.audience != Audience.PUBLIC,
        printed_at=printed_at,
        kind=paper.kind_label,
        title=paper.name,
        reference=paper.reference or "",
        date=words.day(paper.date) if paper.date else "",
        originators=tuple(_originator(row) for row in originators) or (UNKNOWN,),
        summary=paper.plain_summary,
        facts=(*_some("Wo steht das gerade?", where), *_facts(paper, standing)),
        above=tuple(_read(above)),
        way=pieces.blocks(way),
        blocks=blocks(version.text) if version is not None else (),
        below=tuple(_read(below)),
    )


def agenda_sheet(
    meeting: Meeting,
    *,
    standing: Standing | None = None,
    kind: str = "Tagesordnung",
    issued_on: date | None = None,
    printed_at: datetime | None = None,
) -> AgendaSheet:
    """The agenda of a meeting; as an invitation (`kind` „Einladung“) with its greeting.

    Without a standing it says what everyone may read, for a printed sheet gets around.
    """
    organization = meeting.organization
    invitation = kind == "Einladung"
    return AgendaSheet(
        city=organization.body.name if organization is not None else "",
        issuer=_convener(organization),
        closed=meeting.audience != Audience.PUBLIC,
        printed_at=printed_at,
        kind=kind,
        title=meeting.name,
        facts=tuple(facts_of_meeting(meeting)),
        issued=f"Den {day(issued_on)}" if issued_on is not None else "",
        recipients=f"An alle Mitglieder\n{organization.name}" if invitation and organization else "",
        opening=("Sehr geehrte Damen und Herren,", "zu dieser Sitzung lade ich Sie ein.") if invitation else (),
        parts=tuple(_parts(meeting, standing or audiences.standing_of(None))),
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


def short_day(value: datetime) -> str:
    """Write the day in Germany as in "06.03.2019"."""
    return _written(timezone.localtime(value), "d.m.Y")


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


def _read(html: Iterable[str]) -> Iterable[Block]:
    for piece in html:
        yield from pieces.blocks(piece)


def _originator(row: object) -> str:
    return f"{row} (aus dem Text erschlossen)" if getattr(row, "inferred", False) else str(row)


def _facts(paper: Paper, standing: Standing) -> Iterable[Fact]:
    yield Fact(label="Stand", value=str(paper.get_state_display()))
    yield from _some("Gerichtet an", paper.addressed_to)
    yield from _some("Wahlperiode", paper.term)
    if not paper.body.home:
        yield Fact(label="Stadt", value=str(paper.body))
    yield from _some("Federführung", paper.under_direction_of)
    yield from _some("Ortsbezirke", ", ".join(str(district) for district in paper.districts.order_by("name")))
    yield from _some("Gehört zu", Paper.objects.visible_for(standing).filter(subordinates=paper).first())


def _some(label: str, value: object) -> Iterable[Fact]:
    if value:
        yield Fact(label=label, value=str(value))


def facts_of_meeting(meeting: Meeting) -> Iterable[Fact]:
    """Body, day, hour, place and, where it is closed, publicity of a meeting."""
    known = meeting.date is not None
    yield Fact(label="Gremium", value=str(meeting.organization or UNKNOWN))
    for joint in meeting.joint_organizations.order_by("name"):
        yield Fact(label="gemeinsam mit", value=str(joint))
    yield Fact(label="Tag", value=weekday(meeting.date) if known else UNKNOWN)
    begins = f"{hour(meeting.starts_at)} Uhr" if meeting.starts_at else UNKNOWN
    yield Fact(label="Beginn", value=f"{begins} bis {hour(meeting.ends_at)} Uhr" if meeting.ends_at else begins)
    yield Fact(label="Ort", value=str(meeting.location or UNKNOWN))
    if meeting.public is False:
        yield Fact(label="Öffentlichkeit", value="nichtöffentliche Sitzung")


def _parts(meeting: Meeting, standing: Standing) -> Iterable[AgendaPart]:
    items = list(AgendaItem.objects.visible_for(standing).filter(meeting=meeting))
    for item in items:
        item.meeting = meeting
    added, lines = panels.rows("item", standing, items), outline.lines(items)
    for part in dict.fromkeys(line.part for line in lines):
        entries = tuple(_entry(line, added[line.item.pk]) for line in lines if line.part == part)
        yield AgendaPart(title=outline.part_name(part) if part else "Tagesordnung", entries=entries)


def _entry(line: outline.Line, added: Iterable[str]) -> AgendaEntry:
    item = line.item
    return AgendaEntry(
        number=item.number or "–",
        title=item.name,
        level=line.level + 1,
        blocks=tuple(_without_headings([*_outcome(item), *_read(added)])),
        closed=item.audience != Audience.PUBLIC,
    )


def _outcome(item: AgendaItem) -> Iterable[Block]:
    """What became of the item, and the wording of what was decided."""
    result = str(item.get_result_display() if item.result else item.get_state_display())
    if item.result or item.state != ItemState.OPEN:
        yield Block(text=result)
    if item.result_text and item.result_text != result:
        yield Block(text=item.result_text)
    if item.resolution_text:
        yield Block(label="Beschlusstext:", text=item.resolution_text)


def _without_headings(rows: Iterable[Block]) -> Iterable[Block]:
    """Inside a point of the agenda a heading is a line like others: the points are the outline."""
    for row in rows:
        yield Block(text=row.text) if row.kind == "heading" else row


def _convener(organization: Organization | None) -> str:
    """Who invites: the assembly's chair, else whoever leads the body."""
    if organization is not None and organization.kind == BodyKind.ASSEMBLY:
        return "Stadtverordnetenvorsteher/in"
    return f"Vorsitz: {organization.name}" if organization is not None else ""
