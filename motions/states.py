"""The lives of inquiries and promises, what is said about questions, and how runs of importers stand."""

from django.db.models import IntegerChoices, TextChoices

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


class PromiseState(TextChoices):
    """What became of a promise; overdue is what an open one is after its day."""

    OPEN = "open", "offen"
    FULFILLED = "fulfilled", "erfüllt"
    WITHDRAWN = "withdrawn", "zurückgezogen"


class ImportState(TextChoices):
    """How far a run of an importer has come."""

    RUNNING = "running", "läuft"
    DONE = "done", "fertig"
    FAILED = "failed", "abgebrochen"


class RemarkSort(TextChoices):
    """Why a clerk should look at what an importer came upon."""

    PROBLEM = "problem", "nicht lesbar"
    SKIPPED = "skipped", "übersprungen"
    DOUBT = "doubt", "zweifelhaft"


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

_S = PromiseState
PROMISE_STEPS: Steps = {
    "fulfil": (frozenset({_S.OPEN}), _S.FULFILLED, "promise.fulfilled"),
    "withdraw": (frozenset({_S.OPEN}), _S.WITHDRAWN, "promise.withdrawn"),
    "reopen": (frozenset({_S.FULFILLED, _S.WITHDRAWN}), _S.OPEN, "promise.reopened"),
}


# Question time, petitions, citizens' reports ----------------------------------------------------------------------


class OwedReason(TextChoices):
    """Why a question of question time is answered in writing."""

    UNANSWERABLE = "unanswerable", "Der Magistrat konnte nicht sofort antworten"
    NOT_REACHED = "not_reached", "aus Zeitgründen nicht aufgerufen"


class PetitionGround(TextChoices):
    """Why a petition is inadmissible."""

    INSULT = "insult", "enthält Beleidigungen oder strafbaren Inhalt"
    COURT = "court", "betrifft ein laufendes oder abgeschlossenes Gerichtsverfahren"
    PRIVATE = "private", "betrifft eine rein private Angelegenheit"
    REPETITION = "repetition", "wiederholt eine schon beschiedene Eingabe ohne neuen Vortrag"
    FOREIGN = "foreign", "betrifft keine Angelegenheit der Stadt"
    UNCLEAR = "unclear", "lässt kein Anliegen erkennen"


class PetitionOutcome(TextChoices):
    """What the committee made of a petition."""

    REMEDIED = "remedied", "abgeholfen"
    MATERIAL = "material", "als Material überwiesen"
    NOT_REMEDIED = "not_remedied", "nicht abgeholfen"
    SETTLED = "settled", "erledigt"


class RecommendationState(TextChoices):
    """What became of a recommendation; overdue is what one under review is after its day."""

    UNDER_REVIEW = "under_review", "in Prüfung"
    ACCEPTED = "accepted", "angenommen"
    PARTLY_ACCEPTED = "partly_accepted", "teilweise angenommen"
    REJECTED = "rejected", "abgelehnt"
    IMPLEMENTED = "implemented", "umgesetzt"


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

# From which state on the Magistrat, and the committee in charge, deal with a petition.
PETITION_WITH_COMMITTEE = frozenset({_P.IN_COMMITTEE, _P.DECIDED, _P.PETITIONER_INFORMED})
PETITION_WITH_EXECUTIVE = PETITION_WITH_COMMITTEE | {_P.STATEMENT_REQUESTED}
PETITION_OPEN = frozenset(
    {_P.SUBMITTED, _P.ACKNOWLEDGED, _P.ADMISSIBLE, _P.STATEMENT_REQUESTED, _P.IN_COMMITTEE, _P.DECIDED}
)

# domain brief §3.9.
PETITION_STEPS: Steps = {
    "acknowledge": (frozenset({_P.SUBMITTED}), _P.ACKNOWLEDGED, "petition.acknowledged"),
    "admit": (frozenset({_P.ACKNOWLEDGED}), _P.ADMISSIBLE, "petition.admitted"),
    "refuse": (frozenset({_P.ACKNOWLEDGED}), _P.INADMISSIBLE, "petition.refused"),
    "request_statement": (frozenset({_P.ADMISSIBLE}), _P.STATEMENT_REQUESTED, "petition.statement_requested"),
    "state": (frozenset({_P.STATEMENT_REQUESTED}), _P.STATEMENT_REQUESTED, "petition.statement_given"),
    "refer": (frozenset({_P.STATEMENT_REQUESTED, _P.IN_COMMITTEE}), _P.IN_COMMITTEE, "petition.referred"),
    "decide": (frozenset({_P.IN_COMMITTEE}), _P.DECIDED, "petition.decided"),
    "inform": (frozenset({_P.DECIDED}), _P.PETITIONER_INFORMED, "petition.petitioner_informed"),
    "withdraw": (PETITION_OPEN - {_P.DECIDED}, _P.WITHDRAWN, "petition.withdrawn"),
    "archive": (
        frozenset({_P.INADMISSIBLE, _P.WITHDRAWN, _P.PETITIONER_INFORMED, _P.SETTLED, _P.RECORDED}),
        _P.ARCHIVED,
        "paper.archived",
    ),
}

