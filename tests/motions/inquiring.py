"""Brings an inquiry of the cast to where a test begins."""

from __future__ import annotations

from datetime import date

from documents.models import Paper
from documents.states import PaperType
from motions.actions import inquiries
from motions.actions.inquiries import NewAnswer, NewPassage
from motions.models import Inquiry

QUESTIONS = ("Wann kommt der Radweg?", "Was kostet er?")


def requested(
    cast, *, questions=QUESTIONS, written=False, on=date(2026, 6, 15), name="Radweg an der Mühlgasse"
) -> Inquiry:
    """An inquiry of our faction that lies with the office."""
    paper = Paper(body=cast.town, paper_type=PaperType.INQUIRY, name=name)
    inquiry = inquiries.draft(
        paper, questions=list(questions), written=written, by=cast.councillor, faction=cast.our_faction
    )
    inquiry = inquiries.admit(inquiries.submit(inquiry, by=cast.councillor), by=cast.clerk, on=on)
    return inquiries.request_answer(inquiry, office=cast.office, by=cast.clerk)


def answered(cast, *, given_on=date(2026, 7, 1), **fields) -> Inquiry:
    """The same, answered in writing on that day."""
    inquiry = requested(cast, **fields)
    answer = NewAnswer(mode="written", passages=[NewPassage("Im Mai.", questions=(1,))], given_on=given_on)
    inquiries.answer_in_writing(inquiry, answer=answer, by=cast.officer)
    return Inquiry.objects.select_related("paper").get(pk=inquiry.pk)
