"""What this floor adds to the open data: questions and answers of inquiries, and how was voted at an item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Prefetch, Q

from documents import relations
from documents.models import File
from documents.oparl import files, kinds, values
from documents.oparl.contributions import contributes
from motions.models import Answer, Ballot, FollowUp, Inquiry, NamedVote, Passage, Question


@contributes("Paper")
def questions_and_answers(papers: Collection[int]) -> dict[int, dict[str, Any]]:
    """The questions of inquiries with their state, and the answers that anybody may read, passage by passage."""
    rows = Inquiry.objects.visible_for(kinds.nobody()).filter(paper__in=papers)
    if not rows.exists():
        return {}
    passages = Passage.objects.order_by("number").prefetch_related(
        Prefetch("questions", Question.objects.order_by("number"))
    )
    answers = Answer.objects.visible_for(kinds.nobody()).order_by("given_on", "pk")
    shown = files.fetchable().filter(answers__inquiry__in=papers)
    known = File.objects.in_bulk(shown.values_list("pk", flat=True))
    inquiries = rows.prefetch_related(
        Prefetch("questions", Question.objects.order_by("number"), to_attr="told_questions"),
        Prefetch("answers", answers.prefetch_related(Prefetch("passages", passages)), to_attr="told_answers"),
        Prefetch("followups", FollowUp.objects.order_by("number"), to_attr="told_followups"),
    )
    return {inquiry.pk: _inquiry(inquiry, known) for inquiry in inquiries}


@contributes("AgendaItem")
def votes(items: Collection[int]) -> dict[int, dict[str, Any]]:
    """How was voted at items, by faction and, where the vote was taken by name, by person."""
    named = NamedVote.objects.select_related("person", "faction").order_by("person__family_name", "person__name", "pk")
    rows = Ballot.objects.visible_for(kinds.nobody()).standing().filter(item__in=items).order_by("taken_at", "pk")
    rows = rows.select_related("roll_call").prefetch_related(
        "by_faction__organization", Prefetch("roll_call__votes", named)
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for ballot in rows:
        found[ballot.item_id].append(_ballot(ballot))
    return {item: {"vote": ballots} for item, ballots in found.items()}


@relations.relates
def brought_in_again(papers: Collection[int]) -> Iterable[tuple[int, int]]:
    """Inquiries that lapsed unanswered and were brought in again."""
    rows = Inquiry.objects.filter(Q(paper__in=papers) | Q(resubmits__in=papers), resubmits__isnull=False)
    return rows.values_list("paper_id", "resubmits_id")


def _inquiry(inquiry: Any, known: dict[int, File]) -> dict[str, Any]:
    return {
        "answerStatus": _overall(inquiry.told_questions),
        "answerDue": values.day(inquiry.answer_due),
        "question": [
            values.filled({"number": one.number, "text": one.text, "answerStatus": one.get_answer_status_display()})
            for one in inquiry.told_questions
        ],
        "answer": [_answer(one, known) for one in inquiry.told_answers],
        "followUp": [
            values.filled(
                {
                    "number": one.number,
                    "text": one.text,
                    "answerText": one.answer_text,
                    "answerStatus": one.get_answer_status_display(),
                }
            )
            for one in inquiry.told_followups
        ],
    }


def _overall(questions: Collection[Question]) -> dict[str, int]:
    """How many questions have which status."""
    found: dict[str, int] = {}
    for question in questions:
        label = str(question.get_answer_status_display())
        found[label] = found.get(label, 0) + 1
    return found


def _answer(answer: Any, known: dict[int, File]) -> dict[str, Any]:
    return values.filled(
        {
            "mode": str(answer.get_mode_display()),
            "givenOn": values.day(answer.given_on),
            "respondent": answer.respondent,
            "file": kinds.reference(known.get(answer.file_id)),
            "passage": [
                values.filled(
                    {
                        "number": passage.number,
                        "text": passage.text,
                        "question": [question.number for question in passage.questions.all()],
                    }
                )
                for passage in answer.passages.all()
            ],
        }
    )


def _ballot(ballot: Ballot) -> dict[str, Any]:
    stands = sorted(ballot.by_faction.all(), key=lambda stand: stand.order)
    return values.filled(
        {
            "subject": ballot.subject,
            "takenAt": values.moment(ballot.taken_at),
            "rule": str(ballot.get_rule_display()),
            "yes": ballot.yes,
            "no": ballot.no,
            "abstain": ballot.abstain,
            "passed": ballot.passed,
            "outcome": ballot.outcome,
            "byFaction": [
                {"name": stand.faction_name, "yes": stand.yes, "no": stand.no, "abstain": stand.abstain}
                | values.filled({"organization": kinds.reference(_living(stand.organization))})
                for stand in stands
            ],
            "byPerson": [
                values.filled({"person": kinds.reference(_living(vote.person)), "answer": vote.answer})
                for vote in (ballot.roll_call.votes.all() if ballot.roll_call else ())
            ],
        }
    )


def _living(thing: Any) -> Any:
    return thing if thing is not None and thing.deleted_at is None else None
