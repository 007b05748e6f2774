"""Brings a backup back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from council import seeds
from council.away import Away
from documents import vault
from documents.safekeeping import archive, restore


class Command(BaseCommand):
    """Into an empty installation, all of it or nothing."""

    help = "Spielt eine Sicherung in eine neu eingerichtete, leere Anlage zurück."

    def add_arguments(self, parser: Any) -> None:
        """Name the backup, and the file with the secret key if it is encrypted."""
        parser.add_argument("archive", metavar="SICHERUNG", help="Datei, die `manage.py backup` geschrieben hat")
        parser.add_argument("--identity", default="", metavar="DATEI", help="Datei mit dem geheimen Schlüssel")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take everything in and say what is there now."""
        try:
            identity = Path(options["identity"]).read_text(encoding="ascii").strip() if options["identity"] else ""
            manifest = restore.bring_back(Path(options["archive"]), identity=identity, progress=self._tell)
        except (archive.ArchiveError, vault.VaultError, Away, OSError) as problem:
            raise CommandError(str(problem)) from problem
        count = sum(table.rows for table in manifest.tables.values())
        self.stdout.write(f"{count} Zeilen und {len(manifest.files)} Dateien sind da, Stand {manifest.made_at}.")
        if said := seeds.problem():
            self.stdout.write(f"ACHTUNG: {said}")
        self.stdout.write("Der Suchindex baut sich auf, sobald die Anlage läuft.")

    def _tell(self, what: str, done: int, whole: int) -> None:
        if done % 100 == 0:
            self.stdout.write(f"{what}: {done} von {whole}")
