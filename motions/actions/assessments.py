"""Acts by which those who asked assess an answer and the Magistrat replies; each can be corrected by a new entry."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from council import journal, life
from council.models import User
from motions.actions import inquiries
from motions.may import assessments as may
from motions.models import Assessment, Inquiry, Reply
from motions.states import ASSESSABLE, MARKABLE, StatusMark, Verdict

_FASTER = "Inzwischen gibt es einen neueren Eintrag. Bitte die Seite neu laden und noch einmal ansehen."


@journal.act
def assess(
    inquiry: Inquiry,
    *,
    verdict: str,
    sentence: str,
    evaded: Sequence[int] = (),
    replaces: int | None = None,
    by: User,
) -> Assessment:
    """Publish the askers' assessment; the questions they call evaded are marked so, all others are not.

    `replaces` is the id of the entry it corrects, None for the first; another one raises Stale.
    """
    inquiry = life.lock(inquiry)
    may.assess(by, inquiry)
    if inquiry.paper.state not in ASSESSABLE:
        raise life.WrongState("Bewertet wird erst, wenn die Anfrage beantwortet ist.")
    last = inquiry.assessments.filter(replaced_by=None).first()
    _refuse_older(last, replaces)
    _mark(inquiry, evaded)
    kept = Assessment.objects.create(
        inquiry=inquiry,
        verdict=Verdict(verdict),
        sentence=sentence,
        evaded=sorted(set(evaded)),
        organization=inquiries.faction_of(inquiry, by),
        person=by.person,
        replaces=last,
        made_at=timezone.now(),
        made_by=by,
    )
    journal.record("inquiry.assessed", inquiry.paper, by=by, assessment=kept.pk, verdict=kept.verdict)
    return kept


@journal.act
def reply(assessment: Assessment, *, text: str, replaces: int | None = None, by: User) -> Reply:
    """Publish the Magistrat's reply to the assessment; `replaces` as for `assess`."""
    inquiry = life.lock(assessment.inquiry)
    may.reply(by, inquiry)
    if not Assessment.objects.filter(pk=assessment.pk, replaced_by=None).exists():
        raise life.Stale(_FASTER)
    last = assessment.replies.filter(replaced_by=None).first()
    _refuse_older(last, replaces)
    kept = Reply.objects.create(assessment=assessment, text=text, replaces=last, made_at=timezone.now(), made_by=by)
    journal.record("inquiry.assessment_replied", inquiry.paper, by=by, assessment=assessment.pk, reply=kept.pk)
    return kept


def _refuse_older(last: Assessment | Reply | None, replaces: int | None) -> None:
    if (last.pk if last is not None else None) != replaces:
        raise life.Stale(_FASTER)


def _mark(inquiry: Inquiry, evaded: Sequence[int]) -> None:
    """Only what is unanswered or partly answered can have been evaded."""
    for question in inquiry.questions.order_by("number"):
        if question.number in evaded and question.answer_status not in MARKABLE:
            raise life.WrongState(
                f"Frage {question.number} gilt als „{question.get_answer_status_display()}“;"
                " ausgewichen wird nur Fragen, die nicht oder nur teilweise beantwortet sind."
            )
        mark = StatusMark.EVASIVE if question.number in evaded else ""
        if question.status_mark != mark:
            question.status_mark = mark
            question.save(update_fields=["status_mark"])
