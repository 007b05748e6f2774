"""The life of the minutes of a meeting (Niederschrift; HGO §61, domain brief §4.10)."""

from django.db.models import TextChoices

from documents.states import Steps


class MinutesPart(TextChoices):
    """What the document covers; the closed part is a document of its own, never an annex of the other."""

    PUBLIC = "public", "öffentlicher Teil"
    CLOSED = "closed", "nichtöffentlicher Teil"


class MinutesState(TextChoices):
    """How far the minutes are."""

    DRAFT = "draft", "Entwurf"
    REVIEWED = "reviewed", "geprüft"
    SENT = "sent", "versandt"
    OBJECTED = "objected", "Einwendung erhoben"
    CORRECTED = "corrected", "berichtigt"
    FINAL = "final", "festgestellt"
    SIGNED = "signed", "unterzeichnet"


class MinutesPlace(TextChoices):
    """What a section tells: who was there, how the meeting went, or what happened at one item."""

    PRESENCE = "presence", "Anwesenheit"
    COURSE = "course", "Verlauf der Sitzung"
    ITEM = "item", "Tagesordnungspunkt"


class MinutesIssue(TextChoices):
    """Why a version of the minutes was made."""

    SENT = "sent", "an die Mitglieder versandt"
    CORRECTED = "corrected", "nach Einwendungen berichtigt"


class ObjectionRuling(TextChoices):
    """What the body decided on an objection to its minutes."""

    ACCEPTED = "accepted", "stattgegeben"
    DISMISSED = "dismissed", "zurückgewiesen"


class Signatory(TextChoices):
    """In which office somebody signs (HGO §61(2))."""

    CHAIR = "chair", "Vorsitz"
    SECRETARY = "secretary", "Schriftführung"


_M = MinutesState

# What the members have in their hands.
MINUTES_OUT = frozenset({_M.SENT, _M.OBJECTED, _M.CORRECTED, _M.FINAL, _M.SIGNED})
# While this lasts a member may object (HGO §61(3)).
MINUTES_OBJECTABLE = frozenset({_M.SENT, _M.OBJECTED, _M.CORRECTED})
# While this lasts the text is written: at first, and again once an objection was accepted.
MINUTES_WRITABLE = frozenset({_M.DRAFT, _M.OBJECTED})

MINUTES_STEPS: Steps = {
    "review": (frozenset({_M.DRAFT}), _M.REVIEWED, "minutes.reviewed"),
    "take_back": (frozenset({_M.REVIEWED}), _M.DRAFT, "minutes.taken_back"),
    "send": (frozenset({_M.REVIEWED}), _M.SENT, "minutes.sent"),
    "object": (MINUTES_OBJECTABLE, _M.OBJECTED, "minutes.objected"),
    "keep": (frozenset({_M.OBJECTED}), _M.SENT, "minutes.kept"),
    "correct": (frozenset({_M.OBJECTED}), _M.CORRECTED, "minutes.corrected"),
    "finish": (frozenset({_M.SENT, _M.CORRECTED}), _M.FINAL, "minutes.finished"),
    "sign": (frozenset({_M.FINAL}), _M.SIGNED, "minutes.signed"),
}
