"""The act that sets right what answers what: passages and questions, follow-ups and who asked them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from council import journal, life
from council.models import User
from motions.actions.inquiries import Asker
from motions.may import inquiries as may
from motions.models import FollowUp, Inquiry, Passage, Question


@journal.act
def correct(
    inquiry: Inquiry,
    *,
    passages: Mapping[int, Sequence[int]],
    followups: Mapping[int, tuple[Asker, int | None]],
    by: User,
    version: int | None = None,
) -> int:
    """Say anew which questions each passage answers, and who asked each follow-up and on which question.

    `passages` maps the id of a passage to numbers of questions, `followups` the number of a follow-up to its asker and
    the number of its question. What is not named stays; one entry for each change. Gives how many changed. Raises Stale
    for a form made from an older version of the paper, WrongState for what the inquiry has not.
    """
    may.correct_links(by, inquiry)
    paper = life.lock(inquiry.paper, version=version)
    inquiry = life.lock(inquiry)
    questions = {question.number: question for question in inquiry.questions.all()}
    changed = sum(_link(passage, wanted, questions=questions, by=by) for passage, wanted in _linked(inquiry, passages))
    changed += sum(
        _ask_anew(followup, asker, number, questions=questions, by=by)
        for followup, (asker, number) in _asked(inquiry, followups)
    )
    if changed:
        life.touch(paper, fields=())
    return changed


def _linked(inquiry: Inquiry, wanted: Mapping[int, Sequence[int]]) -> list[tuple[Passage, Sequence[int]]]:
    rows = Passage.objects.select_for_update(of=("self",), no_key=True).filter(answer__inquiry=inquiry, pk__in=wanted)
    rows = rows.select_related("answer__inquiry__paper").prefetch_related("questions")
    found = {passage.pk: passage for passage in rows.order_by("pk")}
    if len(found) != len(wanted):
        raise life.WrongState("Einen dieser Absätze hat die Anfrage nicht.")
    return [(found[pk], numbers) for pk, numbers in wanted.items()]


def _asked(
    inquiry: Inquiry, wanted: Mapping[int, tuple[Asker, int | None]]
) -> list[tuple[FollowUp, tuple[Asker, int | None]]]:
    rows = inquiry.followups.select_for_update(of=("self",), no_key=True).filter(number__in=wanted)
    rows = rows.select_related("question", "inquiry__paper")
    found = {followup.number: followup for followup in rows.order_by("pk")}
    if len(found) != len(wanted):
        raise life.WrongState("Eine dieser Nachfragen hat die Anfrage nicht.")
    return [(found[number], said) for number, said in wanted.items()]


def _link(passage: Passage, wanted: Sequence[int], *, questions: Mapping[int, Question], by: User) -> bool:
    before = sorted(question.number for question in passage.questions.all())
    after = sorted(set(wanted))
    if before == after:
        return False
    passage.questions.set([_numbered(number, questions) for number in after])
    paper = passage.answer.inquiry.paper
    journal.record("inquiry.passage_linked", paper, by=by, passage=passage.pk, was=before, questions=after)
    return True


def _ask_anew(
    followup: FollowUp, asker: Asker, number: int | None, *, questions: Mapping[int, Question], by: User
) -> bool:
    question = None if number is None else _numbered(number, questions)
    before = (followup.asker_organization_id, followup.asker_person_id, followup.asker_role, followup.question)
    followup.asker_organization, followup.asker_person = asker.organization, asker.person
    followup.asker_role, followup.question = asker.role, question
    if before == (followup.asker_organization_id, followup.asker_person_id, followup.asker_role, followup.question):
        return False
    followup.save(update_fields=["asker_organization", "asker_person", "asker_role", "question"])
    paper = followup.inquiry.paper
    journal.record("inquiry.follow_up_corrected", paper, by=by, followup=followup.pk, question=number)
    return True


def _numbered(number: int, questions: Mapping[int, Question]) -> Question:
    if number not in questions:
        raise life.WrongState(f"Eine Frage {number} hat die Anfrage nicht.")
    return questions[number]
