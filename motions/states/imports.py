"""How runs of importers stand, and why something should be looked at."""

from django.db.models import TextChoices


class ImportState(TextChoices):
    """How far a run of an importer has come."""

    WAITING = "waiting", "wartet"
    RUNNING = "running", "läuft"
    STOPPED = "stopped", "angehalten"
    DONE = "done", "fertig"
    FAILED = "failed", "abgebrochen"


class ImportScope(TextChoices):
    """What a run asks of the source."""

    WHOLE = "whole", "alles, mit Vergleich"
    CHANGES = "changes", "nur Änderungen"


class ImportPhase(TextChoices):
    """What a run is busy with."""

    READING = "reading", "Abrufen"
    WRITING = "writing", "Übernehmen"
    FILES = "files", "Dateien laden"


class DownloadState(TextChoices):
    """How far a file of a source has come."""

    WAITING = "waiting", "wartet"
    DONE = "done", "geladen"
    FAILED = "failed", "nicht zu haben"


class ImportVerdict(TextChoices):
    """What the office says of something an importer skipped or doubted; it holds for later runs too."""

    AS_IS = "as_is", "so übernehmen"
    LEFT_OUT = "left_out", "auslassen"
    ASSIGNED = "assigned", "zuordnen"


class RemarkSort(TextChoices):
    """Why a clerk should look at what an importer came upon."""

    PROBLEM = "problem", "nicht lesbar"
    SKIPPED = "skipped", "übersprungen"
    DOUBT = "doubt", "zweifelhaft"