# domain brief §3.10: the report goes from the panel to the Magistrat, and before the assembly for its information.
REPORT_STEPS: Steps = {
    "moderate": (frozenset({_P.COLLECTED}), _P.MODERATED, "report.moderated"),
    "collect": (frozenset({_P.MODERATED}), _P.COLLECTED, "report.collected_further"),
    "adopt_by_panel": (frozenset({_P.MODERATED}), _P.PANEL_ADOPTED, "report.adopted"),
    "present": (frozenset({_P.PANEL_ADOPTED}), _P.PRESENTED, "report.presented"),
    "hand_over": (frozenset({_P.PRESENTED}), _P.HANDED_OVER, "report.handed_over"),
    "refer": (frozenset({_P.HANDED_OVER, _P.REFERRED}), _P.REFERRED, "paper.referred"),
    "schedule": (frozenset({_P.HANDED_OVER, _P.REFERRED, _P.POSTPONED}), _P.SCHEDULED, "paper.scheduled"),
    "take_off": (frozenset({_P.SCHEDULED}), _P.REFERRED, "paper.taken_off"),
    "postpone": (frozenset({_P.SCHEDULED}), _P.POSTPONED, "paper.postponed"),
    "note": (frozenset({_P.SCHEDULED}), _P.NOTED, "paper.noted"),
    "archive": (frozenset({_P.NOTED, _P.RECORDED}), _P.ARCHIVED, "paper.archived"),
}

_R = RecommendationState
RECOMMENDATION_STEPS: Steps = {
    "accept": (frozenset({_R.UNDER_REVIEW}), _R.ACCEPTED, "recommendation.accepted"),
    "accept_partly": (frozenset({_R.UNDER_REVIEW}), _R.PARTLY_ACCEPTED, "recommendation.partly_accepted"),
    "reject": (frozenset({_R.UNDER_REVIEW}), _R.REJECTED, "recommendation.rejected"),
    "implement": (frozenset({_R.ACCEPTED, _R.PARTLY_ACCEPTED}), _R.IMPLEMENTED, "recommendation.implemented"),
    "reconsider": (
        frozenset({_R.ACCEPTED, _R.PARTLY_ACCEPTED, _R.REJECTED, _R.IMPLEMENTED}),
        _R.UNDER_REVIEW,
        "recommendation.reconsidered",
    ),
}


def named(steps: Steps) -> set[str]:
    """Every state a table of steps names."""
    return {target for _, target, _ in steps.values()} | {start for starts, _, _ in steps.values() for start in starts}


LIVES[PaperType.QUESTION] = QUESTION_STEPS
LIVES[PaperType.PETITION] = PETITION_STEPS
LIVES[PaperType.PANEL_REPORT] = REPORT_STEPS


class ProgrammePart(TextChoices):
    """The parts of a political programme laid beside each other."""

    OVERVIEW = "overview", "Überblick"
    MANIFESTO = "manifesto", "Wahlprogramm"
    GOAL = "goal", "Ziel"


class GoalState(TextChoices):
    """What became of a goal of a programme."""

    OPEN = "open", "offen"
    IN_PROGRESS = "in_progress", "in Arbeit"
    DONE = "done", "erreicht"
    DROPPED = "dropped", "aufgegeben"


class LinkState(TextChoices):
    """Whether somebody confirmed that two points of a programme belong together."""

    SUGGESTED = "suggested", "Vorschlag"
    CONFIRMED = "confirmed", "bestätigt"
    REJECTED = "rejected", "verworfen"


class LinkStrength(TextChoices):
    """How much two points of a programme have to do with each other."""

    STRONG = "strong", "entspricht"
    WEAK = "weak", "ähnelt"


