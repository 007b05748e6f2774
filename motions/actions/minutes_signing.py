"""Acts on minutes that were sent: object, decide, correct, find final, sign, and seal the printed file."""

from __future__ import annotations

import io
import re

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from council import journal, life, rulebook
from council.models import AgendaItem, Meeting, Organization, User
from council.states import Audience, BodyKind
from documents import vault
from documents.actions import files
from documents.models import File, MeetingFile
from documents.print import press
from documents.states import FileRole
from motions.actions.minutes import accepted, keep_version
from motions.may import minutes as may
from motions.minuting import deadlines, printing
from motions.models import Minutes, MinutesObjection, MinutesSection, MinutesSignature
from motions.states import MINUTES_OBJECTABLE, MinutesIssue, MinutesState, ObjectionRuling

_UNFIT = re.compile(r"[^\w.-]+")
_OF_THE_ASSEMBLY = (BodyKind.ASSEMBLY, BodyKind.COMMITTEE, BodyKind.ELDERS)


@journal.act
def object_to(section: MinutesSection, *, text: str, by: User) -> MinutesObjection:
    """Object to what a section says; the body decides. Raises WrongState outside the time for it."""
    minutes = life.lock(section.minutes)
    may.object_to(by, minutes)
    if minutes.state not in MINUTES_OBJECTABLE:
        raise life.WrongState("Einwendungen sind möglich, sobald die Niederschrift versandt ist, bis zur Feststellung.")
    until = deadlines.objections_until(minutes)
    if until is not None and timezone.localdate() > until:
        raise life.WrongState("Die Frist für Einwendungen ist mit der nächsten Sitzung abgelaufen (HGO §61(3)).")
    assert by.person is not None  # may asked
    rows = MinutesObjection.objects.filter(section__minutes=minutes)
    made = MinutesObjection.objects.create(
        section=section,
        number=(rows.aggregate(last=Max("number"))["last"] or 0) + 1,
        person=by.person,
        text=text,
        raised_at=timezone.now(),
        raised_by=by,
    )
    life.take(minutes, "object", by=by, objection=made.pk)
    return made


@journal.act
def decide(
    objection: MinutesObjection, *, outcome: str, ruling: str, by: User, decided_in: Meeting | None = None
) -> MinutesObjection:
    """Record what the body decided on an objection; once all were dismissed, the minutes stand as they were sent."""
    minutes = life.lock(objection.section.minutes)
    may.decide(by, minutes)
    objection = life.lock(objection)
    if objection.outcome:
        raise life.WrongState("Über diese Einwendung ist schon entschieden.")
    objection.outcome, objection.ruling = ObjectionRuling(outcome), ruling
    objection.decided_in, objection.decided_at, objection.decided_by = decided_in, timezone.now(), by
    objection.save(update_fields=["outcome", "ruling", "decided_in", "decided_at", "decided_by"])
    journal.record("minutes.objection_decided", minutes, by=by, objection=objection.pk, after=objection.outcome)
    still_open = MinutesObjection.objects.open().filter(section__minutes=minutes).exists()
    if not still_open and not accepted(minutes):
        life.take(minutes, "keep", by=by)
    return objection


@journal.act
def correct(minutes: Minutes, *, by: User, version: int | None = None) -> Minutes:
    """Send a new version with what was corrected; the earlier one stays readable.

    Raises WrongState while an objection is undecided, or if none was accepted.
    """
    minutes = life.lock(minutes, version=version)
    may.keep(by, minutes)
    if MinutesObjection.objects.open().filter(section__minutes=minutes).exists():
        raise life.WrongState("Über eine Einwendung ist noch nicht entschieden.")
    if not accepted(minutes):
        raise life.WrongState("Berichtigt wird, wenn das Gremium einer Einwendung stattgegeben hat.")
    issued = keep_version(minutes, issue=MinutesIssue.CORRECTED, by=by)
    return life.take(minutes, "correct", by=by, issued=issued.pk)


@journal.act
def finish(minutes: Minutes, *, by: User, version: int | None = None) -> Minutes:
    """Find the minutes final, once the time for objections is over; then they are signed."""
    minutes = life.lock(minutes, version=version)
    may.keep(by, minutes)
    until = deadlines.objections_until(minutes)
    if until is not None and timezone.localdate() < until:
        raise life.WrongState(f"Einwendungen sind noch bis zum {until:%d.%m.%Y} möglich.")
    if minutes.chair_id is None or minutes.secretary_id is None:
        raise life.WrongState("Zuerst ist zu benennen, wer für Vorsitz und Schriftführung unterzeichnet.")
    return life.take(minutes, "finish", by=by)


