"""The life of a petition (domain brief §3.9), and in which of its states who deals with it."""

from django.db.models import TextChoices

from documents.states import LIVES, PaperState, PaperType, Steps


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


_P = PaperState
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

LIVES[PaperType.PETITION] = PETITION_STEPS
