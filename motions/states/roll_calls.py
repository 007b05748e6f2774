"""The life of a vote taken name by name, and what may be answered."""

from django.db.models import TextChoices

from documents.states import Steps


class RollCallState(TextChoices):
    """A roll call is open until its result is announced, or until it is broken off."""

    OPEN = "open", "läuft"
    CLOSED = "closed", "geschlossen"
    CANCELLED = "cancelled", "abgebrochen"


class VoteAnswer(TextChoices):
    """What a member answers in an open vote (HGO §54)."""

    YES = "yes", "Ja"
    NO = "no", "Nein"
    ABSTAIN = "abstain", "Enthaltung"


_S = RollCallState

ROLL_CALL_STEPS: Steps = {
    "close": (frozenset({_S.OPEN}), _S.CLOSED, "roll_call.closed"),
    "cancel": (frozenset({_S.OPEN}), _S.CANCELLED, "roll_call.cancelled"),
}