_G = GoalState
GOAL_STEPS: Steps = {
    "begin": (frozenset({_G.OPEN}), _G.IN_PROGRESS, "goal.begun"),
    "reach": (frozenset({_G.OPEN, _G.IN_PROGRESS}), _G.DONE, "goal.reached"),
    "drop": (frozenset({_G.OPEN, _G.IN_PROGRESS}), _G.DROPPED, "goal.dropped"),
    "reopen": (frozenset({_G.IN_PROGRESS, _G.DONE, _G.DROPPED}), _G.OPEN, "goal.reopened"),
}

_L = LinkState
PROGRAMME_LINK_STEPS: Steps = {
    "confirm": (frozenset({_L.SUGGESTED, _L.REJECTED}), _L.CONFIRMED, "programme_link.confirmed"),
    "reject": (frozenset({_L.SUGGESTED, _L.CONFIRMED}), _L.REJECTED, "programme_link.rejected"),
}

# domain brief §3.6: an amendment is decided with the text it changes; a vote is undone while the meeting lasts.
_VOTED = frozenset({_P.ADOPTED, _P.REJECTED})
AMENDMENT_STEPS: Steps = {step: PAPER_STEPS[step] for step in ("submit", "return", "admit", "refuse")} | {
    "withdraw": (frozenset({_P.SUBMITTED, _P.ADMITTED}), _P.WITHDRAWN, "paper.withdrawn"),
    "take_over": (frozenset({_P.ADMITTED}), _P.ACCEPTED_BY_MOVER, "amendment.taken_over"),
    "hand_back": (frozenset({_P.ACCEPTED_BY_MOVER, _P.MOOT}), _P.ADMITTED, "amendment.handed_back"),
    "adopt": (frozenset({_P.ADMITTED}), _P.ADOPTED, "amendment.adopted"),
    "reject": (frozenset({_P.ADMITTED}), _P.REJECTED, "amendment.rejected"),
    "become_moot": (frozenset({_P.ADMITTED, _P.ACCEPTED_BY_MOVER}), _P.MOOT, "amendment.became_moot"),
    "undo": (_VOTED, _P.ADMITTED, "amendment.vote_undone"),
    "revive": (frozenset({_P.MOOT}), _P.ADMITTED, "amendment.revived"),
    "revive_taken_over": (frozenset({_P.MOOT}), _P.ACCEPTED_BY_MOVER, "amendment.revived"),
    "settle": (frozenset({_P.SUBMITTED, _P.ADMITTED}), _P.SETTLED, "paper.settled"),
    "lapse": (frozenset({_P.SUBMITTED, _P.ADMITTED}), _P.LAPSED, "paper.lapsed"),
    "archive": (
        _VOTED | {_P.INADMISSIBLE, _P.ACCEPTED_BY_MOVER, _P.MOOT, _P.WITHDRAWN, _P.SETTLED, _P.LAPSED, _P.RECORDED},
        _P.ARCHIVED,
        "paper.archived",
    ),
}
LIVES[PaperType.AMENDMENT] = AMENDMENT_STEPS

# domain brief §3.4: before the life every paper shares, offices co-sign and the Magistrat resolves.
BEFORE_SUBMISSION = frozenset({_P.COSIGNING, _P.MAGISTRAT_PENDING, _P.MAGISTRAT_ADOPTED})
PROPOSAL_STEPS: Steps = PAPER_STEPS | {
    "send_round": (frozenset({_P.DRAFT}), _P.COSIGNING, "proposal.sent_round"),
    "take_back": (frozenset({_P.COSIGNING, _P.MAGISTRAT_PENDING}), _P.DRAFT, "proposal.taken_back"),
    "present": (frozenset({_P.COSIGNING}), _P.MAGISTRAT_PENDING, "proposal.presented"),
    "magistrat_adopt": (frozenset({_P.MAGISTRAT_PENDING}), _P.MAGISTRAT_ADOPTED, "proposal.adopted_by_magistrat"),
    "magistrat_reject": (frozenset({_P.MAGISTRAT_PENDING}), _P.MAGISTRAT_REJECTED, "proposal.rejected_by_magistrat"),
    "submit": (frozenset({_P.MAGISTRAT_ADOPTED}), _P.SUBMITTED, "paper.submitted"),
    "withdraw": (PAPER_STEPS["withdraw"][0] | BEFORE_SUBMISSION, _P.WITHDRAWN, "paper.withdrawn"),
    "archive": (PAPER_STEPS["archive"][0] | {_P.MAGISTRAT_REJECTED}, _P.ARCHIVED, "paper.archived"),
}
# While nothing is decided, the Magistrat may file a revised version (Neufassung) of what it handed in.
REVISABLE = frozenset({_P.SUBMITTED, _P.ADMITTED, _P.REFERRED, _P.SCHEDULED, _P.POSTPONED, _P.RECOMMENDED})

