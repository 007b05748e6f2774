"""What all drafts share while they are written: kept revision by revision, never overwritten unseen, then one text."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db.models import ProtectedError
from django.utils import timezone

from council import life
from council.models import User
from documents.actions import papers
from documents.models import Paper, PaperVersion
from motions.models import JointDraft, Scratch

STALE = "Inzwischen wurde dieser Entwurf an anderer Stelle gespeichert. Es wurde nichts überschrieben."


def begin(paper: Paper, *, body_text: str, typed: dict[str, str], by: User) -> Paper:
    """Begin a draft that only its author reads; call it inside an act that asked whether it may."""
    paper = papers.draft(paper, body_text=body_text, by=by)
    Scratch.objects.create(paper=paper, content=typed, kept_at=timezone.now())
    return paper


def keep(
    paper: Paper, *, body_text: str, typed: dict[str, str], revision: int, by: User, **fields: Any
) -> PaperVersion:
    """Write text and fields of a locked draft, unless somebody did since `revision` (Stale).

    Call it inside an act that asked whether it may.
    """
    scratch = life.lock(Scratch.objects.get(paper=paper))
    if scratch.revision != revision:
        raise life.Stale(STALE)
    scratch.content, scratch.kept_at = typed, timezone.now()
    scratch.revision += 1
    scratch.save(update_fields=["content", "revision", "kept_at"])
    papers.put_text(paper, body_text=body_text, by=by, **fields)
    return newest_text(paper)


def newest_text(paper: Paper) -> PaperVersion:
    """The last saved version of the text; what is written here always has one."""
    return paper.versions.order_by("-number")[0]


def forget_drafts(paper: Paper, *, version: PaperVersion) -> None:
    """Drop the versions of the draft: whoever reads the paper later reads what was handed in, not how it came about.

    A version on which somebody wrote notes stays with them. What several wrote together goes with every single edit.
    Call it inside an act.
    """
    JointDraft.objects.filter(paper=paper).delete()
    for older in paper.versions.exclude(pk=version.pk):
        with suppress(ProtectedError):
            older.delete()
