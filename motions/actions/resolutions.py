"""Acts on resolutions: confirming a result, making its numbered extract, correcting one by another."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils import timezone

from council import journal, life
from council.models import AgendaItem, Organization, User
from council.states import ItemState, Result
from documents import text as texts
from documents import vault
from documents.actions import files
from documents.models import File, Paper
from documents.print import press
from documents.states import FileRole
from motions import extracts
from motions.may import resolutions as may
from motions.models import ExtractVoice, ResolutionExtract, ResolutionSeries, ResultConfirmation
from motions.models.resolutions import is_confirmed

# Results that leave nothing to extract: the item was not treated, or an answer was given.
WITHOUT_EXTRACT = frozenset(
    {
        Result.REMOVED,
        Result.NOT_REACHED,
        Result.NO_DECISION,
        Result.WITHDRAWN,
        Result.ANSWERED_ORAL,
        Result.ANSWERED_WRITTEN,
    }
)
_UNFIT = re.compile(r"[^\w.-]+")


@journal.act
def confirm(item: AgendaItem, *, by: User | None) -> ResultConfirmation:
    """Confirm the result of a closed item; it is no longer provisional, and extracts may be made of it."""
    life.lock(item.meeting)
    item = life.lock(item)
    if by is not None:
        may.confirm(by, item)
    if item.state != ItemState.CLOSED or not item.result or item.closed_at is None:
        raise life.WrongState("Bestätigt wird das Ergebnis eines abgeschlossenen Punktes.")
    known = ResultConfirmation.objects.filter(item=item, closed_at=item.closed_at).first()
    if known is not None:
        return known
    made = ResultConfirmation.objects.create(
        item=item, closed_at=item.closed_at, confirmed_at=timezone.now(), confirmed_by=by
    )
    journal.record("item.result_confirmed", item, by=by, confirmation=made.pk, result=item.result)
    return made


@journal.act
def record_confirmed(items: Iterable[AgendaItem], *, by: User | None = None) -> None:
    """Enter that the results of past items were confirmed when they were announced (Altvorgang erfassen)."""
    if by is not None:
        may.make(by)
    rows = [(item, item.closed_at) for item in items if item.closed_at is not None and item.result]
    ResultConfirmation.objects.bulk_create(
        ResultConfirmation(item=item, closed_at=closed_at, confirmed_at=closed_at, confirmed_by=by)
        for item, closed_at in rows
    )
    for item, _ in rows:
        journal.record("item.result_confirmed", item, by=by, result=item.result)


@journal.act
def make(item: AgendaItem, *, text: str, voices: Sequence[tuple[str, str]] = (), by: User | None) -> ResolutionExtract:
    """Make the extract of an item whose result is confirmed; it gets its number for good, and is then printed.

    `voices` are names and answers of a roll-call. Raises WrongState while the result is provisional, or if an extract
    of it was made.
    """
    item = _confirmed(item, by=by)
    known = ResolutionExtract.objects.standing().filter(item=item).first()
    if known is not None:
        raise life.WrongState(
            f"Zu diesem Punkt gibt es den Beschlussauszug {known.number}; er wird durch einen neuen berichtigt."
        )
    return _insert(item, text=text, voices=voices, corrects=None, by=by)


@journal.act
def correct(
    extract: ResolutionExtract, *, text: str, voices: Sequence[tuple[str, str]] = (), by: User | None
) -> ResolutionExtract:
    """Make a new extract in the place of this one, which stays as it is. Raises WrongState if that was done already."""
    item = _confirmed(extract.item, by=by)
    extract = life.lock(extract)
    if ResolutionExtract.objects.filter(corrects=extract).exists():
        raise life.WrongState("Dieser Auszug ist schon berichtigt; berichtigt wird der neueste.")
    return _insert(item, text=text, voices=voices, corrects=extract, by=by)


def file(extract: ResolutionExtract) -> ResolutionExtract:
    """Print the extract and put it into the vault; the same extract a second time changes nothing."""
    rows = ResolutionExtract.objects.select_related(
        "organization__body", "item__meeting", "paper", "corrects", "ballot"
    )
    extract = rows.get(pk=extract.pk)
    if extract.file_id is not None:
        return extract
    printed = press.sheet(extracts.sheet_of(extract))
    stored = vault.store(io.BytesIO(printed), max_bytes=settings.UPLOAD_MAX_BYTES)
    return _keep_file(extract, stored=stored)


@journal.act
def _keep_file(extract: ResolutionExtract, *, stored: vault.Stored) -> ResolutionExtract:
    """Enter the printed extract with the audience of its item, and that of its paper as with every file."""
    item = life.lock(extract.item)
    extract = life.lock(extract)
    if extract.file_id is not None:
        return extract
    extract.file = files.record(
        File(
            body=extract.organization.body,
            paper=extract.paper,
            role=FileRole.RESOLUTION,
            name=f"Beschlussauszug {extract.number}",
            file_name=f"Beschluss-{_UNFIT.sub('-', extract.number)}.pdf",
            mime_type="application/pdf",
            date=extract.resolved_on,
            size=stored.size,
            sha512=stored.sha512,
            audience=item.audience,
            audience_organization=item.audience_organization,
            owner=item.owner,
        ),
        by=None,
        meeting=item.meeting,
        item=item,
    )
    extract.sha512 = stored.sha512
    life.touch(extract, fields=("file", "sha512"))
    journal.record("resolution.filed", extract, by=None, file=extract.file.pk)
    return extract


def _confirmed(item: AgendaItem, *, by: User | None) -> AgendaItem:
    """The item, locked; raises WrongState while its result is provisional or leaves nothing to extract."""
    life.lock(item.meeting)
    item = life.lock(item)
    if by is not None:
        may.make(by, item)
    if not is_confirmed(item):
        raise life.WrongState("Das Ergebnis ist vorläufig: Zuerst bestätigt es die Sitzungsleitung.")
    if item.result in WITHOUT_EXTRACT:
        raise life.WrongState(f"„{item.get_result_display()}“ ist kein Beschluss, von dem es einen Auszug gibt.")
    if item.meeting.organization is None:
        raise life.WrongState("Für diese Sitzung ist kein Gremium angegeben.")
    return item


def _insert(
    item: AgendaItem,
    *,
    text: str,
    voices: Sequence[tuple[str, str]],
    corrects: ResolutionExtract | None,
    by: User | None,
) -> ResolutionExtract:
    meeting, now = item.meeting, timezone.now()
    organization = meeting.organization
    if organization is None:
        raise life.WrongState("Für diese Sitzung ist kein Gremium angegeben.")
    paper: Paper | None = extracts.paper_of(item)
    year = (meeting.date or timezone.localdate(now)).year
    serial = _next(organization, year=year)
    extract = ResolutionExtract(
        organization=organization,
        year=year,
        serial=serial,
        number=f"{organization.label} {year}/{serial}"[:140],
        item=item,
        paper=paper,
        ballot=extracts.ballot_of(item, paper=paper),
        title=item.name,
        text=texts.normalise(text),
        resolved_on=meeting.date,
        result=item.result,
        result_text=item.result_text,
        corrects=corrects,
        made_at=now,
        made_by=by,
        created_at=now,
        modified_at=now,
    )
    extract.full_clean(exclude={"text", "made_by"}, validate_unique=False)
    extract.save(force_insert=True)
    ExtractVoice.objects.bulk_create(
        ExtractVoice(extract=extract, order=order, name=name, answer=answer)
        for order, (name, answer) in enumerate(voices, start=1)
    )
    journal.record(
        "resolution.made" if corrects is None else "resolution.corrected",
        extract,
        by=by,
        item=item.pk,
        serial=serial,
        corrects=corrects.pk if corrects is not None else None,
    )
    return extract


def _next(organization: Organization, *, year: int) -> int:
    """Take the next number of the body's year; the lock on its row ends with the act."""
    row = ResolutionSeries.objects.select_for_update(no_key=True).get_or_create(organization=organization, year=year)[0]
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
