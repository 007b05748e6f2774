"""What office and chair say on a paper that was handed in, whatever its kind: returned or refused, with the reason."""

from __future__ import annotations

from django.utils import timezone

from council import journal, life
from council.models import User
from documents.actions import papers
from documents.models import Paper
from motions.may import rulings as may
from motions.models import Ruling


@journal.act
def give_back(paper: Paper, *, reason: str, by: User) -> Paper:
    """Return the paper for a formal defect: it is a draft again, and its author reads the reason."""
    may.examine(by, paper)
    paper = papers.give_back(paper, by=by)
    write_down(paper, Ruling.Step.RETURN, reason=reason, by=by)
    return paper


@journal.act
def refuse(paper: Paper, *, reason: str, by: User) -> Paper:
    """Refuse the paper as inadmissible; those who brought it in read the reason."""
    may.judge(by, paper)
    paper = life.take(life.lock(paper), "refuse", by=by)
    write_down(paper, Ruling.Step.REFUSE, reason=reason, by=by)
    return paper


def write_down(paper: Paper, step: str, *, reason: str, by: User) -> None:
    """Keep the reason of a ruling; call it inside an act."""
    Ruling.objects.create(paper=paper, step=step, reason=reason, made_at=timezone.now(), made_by=by)
