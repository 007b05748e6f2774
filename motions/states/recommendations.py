"""The lives of a citizens' report and of each of its recommendations (domain brief §3.10)."""

from django.db.models import TextChoices

from documents.states import LIVES, PaperState, PaperType, Steps


class RecommendationState(TextChoices):
    """What became of a recommendation; overdue is what one under review is after its day."""

    UNDER_REVIEW = "under_review", "in Prüfung"
    ACCEPTED = "accepted", "angenommen"
    PARTLY_ACCEPTED = "partly_accepted", "teilweise angenommen"
    REJECTED = "rejected", "abgelehnt"
    IMPLEMENTED = "implemented", "umgesetzt"


_P = PaperState
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

LIVES[PaperType.PANEL_REPORT] = REPORT_STEPS
