"""Tells from the journal what is new, as far as someone may read it now: for pages, mails and feeds alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, islice, pairwise
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Trim
from django.utils import timezone

from collaboration.happenings import HAPPENINGS, PUBLISHED, Happening
from collaboration.models import Note
from council.audiences import Standing
from council.models import AgendaItem, AgendaRevision, Entry, Meeting
from council.states import AgendaKind, Audience, ItemState, MeetingState
from council.templatetags import council as words
from documents.models import Consultation, File, MeetingFile, Paper, PaperVersion
from documents.states import ConsultationState, FileRole, PaperState
from motions.models import Answer

USUAL = timedelta(days=7)  # what is shown to whoever names no day
SLICE = 1_000  # entries looked at together
MOST_SLICES = 10  # looked at for one page or feed, however little of them its reader may read
_BEFORE = frozenset(
    {MeetingState.PLANNED, MeetingState.AGENDA_OPEN, MeetingState.INVITED, MeetingState.CANCELLED}
)  # while dates of a meeting still press
_WAITING = frozenset({ConsultationState.PLANNED, ConsultationState.SCHEDULED})
_FILES: dict[str, str] = {
    FileRole.RESULTS_PROTOCOL: "Die Niederschrift liegt vor",
    FileRole.VERBATIM_PROTOCOL: "Das Wortprotokoll liegt vor",
    FileRole.RESOLUTION: "Der Beschlussauszug liegt vor",
    FileRole.INVITATION: "Die Einladung liegt vor",
}

Subject = Paper | Meeting


@dataclass(frozen=True)
class News:
    """One thing that happened to a paper or a meeting, for one reader. `number` is the journal's and stays inside."""

    number: int
    at: datetime
    actor: int | None
    verb: str
    subject: Subject
    words: str
    url: str
    urgent: bool
    item: AgendaItem | None = None

    @property
    def day(self) -> date:
        """The day on which it happened, in local time."""
        return timezone.localdate(self.at)


def beginning(day: date | None) -> datetime:
    """The first moment of a day in local time; of the usual week without one."""
    return timezone.make_aware(datetime.combine(day or timezone.localdate() - USUAL, time.min))


def happened(*, after: int, verbs: Collection[str] = HAPPENINGS) -> QuerySet[Entry]:
    """The entries of the journal after a number that may be news, the newest first."""
    return _telling(Entry.objects.filter(number__gt=after), verbs)


def happened_to(paper: Paper) -> QuerySet[Entry]:
    """The entries that may be news about one paper, the newest first."""
    return _telling(Entry.objects.filter(room=paper.room), HAPPENINGS)


def _telling(rows: QuerySet[Entry], verbs: Collection[str]) -> QuerySet[Entry]:
    """Without what is news for nobody, and would only take up room: private notes, and papers that are drafted.

    Verbs are compared as an expression, which no index serves: asked for half of all verbs, SQLite would else gather
    every entry that has one by the index of verbs and sort them all, instead of going by number until it has enough.
    """
    private = Note.objects.filter(pk=OuterRef("thing"), audience=Audience.PRIVATE)
    drafted = Paper.objects.filter(pk=OuterRef("thing"), state=PaperState.DRAFT)
    told = ~(Q(kind="collaboration.note") & Exists(private)) & ~(Q(kind="documents.paper") & Exists(drafted))
    rows = rows.annotate(telling=Trim("verb")).filter(told, telling__in=list(verbs))
    return rows.order_by("-number")


def entries(*, after: int, to: int, verbs: Collection[str], most: int) -> list[Entry]:
    """The oldest entries after one number and up to another that may be news, the newest of them first. One query."""
    return list(happened(after=after, verbs=verbs).filter(number__lte=to).order_by("number")[:most])[::-1]


@dataclass
class Readings:
    """What someone of this standing may read of these entries, the newest first, a slice of the journal at a time.

    To be taken until enough is found, so that what they may not read takes nothing away from them. It ends with the
    entries, at the moment `since`, and after `MOST_SLICES`. A constant number of queries for each slice. `is_cut` says,
    once all was taken, that it ended with `MOST_SLICES` though they could read something to the last.
    """

    rows: QuerySet[Entry]
    standing: Standing
    since: datetime | None = None
    is_cut: bool = False

    def __iter__(self) -> Iterator[list[News]]:
        rows, since = self.rows, self.since
        told: list[News] = []
        for _ in range(MOST_SLICES):
            found = list(rows[:SLICE])
            told = read([entry for entry in found if since is None or entry.at >= since], self.standing)
            yield told
            if len(found) < SLICE or (since is not None and found[-1].at < since):
                return
            rows = rows.filter(number__lt=found[-1].number)
        self.is_cut = bool(told)  # where they could not, the end would tell how much is closed to them


