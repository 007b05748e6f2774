"""Proves the journal's chain."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from council import journal


class Command(BaseCommand):
    """Check every entry against the one before it, the head, and the witness outside the database."""

    help = "Prüft das Journal: Reihenfolge, Siegel, Kopf und Zeugen."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the result; faults end with an error."""
        faults = journal.verify()
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"Das Journal ist beschädigt ({len(faults)} Befunde).")
        witnessed = journal.witnessed_number()
        self.stdout.write(f"Das Journal ist unversehrt ({journal.head_number()} Einträge, bezeugt bis {witnessed}).")
        if not witnessed:
            self.stderr.write("Kein Zeuge außerhalb der Datenbank: Ein abgeschnittenes Ende fiele nicht auf.")
