"""Acts on files: take bytes into the vault, read their text, attach, publish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from django.utils import timezone

from council import journal, life
from council.models import AgendaItem, Meeting, Organization, User
from council.states import Audience, BodyKind
from documents import may, vault
from documents.actions import quarantine
from documents.models import File, FilePage, MeetingFile, Paper
from documents.states import FileRole


def upload(
    stream: IO[bytes],
    *,
    name: str,
    file_name: str,
    mime_type: str,
    max_bytes: int,
    by: User,
    paper: Paper,
    role: str = FileRole.AUXILIARY,
) -> File:
    """Take a file in: its bytes are safe in the vault before the row is written; the text is read afterwards.

    It starts with the audience of its paper. Where that is everybody it starts with the office: publishing is an act of
    its own.
    """
    may.attach(by, paper)
    stored = vault.store(stream, max_bytes=max_bytes)
    file = File(
        body=paper.body,
        paper=paper,
        role=role,
        name=name,
        file_name=file_name,
        mime_type=mime_type,
        date=paper.date,
        size=stored.size,
        sha512=stored.sha512,
        owner=by,
        audience=paper.audience,
        audience_organization=paper.audience_organization,
    )
    if file.audience == Audience.PUBLIC:
        _keep_in_the_office(file)
    return _enter(file, by=by)


@journal.act
def record(file: File, *, by: User | None, meeting: Meeting | None = None, item: AgendaItem | None = None) -> File:
    """Enter a file whose bytes are in the vault already, or unknown (an import, a printed paper)."""
    if by is not None:
        may.record(by)
    return _insert(file, by=by, meeting=meeting, item=item)


@journal.act
def _enter(file: File, *, by: User) -> File:
    made = _insert(file, by=by)
    quarantine.hold(made, by=by)
    return made


def _insert(file: File, *, by: User | None, meeting: Meeting | None = None, item: AgendaItem | None = None) -> File:
    now = timezone.now()
    file.created_at, file.modified_at = now, now
    file.full_clean(validate_unique=False)
    file.save(force_insert=True)
    if meeting is not None:
        MeetingFile.objects.create(file=file, meeting=meeting, item=item, role=file.role)
    room = meeting.room if meeting is not None else file.room
    journal.record("file.received", file, by=by, room=room)
    return file


@journal.act
def keep_text(file: File, *, pages: Sequence[str], problem: str = "", by: User | None = None) -> File:
    """Keep the text that was read from the file, page by page; `problem` says in German what is missing of it.

    What was read from bytes the file no longer has is left: the next look reads the new ones.
    """
    locked = life.lock(file)
    return put_text(locked, pages=pages, problem=problem, by=by) if locked.sha512 == file.sha512 else locked


def put_text(file: File, *, pages: Sequence[str], problem: str = "", by: User | None = None) -> File:
    """Keep the text of a locked file; call it inside an act."""
    file.pages.all().delete()
    FilePage.objects.bulk_create(
        FilePage(file=file, number=number, text=page) for number, page in enumerate(pages, start=1)
    )
    file.page_count, file.problem = len(pages), problem[:300]
    return life.take(file, "read", by=by, also=("page_count", "problem"), pages=len(pages))


@journal.act
def keep_reason(file: File, *, reason: str, by: User | None = None) -> File:
    """Keep the German sentence why the file has no readable text; of bytes it no longer has, nothing."""
    locked = life.lock(file)
    return put_reason(locked, reason=reason, by=by) if locked.sha512 == file.sha512 else locked


def put_reason(file: File, *, reason: str, by: User | None = None) -> File:
    """Say of a locked file why it has no text, and let go of what it had; call it inside an act."""
    file.pages.all().delete()
    file.problem = reason[:300]
    return life.take(file, "fail", by=by, also=("problem",))


@journal.act
def publish(file: File, *, by: None) -> File:
    """Open a file that the house itself made or took over; people publish through its inspection."""
    file = life.lock(file)
    file.audience, file.audience_organization = Audience.PUBLIC, None
    life.touch(file, fields=("audience", "audience_organization"))
    journal.record("file.published", file, by=by)
    return file


@journal.act
def restrict(file: File, *, audience: str, organization: Organization | None = None, by: User | None) -> File:
    """Close the file to a smaller audience."""
    file = life.lock(file)
    if by is not None:
        may.publish(by, file)
    file.audience, file.audience_organization = audience, organization
    life.touch(file, fields=("audience", "audience_organization"))
    journal.record("file.restricted", file, by=by)
    return file


def _keep_in_the_office(file: File) -> None:
    office = Organization.objects.of_kind(BodyKind.ASSEMBLY_OFFICE).filter(body=file.body).first()
    file.audience, file.audience_organization = (Audience.BODY, office) if office else (Audience.PRIVATE, None)
