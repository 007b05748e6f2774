"""Writes a backup of the whole installation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyrage
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from council.away import Away
from documents import vault
from documents.safekeeping import archive, backup


class Command(BaseCommand):
    """One archive of rows, files and witnesses, of one moment, while the house goes on working."""

    help = (
        "Sichert die ganze Anlage in eine Datei: Zeilen, Dateien, Zeugen des Journals, Einstellungen ohne Geheimnisse."
    )

    def add_arguments(self, parser: Any) -> None:
        """Say where to, and for whom it is encrypted."""
        parser.add_argument("folder", metavar="ORDNER", help="Ordner, in dem die Sicherung entsteht")
        parser.add_argument("--recipient", default="", metavar="SCHLÜSSEL", help="verschlüsseln (öffentlich: age1…)")
        parser.add_argument("--new-key", action="store_true", help="nur ein neues Schlüsselpaar zeigen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it and say what is in it."""
        if options["new_key"]:
            self._show_key()
            return
        folder = Path(options["folder"])
        if not folder.is_dir():
            raise CommandError(f"Den Ordner „{folder}“ gibt es nicht.")
        ending = ".tar.age" if options["recipient"] else ".tar"
        target = folder / f"sicherung-{timezone.localtime():%Y-%m-%d-%H%M%S}{ending}"
        try:
            manifest = backup.write(target, recipient=options["recipient"], progress=self._tell)
        except (archive.ArchiveError, vault.VaultError, Away, OSError) as problem:
            raise CommandError(f"Die Sicherung ist nicht gelungen: {problem}") from problem
        count = sum(table.rows for table in manifest.tables.values())
        self.stdout.write(
            f"{target}\n{count} Zeilen, {len(manifest.files)} Dateien, Journal bis {manifest.journal[0]}."
        )

    def _tell(self, what: str, done: int, whole: int) -> None:
        if done % 100 == 0:
            self.stdout.write(f"{what}: {done} von {whole}")

    def _show_key(self) -> None:
        identity = pyrage.x25519.Identity.generate()
        self.stdout.write(f"Öffentlich (--recipient):  {identity.to_public()}")
        self.stdout.write(f"Geheim (getrennt von den Sicherungen aufbewahren, --identity):  {identity}")
