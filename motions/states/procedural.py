"""What is moved in procedure, and the life of such a motion (domain brief §4.3 and §4.8)."""

from django.db.models import TextChoices

from council.law.procedure import Procedure
from council.states import Steps


class ProceduralKind(TextChoices):
    """What is moved for, in the words of the hall."""

    CLOSE_MEETING = Procedure.CLOSE_MEETING, "Schluss der Sitzung"
    INTERRUPT = Procedure.INTERRUPT, "Unterbrechung der Sitzung"
    EXCLUDE_PUBLIC = Procedure.EXCLUDE_PUBLIC, "Ausschluss der Öffentlichkeit"
    ADMIT_PUBLIC = Procedure.ADMIT_PUBLIC, "Wiederherstellung der Öffentlichkeit"
    QUORUM = Procedure.QUORUM, "Feststellung der Beschlussfähigkeit"
    TAKE_OFF = Procedure.TAKE_OFF, "Absetzung von der Tagesordnung"
    POSTPONE = Procedure.POSTPONE, "Vertagung"
    REFER = Procedure.REFER, "Überweisung an einen Ausschuss"
    END_DEBATE = Procedure.END_DEBATE, "Schluss der Aussprache"
    END_LIST = Procedure.END_LIST, "Schluss der Redeliste"
    ROLL_CALL = Procedure.ROLL_CALL, "Namentliche Abstimmung"
    EXTEND = Procedure.EXTEND, "Erweiterung der Tagesordnung"
    REORDER = Procedure.REORDER, "Umstellung der Tagesordnung"
    JOIN = Procedure.JOIN, "Gemeinsamer Aufruf"
    TODAY = Procedure.TODAY, "Noch heute behandeln"


class ProceduralState(TextChoices):
    """How far a procedural motion has come."""

    MOVED = "moved", "gestellt"
    ADOPTED = "adopted", "angenommen"
    REJECTED = "rejected", "abgelehnt"
    WITHDRAWN = "withdrawn", "zurückgezogen"
    CARRIED_OUT = "carried_out", "ausgeführt"
    SETTLED = "settled", "erledigt"


class Manner(TextChoices):
    """How a procedural motion was decided."""

    COUNTED = "counted", "ausgezählt"
    SEEN = "seen", "mit Mehrheit, nicht ausgezählt"
    UNOPPOSED = "unopposed", "ohne Widerspruch"
    DEMANDED = "demanded", "auf Verlangen, ohne Abstimmung"


_S = ProceduralState

PROCEDURAL_STEPS: Steps = {
    "adopt": (frozenset({_S.MOVED}), _S.ADOPTED, "procedural.adopted"),
    "reject": (frozenset({_S.MOVED}), _S.REJECTED, "procedural.rejected"),
    "withdraw": (frozenset({_S.MOVED}), _S.WITHDRAWN, "procedural.withdrawn"),
    "carry_out": (frozenset({_S.ADOPTED}), _S.CARRIED_OUT, "procedural.carried_out"),
    # something else ended what it was about: the item, or the meeting
    "settle": (frozenset({_S.MOVED, _S.ADOPTED}), _S.SETTLED, "procedural.settled"),
}
