"""How runs of importers stand, and why something should be looked at."""

from django.db.models import TextChoices


class ImportState(TextChoices):
    """How far a run of an importer has come."""

    RUNNING = "running", "läuft"
    DONE = "done", "fertig"
    FAILED = "failed", "abgebrochen"


class RemarkSort(TextChoices):
    """Why a clerk should look at what an importer came upon."""

    PROBLEM = "problem", "nicht lesbar"
    SKIPPED = "skipped", "übersprungen"
    DOUBT = "doubt", "zweifelhaft"