def latest(rows: QuerySet[Entry], standing: Standing, *, most: int, since: datetime | None = None) -> list[News]:
    """The newest of it, no more than `most`."""
    return list(islice(chain.from_iterable(Readings(rows, standing, since)), most))


def read(found: Sequence[Entry], standing: Standing) -> list[News]:
    """What of these entries someone of this standing may read now, in their order. A constant number of queries."""
    shelf = _Shelf(found, standing)
    return [made for entry in found if (made := _news(entry, shelf)) is not None]


class _Shelf:
    """Everything the entries speak of that someone of one standing may read, fetched in bulk."""

    def __init__(self, found: Sequence[Entry], standing: Standing) -> None:
        named: dict[str, set[int]] = defaultdict(set)
        for entry in found:
            named[entry.kind].add(entry.thing)
        self.files = _visible(File.objects, standing, named["documents.file"])
        self.notes = _visible(Note.objects, standing, named["collaboration.note"])
        self.items = _visible(AgendaItem.objects, standing, named["council.agendaitem"])
        self.consultations = _visible(
            Consultation.objects.select_related("organization"), standing, named["documents.consultation"]
        )
        self.answers = _visible(Answer.objects, standing, _numbers(found, "answer"))
        self.attached = {link.file_id: link for link in MeetingFile.objects.filter(file__in=self.files).order_by("-pk")}
        papers = {row.paper_id for rows in (self.files, self.notes, self.consultations) for row in rows.values()}
        meetings = {row.meeting_id for rows in (self.items, self.attached) for row in rows.values()}
        self.papers = _visible(Paper.objects, standing, named["documents.paper"] | papers - {None})
        self.meetings = _visible(
            Meeting.objects.select_related("organization"), standing, named["council.meeting"] | meetings
        )
        texts = PaperVersion.objects.filter(pk__in=_numbers(found, "text"))
        self.texts = dict(texts.values_list("pk", "number"))
        self.told_all, self.told_some = _supplements(found, standing)


def _visible(rows: Any, standing: Standing, pks: Collection[int]) -> dict[int, Any]:
    found: dict[int, Any] = rows.visible_for(standing).in_bulk(list(pks))
    return found


def _numbers(found: Iterable[Entry], name: str) -> set[int]:
    return {entry.numbers[name] for entry in found if isinstance(entry.numbers.get(name), int)}


def _supplements(found: Sequence[Entry], standing: Standing) -> tuple[set[int], set[int]]:
    """The agendas sent anew that differ for everyone from the one sent before, and meetings of which one reads more."""
    sent = [entry for entry in found if entry.verb == "meeting.supplemented"]
    rows = AgendaRevision.objects.filter(meeting__in=[entry.thing for entry in sent], kind=AgendaKind.SENT)
    kept: dict[int, list[AgendaRevision]] = defaultdict(list)
    for revision in rows.order_by("number"):
        kept[revision.meeting_id].append(revision)
    differing = {
        later.pk
        for revisions in kept.values()
        for earlier, later in pairwise(revisions)
        if _public_lines(earlier) != _public_lines(later)
    }
    closed = AgendaItem.objects.visible_for(standing).filter(meeting__in=kept).exclude(audience=Audience.PUBLIC)
    return differing, set(closed.values_list("meeting_id", flat=True))


def _public_lines(revision: AgendaRevision) -> list[tuple[str, ...]]:
    """What everyone reads of an agenda that was sent: names of public items, neutral ones of the others."""
    return [
        (
            row["part"],
            row["number"],
            row["name"] if row["audience"] == Audience.PUBLIC else row.get("neutral", ""),
            row.get("state", ""),
        )
        for row in revision.content
    ]


def _news(entry: Entry, shelf: _Shelf) -> News | None:
    """What the entry tells its reader; nothing where it speaks of something they may not read, or that was undone."""
    happening = HAPPENINGS[entry.verb]
    tellers = {
        "documents.paper": _of_paper,
        "documents.consultation": _of_consultation,
        "documents.file": _of_file,
        "collaboration.note": _of_note,
        "council.meeting": _of_meeting,
        "council.agendaitem": _of_item,
    }
    teller = tellers.get(entry.kind)
    return teller(entry, happening, shelf) if teller else None


