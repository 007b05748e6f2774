"""PDFs printed by the product itself: papers, answers, invitations, minutes."""

from __future__ import annotations

import dataclasses
import io
from datetime import date, datetime, timedelta

from django.template.loader import render_to_string

from collaboration.demo import agenda, nouns
from collaboration.demo.intake.shelf import Shelf, moment
from council import audiences
from council.models import Meeting
from council.states import Audience, MeetingState, Result
from documents import vault
from documents.actions import files
from documents.models import File, Paper
from documents.print import compose, press
from documents.print.sheets import Block, MinutesItem, MinutesSheet, PaperSheet, Presence, Votes
from documents.states import FileRole
from documents.views import timeline

MAX_BYTES = 5 * 1024 * 1024
_STATUS = {"final": "genehmigt"}  # of minutes that were written elsewhere


def take_in(shelf: Shelf) -> None:
    """Print everything that has been admitted, sent out or minuted, and keep it in the vault."""
    for paper in shelf.town.papers:
        if paper.admitted is not None:
            _print_paper(shelf, paper)
    for inquiry in shelf.town.inquiries:
        if inquiry.answered is not None:
            _print_answer(shelf, inquiry)
    for meeting in shelf.town.meetings:
        if meeting.body == "stavo" and meeting.term == "present":
            _print_invitation(shelf, shelf.meetings[meeting.key])
    for minutes in shelf.town.minutes:
        if minutes.status in _STATUS:
            _print_minutes(shelf, minutes)


def _print_paper(shelf: Shelf, written: nouns.Paper) -> None:
    paper = shelf.papers[written.key]
    way = render_to_string("documents/_way.html", {"way": timeline.of_paper(paper, audiences.standing_of(None))})
    sheet = compose.paper_sheet(paper, way=way, printed_at=_noon(paper.date))
    sheet = dataclasses.replace(sheet, attachments=written.attachments)
    name = f"{paper.kind_label} {paper.reference or ''}".strip()
    _keep(shelf, press.sheet(sheet), name=name, role=FileRole.MAIN, on=paper.date, paper=paper)


def _print_answer(shelf: Shelf, written: nouns.Inquiry) -> None:
    paper = shelf.papers[written.key]
    sheet = PaperSheet(
        city=shelf.body.name,
        issuer="Der Magistrat",
        printed_at=_noon(written.answered),
        kind="Beantwortung einer Anfrage",
        title=written.title,
        reference=written.reference,
        date=compose.day(written.answered),
        originators=("Magistrat",),
        blocks=tuple(_answer_blocks(written)),
        signatures=(shelf.people[written.answered_by].name,),
    )
    name = f"Antwort des Magistrats auf die Anfrage {written.reference}"
    _keep(shelf, press.sheet(sheet), name=name, role=FileRole.AUXILIARY, on=written.answered, paper=paper)


def _answer_blocks(written: nouns.Inquiry) -> list[Block]:
    """The answer by question; a passage that answers several stands under the first of them."""
    blocks = [Block(text="Die Anfrage wird wie folgt beantwortet:")]
    for number, question in enumerate(written.questions, start=1):
        blocks.append(Block(kind="heading", text=f"Frage {number}", level=2))
        blocks.append(Block(kind="quote", text=question.text))
        passages = [passage for passage in written.passages if number in passage.questions]
        blocks += [Block(text=passage.text) for passage in passages if passage.questions[0] == number]
        blocks += [
            Block(text=f"Siehe die Antwort zu Frage {p.questions[0]}.") for p in passages if p.questions[0] != number
        ]
        if not passages:
            blocks.append(Block(text="Hierzu liegen keine Angaben vor."))
    return blocks


def _print_invitation(shelf: Shelf, meeting: Meeting) -> None:
    if meeting.state == MeetingState.PLANNED or meeting.agenda_published_at is None or meeting.date is None:
        return
    sent_on = min(meeting.date - timedelta(days=11), shelf.today)
    sheet = compose.agenda_sheet(meeting, kind="Einladung", issued_on=sent_on, printed_at=_noon(sent_on))
    _keep(
        shelf,
        press.sheet(sheet),
        name=f"Einladung: {meeting.name}",
        role=FileRole.INVITATION,
        on=sent_on,
        meeting=meeting,
    )


