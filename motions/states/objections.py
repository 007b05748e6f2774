"""The ranks of objections of the mayor, and what came of them (HGO §63)."""

from django.db.models import IntegerChoices, TextChoices


class ObjectionRank(IntegerChoices):
    """The first objection asks for another vote, the second may go to court (HGO §63)."""

    FIRST = 1, "Widerspruch"
    SECOND = 2, "Beanstandung"


class ObjectionOutcome(TextChoices):
    """What became of a suspended resolution."""

    CONFIRMED = "confirmed", "bestätigt"
    OVERTURNED = "overturned", "aufgehoben"
