"""The life of a question of question time (domain brief §3.8)."""

from django.db.models import TextChoices

from documents.states import LIVES, PAPER_STEPS, PaperState, PaperType, Steps


class OwedReason(TextChoices):
    """Why a question of question time is answered in writing."""

    UNANSWERABLE = "unanswerable", "Der Magistrat konnte nicht sofort antworten"
    NOT_REACHED = "not_reached", "aus Zeitgründen nicht aufgerufen"


_P = PaperState
# domain brief §3.8: a question is called in its meeting and answered there, or owed in writing.
QUESTION_STEPS: Steps = {step: PAPER_STEPS[step] for step in ("submit", "return", "admit", "refuse")} | {
    "withdraw": (frozenset({_P.SUBMITTED, _P.ADMITTED}), _P.WITHDRAWN, "paper.withdrawn"),
    "call": (frozenset({_P.ADMITTED}), _P.CALLED, "question.called"),
    "put_back": (frozenset({_P.CALLED}), _P.ADMITTED, "question.put_back"),
    "answer_orally": (frozenset({_P.CALLED}), _P.ANSWERED_ORAL, "question.answered_orally"),
    "owe": (frozenset({_P.ADMITTED, _P.CALLED}), _P.WRITTEN_OWED, "question.written_owed"),
    "answer_in_writing": (frozenset({_P.WRITTEN_OWED}), _P.ANSWERED_WRITTEN, "question.answered_in_writing"),
    "lapse": (frozenset({_P.SUBMITTED, _P.ADMITTED, _P.WRITTEN_OWED}), _P.LAPSED, "question.lapsed"),
    "archive": (
        frozenset({_P.INADMISSIBLE, _P.WITHDRAWN, _P.LAPSED, _P.ANSWERED_ORAL, _P.ANSWERED_WRITTEN, _P.RECORDED}),
        _P.ARCHIVED,
        "paper.archived",
    ),
}

LIVES[PaperType.QUESTION] = QUESTION_STEPS
