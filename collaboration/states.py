"""The lives of notes and of their places in later versions, and the words of moderation."""

from django.db.models import TextChoices

Steps = dict[str, tuple[frozenset[str], str, str]]


class NoteState(TextChoices):
    """Whether a note stands."""

    OPEN = "open", "offen"
    WAITING = "waiting", "wartet auf Freigabe"
    HIDDEN = "hidden", "verborgen"
    REMOVED = "removed", "entfernt"
    WITHDRAWN = "withdrawn", "vom Verfasser zurückgezogen"


class Motivation(TextChoices):
    """Why a note was written (W3C Web Annotation)."""

    HIGHLIGHTING = "highlighting", "Markierung"
    COMMENTING = "commenting", "Anmerkung"
    QUESTIONING = "questioning", "Frage"
    EDITING = "editing", "Änderungsvorschlag"


class PlacementState(TextChoices):
    """What is known of a note's passage in a later version of the text."""

    CARRIED = "carried", "wiedergefunden"
    ASKED = "asked", "gilt das noch?"
    LOST = "lost", "nicht mehr im Text"
    CONFIRMED = "confirmed", "vom Verfasser bestätigt"
    MOVED = "moved", "vom Verfasser neu gesetzt"
    DROPPED = "dropped", "gilt nicht mehr"


class Decision(TextChoices):
    """What moderation decides on a note (domain brief §5.3)."""

    KEEP = "keep", "stehen lassen"
    ASK = "ask", "um Änderung bitten"
    HIDE = "hide", "verbergen"
    REMOVE = "remove", "entfernen"


class Ground(TextChoices):
    """Why a note may be reported or taken down; opinions are none."""

    UNLAWFUL = "unlawful", "offensichtlich rechtswidrig: Bedrohung, Volksverhetzung, Beleidigung"
    CHILD_ABUSE = "child_abuse", "Darstellung sexuellen Missbrauchs von Kindern"
    PERSONAL_DATA = "personal_data", "persönliche Daten Dritter"
    SPAM = "spam", "Werbung, oder ohne jeden Bezug zum Text"
    RULES = "rules", "anderer Verstoß gegen die Netiquette"


class Outcome(TextChoices):
    """What became of a complaint."""

    UPHELD = "upheld", "Die Entscheidung bleibt"
    REVERSED = "reversed", "Die Entscheidung ist aufgehoben"


class Rhythm(TextChoices):
    """How often an account is written to about what it follows."""

    DATES = "dates", "Fristen und Termine sofort, alles andere einmal am Tag"
    DAILY = "daily", "alles einmal am Tag"


_N = NoteState
NOTE_STEPS: Steps = {
    "edit": (frozenset({_N.OPEN}), _N.OPEN, "note.edited"),
    "lift": (frozenset({_N.OPEN}), _N.OPEN, "note.lifted"),
    "hold": (frozenset({_N.OPEN}), _N.WAITING, "note.held"),
    "release": (frozenset({_N.WAITING}), _N.OPEN, "note.released"),
    "hide": (frozenset({_N.OPEN, _N.WAITING}), _N.HIDDEN, "note.hidden"),
    "remove": (frozenset({_N.OPEN, _N.WAITING, _N.HIDDEN}), _N.REMOVED, "note.removed"),
    "show": (frozenset({_N.HIDDEN, _N.REMOVED}), _N.OPEN, "note.shown"),
    "withdraw": (frozenset({_N.OPEN, _N.WAITING, _N.HIDDEN}), _N.WITHDRAWN, "note.withdrawn"),
}
# What leaves pages, counts, sockets and programs at once; of these the author still reads all but the removed ones.
GONE = frozenset({_N.WAITING, _N.HIDDEN, _N.REMOVED})
KEPT_FROM_OTHERS = frozenset({_N.WAITING, _N.HIDDEN})

_P = PlacementState
PLACEMENT_STEPS: Steps = {
    "confirm": (frozenset({_P.ASKED}), _P.CONFIRMED, "placement.confirmed"),
    "move": (frozenset({_P.ASKED, _P.LOST}), _P.MOVED, "placement.moved"),
    "drop": (frozenset({_P.ASKED}), _P.DROPPED, "placement.dropped"),
}
STANDS = frozenset({_P.CARRIED, _P.CONFIRMED, _P.MOVED})
