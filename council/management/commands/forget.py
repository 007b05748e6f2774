"""Forgets what is known of people once its period is over."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from council import forgetting, journal, retention


class Command(BaseCommand):
    """Count what is due by the table of retention; with --apply, forget it and prove the journal afterwards."""

    help = "Zählt, was nach der Tabelle der Aufbewahrung zu löschen ist; mit --apply wird es gelöscht."

    def add_arguments(self, parser: CommandParser) -> None:
        """Nothing is forgotten unless asked for."""
        parser.add_argument("--apply", action="store_true", help="wirklich löschen, nicht nur zählen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each purpose; the proof are the entries and the whole chain."""
        now, before = timezone.now(), journal.head_number()
        found = forgetting.apply(now) if options["apply"] else forgetting.due(now)
        done = "gelöscht" if options["apply"] else "zu löschen"
        for purpose, count in found.items():
            self.stdout.write(f"{retention.purposes()[purpose].title}: {count} {done}")
        if not options["apply"]:
            self.stdout.write("Nur gezählt. Mit --apply wird gelöscht.")
            return
        if faults := journal.verify():
            raise CommandError(f"Das Journal ist beschädigt: {faults[0]}")
        self.stdout.write(f"Nachweis: Einträge {before + 1} bis {journal.head_number()}; das Journal ist unversehrt.")
