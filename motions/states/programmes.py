"""The parts of a programme, and the lives of its goals and links."""

from django.db.models import TextChoices

from documents.states import Steps


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
