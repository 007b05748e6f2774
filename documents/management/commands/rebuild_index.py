"""Builds the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.search import indexing, shelf


class Command(BaseCommand):
    """Throw the index away and fill it from the database; the search page says so meanwhile."""

    help = "Baut den Suchindex aus der Datenbank neu auf."

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, and print how many documents can be found."""
        if not indexing.rebuild():
            raise CommandError("Der Suchindex wird gerade schon neu aufgebaut.")
        self.stdout.write(f"Der Suchindex ist neu aufgebaut ({shelf.engine().count()} Dokumente).")
