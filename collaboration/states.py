"""The life of a note."""

from django.db.models import TextChoices

Steps = dict[str, tuple[frozenset[str], str, str]]


class NoteState(TextChoices):
    """Whether a note stands."""

    OPEN = "open", "offen"
    HIDDEN = "hidden", "verborgen"
    WITHDRAWN = "withdrawn", "vom Verfasser zurückgezogen"


class Motivation(TextChoices):
    """Why a note was written (W3C Web Annotation)."""

    HIGHLIGHTING = "highlighting", "Markierung"
    COMMENTING = "commenting", "Anmerkung"
    QUESTIONING = "questioning", "Frage"
    EDITING = "editing", "Änderungsvorschlag"


_N = NoteState
NOTE_STEPS: Steps = {
    "edit": (frozenset({_N.OPEN}), _N.OPEN, "note.edited"),
    "lift": (frozenset({_N.OPEN}), _N.OPEN, "note.lifted"),
    "hide": (frozenset({_N.OPEN}), _N.HIDDEN, "note.hidden"),
    "show": (frozenset({_N.HIDDEN}), _N.OPEN, "note.shown"),
    "withdraw": (frozenset({_N.OPEN, _N.HIDDEN}), _N.WITHDRAWN, "note.withdrawn"),
}
