"""Takes over what another council information system publishes through OParl."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from council.may import Denied
from council.models import User
from motions.importing.oparl import opening, writing
from motions.importing.oparl.report import Progress
from motions.importing.oparl.source import NotThereError


class Command(BaseCommand):
    """Import a folder of OParl objects or an OParl server; again at any time for what has changed since."""

    help = "Übernimmt Sitzungen, Vorlagen, Gremien, Personen und Dateien aus einer OParl-Quelle."

    def add_arguments(self, parser: Any) -> None:
        """Name the source and how to take it over."""
        parser.add_argument("source", metavar="QUELLE", help="Ordner mit JSON-Dateien oder Adresse eines OParl-Servers")
        parser.add_argument("--body", default="", metavar="NAME", help="Name der Stadt, wo die Quelle ihn nicht nennt")
        parser.add_argument("--by", default="", metavar="E-MAIL", help="wer übernimmt (sonst: das System)")
        parser.add_argument("--no-files", action="store_true", help="die Dateien selbst nicht holen")
        parser.add_argument("--limit", type=int, metavar="ZAHL", help="nach so vielen Objekten aufhören")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and report; a source that cannot be used ends with a sentence."""
        try:
            report = writing.import_source(
                opening.source(options["source"]),
                named=options["source"],
                body_name=options["body"],
                by=_account(options["by"]),
                with_files=not options["no_files"],
                limit=options["limit"],
                progress=self._show,
            )
        except (NotThereError, writing.UnusableSourceError, writing.BusyError, Denied) as problem:
            raise CommandError(str(problem)) from problem
        for line in report.lines():
            self.stdout.write(line)

    def _show(self, progress: Progress) -> None:
        self.stdout.write(f"{time.strftime('%H:%M:%S')}  {progress}")
        self.stdout.flush()


def _account(email: str) -> User | None:
    if not email:
        return None
    found = User.objects.filter(email__iexact=email).select_related("person").first()
    if found is None:
        raise CommandError(f"Ein Konto „{email}“ gibt es nicht.")
    return found