@journal.act
def sign(minutes: Minutes, *, by: User, version: int | None = None) -> Minutes:
    """Sign for oneself, as chair or as secretary; with the second signature the minutes are the official ones.

    What the rulebook says of publication on that day holds for good. Afterwards `file` prints and seals them.
    """
    minutes = life.lock(minutes, version=version)
    may.sign(by, minutes)
    office = may.office_of(by, minutes)
    if minutes.state != MinutesState.FINAL or office is None or by.person is None:
        raise life.WrongState("Unterzeichnet wird die festgestellte Niederschrift, von jedem einmal.")
    if minutes.signatures.filter(office=office).exists():
        raise life.WrongState("Sie haben schon unterzeichnet; es fehlt noch die andere Unterschrift.")
    signature = MinutesSignature.objects.create(
        minutes=minutes,
        version=minutes.versions.order_by("-number")[0],
        office=office,
        person=by.person,
        signed_at=timezone.now(),
        signed_by=by,
    )
    if minutes.signatures.count() < 2:
        life.touch(minutes, fields=())
        journal.record("minutes.signature_given", minutes, by=by, signature=signature.pk)
        return minutes
    minutes.published = not minutes.closed and _rule(minutes, "minutes.web_publication")
    minutes.show_names = _rule(minutes, "minutes.show_member_names")
    return life.take(minutes, "sign", by=by, also=("published", "show_names"), signature=signature.pk)


def file(minutes: Minutes) -> Minutes:
    """Print the signed minutes and put them into the vault; the same minutes a second time change nothing."""
    rows = Minutes.objects.select_related("meeting__organization__body", "meeting__location", "chair", "secretary")
    minutes = rows.get(pk=minutes.pk)
    if minutes.file_id is not None or minutes.state != MinutesState.SIGNED:
        return minutes
    printed = press.sheet(printing.sheet_of(minutes))
    return _keep_file(minutes, stored=vault.store(io.BytesIO(printed), max_bytes=settings.UPLOAD_MAX_BYTES))


@journal.act
def _keep_file(minutes: Minutes, *, stored: vault.Stored) -> Minutes:
    """Enter the printed file and seal it: its hash stands in the journal."""
    meeting = life.lock(minutes.meeting)
    minutes = life.lock(minutes)
    if minutes.file_id is not None or meeting.organization is None:
        return minutes
    items = _closed_items(minutes)
    made = files.record(_file(minutes, stored=stored), by=None, meeting=meeting, item=items[0] if items else None)
    MeetingFile.objects.bulk_create(
        MeetingFile(file=made, meeting=meeting, item=item, role=made.role) for item in items[1:]
    )
    minutes.file, minutes.sha512 = made, stored.sha512
    life.touch(minutes, fields=("file", "sha512"))
    journal.record("minutes.filed", minutes, by=None, file=made.pk, sha512=stored.sha512)
    return minutes


def _file(minutes: Minutes, *, stored: vault.Stored) -> File:
    meeting = minutes.meeting
    assert meeting.organization is not None  # the caller asked
    audience, organization = _audience(minutes)
    return File(
        body=meeting.organization.body,
        role=FileRole.RESULTS_PROTOCOL,
        name=str(minutes)[:500],
        file_name=f"{_UNFIT.sub('-', str(minutes)).strip('-')[:120]}.pdf",
        mime_type="application/pdf",
        date=meeting.date,
        size=stored.size,
        sha512=stored.sha512,
        audience=audience,
        audience_organization=organization,
    )


def _audience(minutes: Minutes) -> tuple[str, Organization | None]:
    """Who reads the file: everyone if published with its names, else members; of the closed part as its items.

    Where the closed part tells of a public item, too, the file as such is open to nobody: the page of the minutes asks
    who may read all of it.
    """
    body = minutes.meeting.organization
    if minutes.closed:
        of_items = {(item.audience, item.audience_organization) for item in _closed_items(minutes)}
        if any(audience == Audience.PUBLIC for audience, _ in of_items):
            return Audience.NAMED, None
        return of_items.pop() if len(of_items) == 1 else (Audience.BODY, body)
    if minutes.published and minutes.show_names:
        return Audience.PUBLIC, None
    of_assembly = body is not None and body.kind in _OF_THE_ASSEMBLY
    return (Audience.MEMBERS, None) if of_assembly else (Audience.BODY, body)


def _closed_items(minutes: Minutes) -> list[AgendaItem]:
    """The items the closed part tells of; whoever may not read one of them does not read the whole."""
    if not minutes.closed:
        return []
    rows = minutes.sections.exclude(item=None).select_related("item__audience_organization").order_by("order")
    return [row.item for row in rows if row.item is not None]


def _rule(minutes: Minutes, name: str) -> bool:
    return bool(rulebook.value(name, on=timezone.localdate(), organization=minutes.meeting.organization))
