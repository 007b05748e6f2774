"""Looks through the whole installation."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from council.away import Away
from documents.safekeeping import integrity


class Command(BaseCommand):
    """Files against hashes, the journal's chain, references, index against rows; changes nothing."""

    help = "Prüft die ganze Anlage: Journal, Verweise, Dateien, Suchindex, Datenbank."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what every check finds; faults end with an error."""
        faults = 0
        for title, check in integrity.CHECKS.items():
            try:
                findings = list(check())
            except Away as problem:
                raise CommandError(f"{title}: {problem}") from problem
            faults += sum(finding.weight == "fault" for finding in findings)
            self.stdout.write(f"{title}: {'in Ordnung' if not findings else ''}")
            for finding in findings:
                self.stdout.write(f"  {'FEHLER' if finding.weight == 'fault' else 'Hinweis'}: {finding.sentence}")
        if faults:
            raise CommandError(f"Es gibt {faults} Fehler.")
