"""Acts at the end of a term: what is still open lapses, and a lapsed inquiry is brought in again."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils import timezone

from council import audiences, journal, life, rulebook
from council.models import LegislativeTerm, User
from documents.models import Paper
from documents.states import LIVES, PaperState, PaperType
from motions.actions import inquiries
from motions.may import lapsing as may
from motions.models import Inquiry
from motions.states import PETITION_OPEN, AnswerMode

# Matters of the executive and of the residents outlive the assembly (domain brief §3.3).
OUTLIVING = frozenset({PaperType.EXECUTIVE_PROPOSAL, PaperType.PETITION})


def lapsing_types(term: LegislativeTerm) -> frozenset[str]:
    """Which kinds of paper lapse with the term, by the rule in force on its last day."""
    kinds = {kind for kind in PaperType.values if kind not in OUTLIVING and "lapse" in LIVES[kind]}
    if term.end_date is not None and not rulebook.value("inquiry.lapse_on_term_end", on=term.end_date):
        kinds.discard(PaperType.INQUIRY)
    return frozenset(kinds)


def open_papers(term: LegislativeTerm) -> QuerySet[Paper]:
    """The papers of the term, of every kind, that nothing has come of yet.

    What was handed in and never admitted belongs to the term of that day.
    """
    of_term = Q(term=term)
    if term.end_date is not None:
        of_term |= Q(term=None, state=PaperState.SUBMITTED, submitted_at__date__lte=term.end_date)
    return Paper.objects.filter(of_term & _open(), body=term.body_id, deleted_at=None)


def _open() -> Q:
    """Each kind in the states from which its life lets it lapse; petitions, which never do, while they are open."""
    parts = [Q(paper_type=PaperType.PETITION, state__in=PETITION_OPEN)]
    parts += [Q(paper_type=kind, state__in=steps["lapse"][0]) for kind, steps in LIVES.items() if "lapse" in steps]
    return reduce(or_, parts)


@journal.act
def lapse(term: LegislativeTerm, *, by: User, on: date, expected: int | None = None) -> Counter[str]:
    """Let everything lapse that is open at the end of the term and lapses by the rules; counts it by kind of paper.

    Refused before the term is over. What the person may not read is left alone. With `expected`, the number they were
    shown, nothing lapses if it is another by now (Stale).
    """
    term = life.lock(term)
    may.lapse(by, term)
    if term.end_date is None or on <= term.end_date:
        raise life.WrongState("Die Wahlperiode ist noch nicht zu Ende; bis dahin verfällt nichts.")
    rows = open_papers(term).filter(paper_type__in=lapsing_types(term), pk__in=_readable(by))
    counts: Counter[str] = Counter()
    for paper in rows.select_for_update(of=("self",), no_key=True).order_by("pk"):
        life.take(paper, "lapse", by=by)
        counts[paper.paper_type] += 1
    if expected is not None and expected != counts.total():
        raise life.Stale("Inzwischen ist etwas dazugekommen oder erledigt. Bitte die Liste noch einmal ansehen.")
    journal.record("term.papers_lapsed", term, by=by, papers=counts.total())
    return counts


def _readable(user: User) -> QuerySet[Paper, int]:
    return Paper.objects.visible_for(audiences.standing_of(user)).values_list("pk", flat=True)


@journal.act
def resubmit(inquiry: Inquiry, *, by: User) -> Inquiry:
    """Begin a draft with the questions of a lapsed inquiry in the term of today; each names the other."""
    inquiry = life.lock(inquiry)
    may.resubmit(by, inquiry)
    old = inquiry.paper
    _refuse_if_not_lapsed(inquiry)
    questions = list(inquiry.questions.order_by("number").values_list("text", flat=True))
    paper = Paper(body=old.body, paper_type=PaperType.INQUIRY, name=old.name, addressed_to=old.addressed_to)
    made = inquiries.draft(
        paper,
        questions=questions,
        written=inquiry.answer_mode_requested == AnswerMode.WRITTEN,
        faction=inquiries.faction_of(inquiry, by),
        by=by,
    )
    made.resubmits = inquiry
    made.save(update_fields=["resubmits"])
    journal.record("inquiry.resubmitted", old, by=by, draft=made.pk)
    return made


def _refuse_if_not_lapsed(inquiry: Inquiry) -> None:
    if inquiry.paper.state != PaperState.LAPSED:
        raise life.WrongState("Nur eine verfallene Anfrage kann so wieder eingebracht werden.")
    today = timezone.localdate()
    term = inquiry.paper.body.terms.filter(start_date__lte=today).order_by("-start_date").first()
    if inquiry.paper.term is not None and term == inquiry.paper.term:
        raise life.WrongState("Die neue Wahlperiode hat noch nicht begonnen.")
    if inquiry.resubmissions.filter(paper__deleted_at=None).exists():
        raise life.WrongState("Diese Anfrage ist schon wieder eingebracht oder als Entwurf angelegt.")
