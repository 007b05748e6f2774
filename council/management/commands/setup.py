"""Makes a fresh checkout, or an updated one, ready to serve: assets and database."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """The second of the two commands of an installation, after `pip install`."""

    help = "Richtet die Anlage ein: statische Dateien bauen, Datenbank anlegen oder fortschreiben."

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, then migrate; both do nothing where nothing changed."""
        call_command("assets")
        call_command("migrate", interactive=False, verbosity=0)
