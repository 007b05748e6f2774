"""The life of a promise (Zusage)."""

from django.db.models import TextChoices

from documents.states import Steps


class PromiseState(TextChoices):
    """What became of a promise; overdue is what an open one is after its day."""

    OPEN = "open", "offen"
    FULFILLED = "fulfilled", "erfüllt"
    WITHDRAWN = "withdrawn", "zurückgezogen"


_S = PromiseState

PROMISE_STEPS: Steps = {
    "fulfil": (frozenset({_S.OPEN}), _S.FULFILLED, "promise.fulfilled"),
    "withdraw": (frozenset({_S.OPEN}), _S.WITHDRAWN, "promise.withdrawn"),
    "reopen": (frozenset({_S.FULFILLED, _S.WITHDRAWN}), _S.OPEN, "promise.reopened"),
}