def _of_paper(entry: Entry, happening: Happening, shelf: _Shelf) -> News | None:
    paper = shelf.papers.get(entry.thing)
    if paper is None or paper.state == PaperState.DRAFT or (happening.standing and paper.state != entry.after):
        return None
    if "answer" in entry.numbers and entry.numbers["answer"] not in shelf.answers:
        return None
    if entry.verb == "paper.revised" and not _is_new_text(entry, paper, shelf.texts):
        return None
    return _made(entry, paper, _told(happening, paper), url=paper.get_absolute_url(), urgent=happening.urgent)


def _told(happening: Happening, paper: Paper) -> str:
    if happening is PUBLISHED and paper.audience != Audience.PUBLIC:
        return "Neu, nicht öffentlich"
    return happening.words or f"Neuer Stand: {paper.get_state_display()}"


def _is_new_text(entry: Entry, paper: Paper, texts: Mapping[int, int]) -> bool:
    """Whether others than its author came to read a text that differs from one they could read before."""
    if texts.get(entry.numbers.get("text", 0), 1) == 1:
        return False
    return paper.submitted_at is None or entry.at > paper.submitted_at


def _of_consultation(entry: Entry, happening: Happening, shelf: _Shelf) -> News | None:
    consultation = shelf.consultations.get(entry.thing)
    paper = shelf.papers.get(consultation.paper_id) if consultation else None
    if consultation is None or paper is None or paper.state == PaperState.DRAFT:
        return None
    if happening.urgent and (consultation.opened_on is None or consultation.state not in _WAITING):
        return None  # the hearing was stopped, or is over
    told = f"{happening.words}: {consultation.organization or 'Gremium nicht angegeben'}"
    if happening.urgent and consultation.due_on:
        told += f", Frist {words.day(consultation.due_on)}"
    return _made(entry, paper, told, url=paper.get_absolute_url() + f"#weg-{consultation.key}", urgent=happening.urgent)


def _of_file(entry: Entry, happening: Happening, shelf: _Shelf) -> News | None:
    file = shelf.files.get(entry.thing)
    if file is None:
        return None
    link = shelf.attached.get(file.pk)
    subject = shelf.papers.get(file.paper_id) or (shelf.meetings.get(link.meeting_id) if link else None)
    if subject is None or (isinstance(subject, Paper) and subject.state == PaperState.DRAFT):
        return None
    role = link.role if link and not file.paper_id else file.role
    told = _FILES.get(role) or f"{happening.words}: {file.name}"
    return _made(entry, subject, told, url=file.get_absolute_url(), urgent=False)


def _of_note(entry: Entry, happening: Happening, shelf: _Shelf) -> News | None:
    note = shelf.notes.get(entry.thing)
    paper = shelf.papers.get(note.paper_id) if note else None
    if note is None or paper is None or note.audience == Audience.PRIVATE or note.state != "open":
        return None
    told = "Antwort auf eine Anmerkung" if note.reply_to_id else happening.words
    return _made(entry, paper, told, url=note.get_absolute_url(), urgent=False)


def _of_meeting(entry: Entry, happening: Happening, shelf: _Shelf) -> News | None:
    meeting = shelf.meetings.get(entry.thing)
    if meeting is None or (happening.standing and meeting.state != entry.after):
        return None
    if entry.verb == "meeting.supplemented" and not (
        entry.numbers.get("revision") in shelf.told_all or meeting.pk in shelf.told_some
    ):
        return None
    urgent = happening.urgent and meeting.state in _BEFORE
    past = meeting.date is not None and meeting.date < timezone.localdate(entry.at)
    told = "Neu erfasst" if past and entry.verb == "meeting.planned" else happening.words
    return _made(entry, meeting, told, url=meeting.get_absolute_url(), urgent=urgent)


def _of_item(entry: Entry, happening: Happening, shelf: _Shelf) -> News | None:
    item = shelf.items.get(entry.thing)
    meeting = shelf.meetings.get(item.meeting_id) if item else None
    if item is None or meeting is None:
        return None
    if happening.sent and (meeting.agenda_published_at is None or entry.at <= meeting.agenda_published_at):
        return None
    told = happening.words
    if entry.verb == "item.result_confirmed":
        if item.state != ItemState.CLOSED or item.result != entry.numbers.get("result"):
            return None
        told = f"{told} zu TOP {item.number or '–'} „{item.name}“: {item.get_result_display()}"
    url = f"{meeting.get_absolute_url()}#top-{item.key}"
    return _made(entry, meeting, told, url=url, urgent=False, item=item)


def _made(entry: Entry, subject: Subject, told: str, *, url: str, urgent: bool, item: AgendaItem | None = None) -> News:
    return News(entry.number, entry.at, entry.actor_id, entry.verb, subject, told, url, urgent, item)
