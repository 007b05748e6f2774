"""Finds what goes into a meeting's folder: what this person reads, and closed matter only if the rulebook allows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from council import outline, rulebook
from council.audiences import Standing
from council.may import Denied
from council.models import AgendaItem, Meeting
from council.models.readable import Readable
from documents import vault
from documents.models import File, MeetingFile, Paper, PaperVersion, Slot
from motions.models import Answer

CLOSED, KEPT = "folder.closed", "folder.keep_days"
_Row = TypeVar("_Row", bound=Readable)


@dataclass(frozen=True)
class Limits:
    """How long a folder stays on a device, and until when the closed matter in it does (None: none goes in)."""

    expires_at: datetime
    closed_until: datetime | None


@dataclass
class Contents:
    """All rows of a folder; `closed` holds (model, pk) of those that not everyone may read."""

    meeting: Meeting
    standing: Standing
    limits: Limits
    lines: list[outline.Line]
    papers: dict[int, Paper] = field(default_factory=dict)
    files: dict[int, File] = field(default_factory=dict)
    versions: dict[int, PaperVersion] = field(default_factory=dict)
    answers: dict[int, list[Answer]] = field(default_factory=dict)  # by paper
    papers_of: dict[int, list[int]] = field(default_factory=dict)  # by item
    files_of: dict[int | None, list[int]] = field(default_factory=dict)  # by item; None: of the meeting itself
    closed: set[tuple[type, int]] = field(default_factory=set)
    withheld: int = 0  # items that this person reads, but that may not leave the house

    def is_closed(self, row: Any) -> bool:
        """Whether not everyone may read this row."""
        return (type(row), row.pk) in self.closed


def gather(meeting: Meeting, standing: Standing) -> Contents:
    """Read what goes in, in a constant number of queries. Raises Denied for a closed meeting that may not go along."""
    found = Contents(meeting, standing, limits_of(meeting), [])
    if not Meeting.objects.visible_for(_nobody(standing)).filter(pk=meeting.pk).exists():
        if found.limits.closed_until is None:
            raise Denied(
                "Diese Sitzung ist nicht öffentlich; nach den Regeln der Stadt bleibt sie in den Seiten des Rates."
            )
        found.closed.add((Meeting, meeting.pk))
    _items(found)
    _papers(found)
    _files(found)
    _answers(found)
    return found


def limits_of(meeting: Meeting) -> Limits:
    """How long a folder of this meeting stays on a device, by the rulebook of today; one query."""
    now = timezone.now()
    rules = rulebook.several([CLOSED, KEPT], on=timezone.localdate(), organization=meeting.organization)
    expires_at = now + timedelta(days=rules[KEPT])
    if not rules[CLOSED]:
        return Limits(expires_at, None)
    until = _end_of(meeting) or expires_at
    return Limits(expires_at, min(until, expires_at) if until > now else None)


def _end_of(meeting: Meeting) -> datetime | None:
    """The end of the day after the meeting: a late session is not cut off."""
    if meeting.date is None:
        return None
    return timezone.make_aware(datetime.combine(meeting.date + timedelta(days=2), time.min))


def _nobody(standing: Standing) -> Standing:
    return Standing(user_id=None, person_id=None, on=standing.on)


def _allowed(found: Contents, rows: QuerySet[Any]) -> list[Any]:
    """Those rows this person reads that may go along; the closed ones among them are noted. Two queries."""
    model: Any = rows.model
    rows = rows.filter(model.readable_by(found.standing))
    open_to_all = Q(model.readable_by(_nobody(found.standing)))
    if found.limits.closed_until is None:
        return list(rows.filter(open_to_all))
    kept = list(rows)
    known = set(model._base_manager.filter(open_to_all, pk__in=[row.pk for row in kept]).values_list("pk", flat=True))
    found.closed |= {(model, row.pk) for row in kept if row.pk not in known}
    return kept


def _items(found: Contents) -> None:
    rows = AgendaItem.objects.filter(meeting=found.meeting).order_by("order", "pk")
    items = _allowed(found, rows)
    found.withheld = AgendaItem.objects.visible_for(found.standing).filter(meeting=found.meeting).count() - len(items)
    for item in items:
        item.meeting = found.meeting
    found.lines = outline.lines(items)


def _papers(found: Contents) -> None:
    """The paper of each item, and what is laid beside it: amendments and whatever else belongs to it."""
    items = [line.item.pk for line in found.lines]
    slots = dict(Slot.objects.filter(item__in=items).values_list("item_id", "consultation__paper_id"))
    treated = set(slots.values())
    rows = Paper.objects.filter(Q(pk__in=treated) | Q(superordinate__in=treated))
    papers = _allowed(found, rows.order_by("superordinate", "reference", "pk"))
    found.papers = {paper.pk: paper for paper in papers}
    for item in items:
        main = slots.get(item)
        beside = [paper.pk for paper in papers if paper.superordinate_id == main and paper.pk not in treated]
        found.papers_of[item] = [pk for pk in (main, *beside) if pk in found.papers] if main else []
    later = PaperVersion.objects.filter(paper=OuterRef("paper"), number__gt=OuterRef("number"))
    for version in PaperVersion.objects.filter(~Exists(later), paper__in=found.papers):
        found.versions[version.paper_id] = version


def _files(found: Contents) -> None:
    """The files of these papers and items, and those of the meeting itself, as far as their bytes are there."""
    items = [line.item.pk for line in found.lines]
    here = Q(meeting=found.meeting) & (Q(item=None) | Q(item__in=items))
    links = list(MeetingFile.objects.filter(here).order_by("pk").values_list("item_id", "file_id"))
    rows = File.objects.filter(Q(paper__in=found.papers) | Q(pk__in=[file for _, file in links]), quarantine=None)
    files = _allowed(found, rows.order_by("role", "order", "pk"))
    there = vault.present(file.sha512 for file in files)
    found.files = {file.pk: file for file in files if file.sha512 in there}
    for item, file in links:
        if file in found.files:
            found.files_of.setdefault(item, []).append(file)


def _answers(found: Contents) -> None:
    rows = Answer.objects.filter(inquiry__paper__in=found.papers).order_by("given_on", "pk")
    for answer in _allowed(found, rows.prefetch_related("passages__questions")):
        found.answers.setdefault(answer.inquiry_id, []).append(answer)
