"""What all drafts share while they are written: kept revision by revision, never overwritten unseen, then one text."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db.models import ProtectedError, QuerySet
from django.utils import timezone

from council import journal, life
from council.models import User
from council.states import Audience
from documents.actions import papers
from documents.models import Paper, PaperVersion
from documents.states import PaperState
from motions.models import CoMover, JointDraft, JointFaction, Scratch

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


def erase_drafts(user: User, *, by: User) -> int:
    """Delete what this account wrote and nobody but it ever read, with all that hangs on it; gives how many drafts.

    Call it inside an act that asked whether it may.
    """
    drafts = Paper.objects.filter(owner=user, state=PaperState.DRAFT, audience=Audience.PRIVATE, submitted_at=None)
    drafts = drafts.exclude(pk__in=CoMover.objects.values_list("paper")).exclude(
        pk__in=JointFaction.objects.values_list("paper")
    )
    found = list(drafts.select_for_update(of=("self",), no_key=True).order_by("pk"))
    for paper in found:
        journal.record("paper.draft_erased", paper, by=by)
    _erase(Paper._base_manager.filter(pk__in=[paper.pk for paper in found]))
    return len(found)


def _erase(rows: QuerySet[Any]) -> None:
    """Delete these rows, and before them whatever points to them."""
    keys = list(rows.values_list("pk", flat=True))
    for relation in rows.model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            pointing = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
            if pointing.exists():
                _erase(pointing)
    rows.model._base_manager.filter(pk__in=keys).delete()


def forget_drafts(paper: Paper, *, version: PaperVersion) -> None:
    """Drop the versions of the draft: whoever reads the paper later reads what was handed in, not how it came about.

    A version on which somebody wrote notes stays with them. What several wrote together goes with every single edit.
    Call it inside an act.
    """
    JointDraft.objects.filter(paper=paper).delete()
    for older in paper.versions.exclude(pk=version.pk):
        with suppress(ProtectedError):
            older.delete()
