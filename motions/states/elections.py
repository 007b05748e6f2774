"""The life of an election (HGO §55), and the ways in which it is held."""

from django.db.models import TextChoices

from documents.states import Steps


class ElectionKind(TextChoices):
    """How somebody is elected."""

    MAJORITY = "majority", "Mehrheitswahl (eine Stelle)"
    PROPORTIONAL = "proportional", "Verhältniswahl (mehrere gleichartige unbesoldete Stellen)"
    JOINT_LIST = "joint_list", "einheitlicher Wahlvorschlag (einstimmiger Beschluss)"


class ElectionManner(TextChoices):
    """How the votes are given; what is secret is done on paper, and only its count is entered."""

    PAPER = "paper", "geheim mit Stimmzetteln"
    ACCLAMATION = "acclamation", "offen durch Zuruf oder Handaufheben"


class ElectionState(TextChoices):
    """How far an election is."""

    OPEN = "open", "läuft"
    DECIDED = "decided", "gewählt"
    FAILED = "failed", "niemand gewählt"
    CANCELLED = "cancelled", "abgebrochen"


_S = ElectionState

ELECTION_STEPS: Steps = {
    "decide": (frozenset({_S.OPEN}), _S.DECIDED, "election.decided"),
    "fail": (frozenset({_S.OPEN}), _S.FAILED, "election.failed"),
    "cancel": (frozenset({_S.OPEN}), _S.CANCELLED, "election.cancelled"),
    "reopen": (frozenset({_S.DECIDED, _S.FAILED}), _S.OPEN, "election.reopened"),
}
