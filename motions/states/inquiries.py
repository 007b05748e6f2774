"""How inquiries are answered, what is said of each question, and their life (domain brief §3.7)."""

from django.db.models import TextChoices

from documents.states import LIVES, OPEN, PAPER_STEPS, PaperState, PaperType, Steps


class AnswerMode(TextChoices):
    """How an answer is wanted, or was given."""

    ORAL = "oral", "mündlich"
    WRITTEN = "written", "schriftlich"
    MIXED = "mixed", "mündlich und schriftlich"


class AnswerStatus(TextChoices):
    """What became of one question; set by a human, never by the machine."""

    UNANSWERED = "unanswered", "nicht beantwortet"
    PARTIAL = "partial", "teilweise beantwortet"
    ANSWERED = "answered", "beantwortet"
    REFUSED = "refused", "Antwort abgelehnt"
    DEFERRED = "deferred", "schriftliche Antwort zugesagt"


class StatusMark(TextChoices):
    """Why something is missing, in the opinion of those who asked; set by their assessment alone."""

    EVASIVE = "evasive", "ausweichend"


class Verdict(TextChoices):
    """What those who asked think of the answer as a whole."""

    SATISFIED = "satisfied", "zufriedenstellend"
    PARTLY = "partly", "teilweise zufriedenstellend"
    NOT = "not", "nicht zufriedenstellend"


_P = PaperState
# An answer is owed and has not been given.
WAITING = frozenset({_P.ADMITTED, _P.REFERRED, _P.SCHEDULED, _P.POSTPONED, _P.ANSWER_REQUESTED, _P.FOLLOWUP_OPEN})

ANSWERED = frozenset({_P.ANSWERED_WRITTEN, _P.ANSWERED_ORAL, _P.ANSWERED_MIXED})

# Something was answered, so that those who asked can say what they think of it.
ASSESSABLE = ANSWERED | {_P.FOLLOWUP_OPEN, _P.CLOSED}

# What is missing can have been evaded.
MARKABLE = frozenset({AnswerStatus.UNANSWERED, AnswerStatus.PARTIAL})

# domain brief §3.7: what an inquiry does beside, or instead of, the life every paper shares.
INQUIRY_STEPS: Steps = {
    step: PAPER_STEPS[step]
    for step in ("submit", "return", "admit", "refuse", "refer", "schedule", "take_off", "postpone")
} | {
    "withdraw": (OPEN, _P.WITHDRAWN, "paper.withdrawn"),
    "request_answer": (
        frozenset({_P.ADMITTED, _P.REFERRED, _P.SCHEDULED, _P.POSTPONED}),
        _P.ANSWER_REQUESTED,
        "inquiry.answer_requested",
    ),
    "extend": (frozenset({_P.ANSWER_REQUESTED}), _P.ANSWER_REQUESTED, "inquiry.extended"),
    "answer_in_writing": (
        frozenset({_P.ANSWER_REQUESTED, _P.ANSWERED_WRITTEN}),
        _P.ANSWERED_WRITTEN,
        "inquiry.answered_in_writing",
    ),
    "answer_orally": (
        frozenset({_P.ANSWER_REQUESTED, _P.SCHEDULED, _P.REFERRED}),
        _P.ANSWERED_ORAL,
        "inquiry.answered_orally",
    ),
    "complete_in_writing": (
        frozenset({_P.ANSWERED_ORAL, _P.ANSWERED_MIXED}),
        _P.ANSWERED_MIXED,
        "inquiry.completed_in_writing",
    ),
    "ask_followup": (ANSWERED, _P.FOLLOWUP_OPEN, "inquiry.followup_asked"),
    "answer_followup_in_writing": (frozenset({_P.FOLLOWUP_OPEN}), _P.ANSWERED_WRITTEN, "inquiry.followup_answered"),
    "answer_followup_orally": (frozenset({_P.FOLLOWUP_OPEN}), _P.ANSWERED_ORAL, "inquiry.followup_answered"),
    "answer_followup_mixed": (frozenset({_P.FOLLOWUP_OPEN}), _P.ANSWERED_MIXED, "inquiry.followup_answered"),
    "close": (ANSWERED, _P.CLOSED, "inquiry.closed"),
    "dispute": (frozenset({_P.CLOSED}), _P.FOLLOWUP_OPEN, "inquiry.disputed"),
    "lapse": (OPEN | {_P.FOLLOWUP_OPEN}, _P.LAPSED, "inquiry.lapsed"),
    "archive": (
        frozenset({_P.INADMISSIBLE, _P.WITHDRAWN, _P.LAPSED, _P.CLOSED, _P.RECORDED}),
        _P.ARCHIVED,
        "paper.archived",
    ),
}

LIVES[PaperType.INQUIRY] = INQUIRY_STEPS
