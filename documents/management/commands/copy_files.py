"""Copies the files of the vault from the folder into the bucket, for a house that moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from council.away import Away
from documents import vault
from documents.stores.folder import Folder


class Command(BaseCommand):
    """Each file is proved before it goes; what is there already is left alone, and the folder stays as it is."""

    help = "Kopiert die Dateien aus dem Ordner DATA/vault in den Speicher hinter STORAGE_URL; der Ordner bleibt."
    requires_system_checks = []  # they refuse to serve until this is done

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy, say how far it is, and name every file that was left behind."""
        if not settings.STORAGE:
            raise CommandError("STORAGE_URL nennt keinen Speicher, in den kopiert werden könnte.")
        folder = Folder(Path(settings.VAULT_ROOT))
        every = set(folder.hashes())
        try:
            missing = sorted(every - set(vault.hashes()))
            left = [sha512 for done, sha512 in enumerate(missing) if not self._copy(folder, sha512, done, len(missing))]
        except Away as problem:
            raise CommandError(f"{problem} Ein neuer Versuch macht dort weiter, wo dieser endet.") from problem
        self.stdout.write(
            f"{len(missing) - len(left)} Dateien kopiert; {len(every) - len(left)} von {len(every)} sind dort."
        )
        if left:
            raise CommandError(f"{len(left)} Dateien fehlen dort.")

    def _copy(self, folder: Folder, sha512: str, done: int, of: int) -> bool:
        if done % 100 == 0:
            self.stdout.write(f"Dateien: {done} von {of}")
        try:
            with folder.local(sha512) as path, path.open("rb") as file:
                vault.store(file, max_bytes=path.stat().st_size)
        except vault.VaultError as problem:
            self.stderr.write(f"{sha512[:12]}…: {problem}")
            return False
        return True