def _print_minutes(shelf: Shelf, minutes: nouns.Minutes) -> None:
    meeting = shelf.meetings[minutes.meeting]
    planned = shelf.town.meeting_by_key[minutes.meeting]
    organization = shelf.organizations[planned.body]
    sheet = MinutesSheet(
        city=shelf.body.name,
        issuer="Büro der Stadtverordnetenversammlung",
        printed_at=_noon(planned.day),
        title=meeting.name,
        body=organization.name,
        day=compose.weekday(planned.day),
        begin=f"{minutes.begin} Uhr",
        end=f"{minutes.end} Uhr",
        place=str(meeting.location or ""),
        status=_STATUS[minutes.status],
        chair=shelf.people[minutes.chair].name,
        secretary=shelf.people[minutes.secretary].name,
        presence=_presence(shelf, minutes),
        items=tuple(_minuted(shelf, minutes, planned)),
        signatures=(
            f"{shelf.people[minutes.chair].name}\nVorsitz",
            f"{shelf.people[minutes.secretary].name}\nSchriftführung",
        ),
    )
    name = f"Niederschrift: {meeting.name}"
    _keep(shelf, press.sheet(sheet), name=name, role=FileRole.RESULTS_PROTOCOL, on=planned.day, meeting=meeting)


def _presence(shelf: Shelf, minutes: nouns.Minutes) -> tuple[Presence, ...]:
    names = {body.letters: body.short_name for body in shelf.town.bodies if body.letters}
    heads = tuple(f"{names[letters]} {count}" for letters, count in minutes.present.items())
    present = (Presence(label="Anwesend", names=heads),) if heads else ()
    return (*present, Presence(label="Entschuldigt", names=tuple(shelf.people[key].name for key in minutes.excused)))


def _minuted(shelf: Shelf, minutes: nouns.Minutes, planned: nouns.Meeting) -> list[MinutesItem]:
    """The public items with what was said; a closed part has minutes of its own, which are not printed here."""
    rows = [MinutesItem(number="", title="Eröffnung", blocks=_said(minutes, "Eröffnung"))]
    for entry, parent in agenda.flat(agenda.of(shelf.town, planned)):
        if not entry.closed:
            rows.append(_minuted_item(shelf, minutes, entry, level=1 if parent is None else 2))
    rows.append(MinutesItem(number="", title="Schluss", blocks=_said(minutes, "Schluss")))
    return [row for row in rows if row.number or row.blocks]


def _minuted_item(shelf: Shelf, minutes: nouns.Minutes, entry: agenda.Entry, *, level: int) -> MinutesItem:
    paper = shelf.papers.get(entry.paper)
    said = _said(minutes, entry.paper) + _said(minutes, entry.title)
    remark = (Block(text=entry.remark),) if entry.remark else ()
    return MinutesItem(
        number=entry.number,
        title=entry.title,
        level=level,
        reference=(paper.reference or "") if paper is not None else "",
        blocks=said + remark,
        resolution=entry.resolution,
        result=str(Result(entry.result).label) if entry.result else "",
        votes=tuple(_votes(shelf, vote) for vote in entry.votes),
    )


def _said(minutes: nouns.Minutes, heading: str) -> tuple[Block, ...]:
    return tuple(Block(text=paragraph) for paragraph in minutes.sections.get(heading, ()))


def _votes(shelf: Shelf, vote: nouns.Votes) -> Votes:
    names = {body.letters: body.short_name for body in shelf.town.bodies if body.letters}
    label = names.get(vote.faction, "Alle")
    return Votes(label=label, yes=vote.yes, no=vote.no, abstained=vote.abstained, absent=vote.absent)


def _keep(
    shelf: Shelf,
    printed: bytes,
    *,
    name: str,
    role: FileRole,
    on: date | None,
    paper: Paper | None = None,
    meeting: Meeting | None = None,
) -> None:
    """Put the PDF into the vault and enter it; it has the audience of its paper or meeting."""
    stored = vault.store(io.BytesIO(printed), max_bytes=MAX_BYTES)
    source = paper or meeting
    file = File(
        body=shelf.body,
        paper=paper,
        role=role,
        name=name,
        file_name=f"{name.replace('/', '-').replace(':', '')}.pdf",
        mime_type="application/pdf",
        date=on,
        size=stored.size,
        sha512=stored.sha512,
        audience=source.audience if source is not None else Audience.PRIVATE,
        audience_organization=source.audience_organization if source is not None else None,
    )
    files.record(file, by=None, meeting=meeting)


def _noon(day: date | None) -> datetime | None:
    return moment(day, "12:00") if day is not None else None