# domain brief §3.10: a notice (Mitteilung, Bericht) is released, heard and noted; nobody votes on its substance.
_HELD = frozenset({_P.RELEASED, _P.ADMITTED, _P.REFERRED, _P.POSTPONED})
NOTICE_STEPS: Steps = {
    "release": (frozenset({_P.DRAFT}), _P.RELEASED, "notice.released"),
    "refer": (frozenset({_P.RELEASED, _P.ADMITTED, _P.REFERRED}), _P.REFERRED, "paper.referred"),
    "schedule": (_HELD, _P.SCHEDULED, "paper.scheduled"),
    "take_off": (frozenset({_P.SCHEDULED}), _P.RELEASED, "paper.taken_off"),
    "put_back_released": (frozenset({_P.SCHEDULED}), _P.RELEASED, "paper.put_back"),
    "postpone": (frozenset({_P.SCHEDULED}), _P.POSTPONED, "paper.postponed"),
    "note": (frozenset({_P.SCHEDULED}), _P.NOTED, "paper.noted"),
    "reopen": (
        frozenset({_P.NOTED, _P.REFERRED, _P.POSTPONED, _P.SETTLED, _P.WITHDRAWN}),
        _P.SCHEDULED,
        "paper.treatment_reopened",
    ),
    "withdraw": (_HELD | {_P.SCHEDULED}, _P.WITHDRAWN, "paper.withdrawn"),
    "settle": (_HELD | {_P.SCHEDULED}, _P.SETTLED, "paper.settled"),
    "lapse": (_HELD | {_P.SCHEDULED}, _P.LAPSED, "paper.lapsed"),
    "archive": (
        frozenset({_P.NOTED, _P.WITHDRAWN, _P.SETTLED, _P.LAPSED, _P.RECORDED}),
        _P.ARCHIVED,
        "paper.archived",
    ),
} | {step: PAPER_STEPS[step] for step in ("refer_back", "put_back_admitted", "put_back_referred", "put_back_postponed")}
NOTICES = (PaperType.INFORMATION, PaperType.REPORT)

# domain brief §2.2: the proposal of a district council is read out at the item that stands for them, noted or referred.
DISTRICT_PROPOSAL_STEPS: Steps = PAPER_STEPS | {
    "read_out": (frozenset({_P.SCHEDULED}), _P.SCHEDULED, "district_proposal.read_out"),
}

LIVES[PaperType.EXECUTIVE_PROPOSAL] = PROPOSAL_STEPS
LIVES[PaperType.DISTRICT_PROPOSAL] = DISTRICT_PROPOSAL_STEPS
LIVES.update(dict.fromkeys(NOTICES, NOTICE_STEPS))


# After the decision -----------------------------------------------------------------------------------------------


class TaskState(TextChoices):
    """How far the Magistrat is with what a resolution orders; overdue is what an open task is after its day."""

    OPEN = "open", "offen"
    IN_PROGRESS = "in_progress", "in Arbeit"
    DONE = "done", "erledigt"
    NOT_FEASIBLE = "not_feasible", "nicht umsetzbar"


class ObjectionRank(IntegerChoices):
    """The first objection asks for another vote, the second may go to court (HGO §63)."""

    FIRST = 1, "Widerspruch"
    SECOND = 2, "Beanstandung"


class ObjectionOutcome(TextChoices):
    """What became of a suspended resolution."""

    CONFIRMED = "confirmed", "bestätigt"
    OVERTURNED = "overturned", "aufgehoben"


_T = TaskState
TASK_OPEN = frozenset({_T.OPEN, _T.IN_PROGRESS})
# domain brief §3.12: a resolution is followed until it is carried out, or found not to be feasible.
TASK_STEPS: Steps = {
    "wait": (frozenset({_T.OPEN}), _T.OPEN, "task.reported"),
    "begin": (frozenset({_T.OPEN}), _T.IN_PROGRESS, "task.begun"),
    "go_on": (frozenset({_T.IN_PROGRESS}), _T.IN_PROGRESS, "task.reported"),
    "finish": (TASK_OPEN, _T.DONE, "task.finished"),
    "give_up": (TASK_OPEN, _T.NOT_FEASIBLE, "task.given_up"),
    "reopen": (frozenset({_T.DONE, _T.NOT_FEASIBLE}), _T.IN_PROGRESS, "task.reopened"),
}
