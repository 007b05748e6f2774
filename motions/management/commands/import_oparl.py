"""Takes over what another council information system publishes through OParl."""

from __future__ import annotations

import os
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from council.life import WrongState
from council.may import Denied
from council.models import User
from motions.actions import imports
from motions.importing.oparl import opening, running, writing
from motions.importing.oparl.report import Progress, Report
from motions.importing.oparl.source import NotThereError
from motions.models import ImportRun
from motions.states import ImportState

STOPPED = "Angehalten. Derselbe Aufruf setzt die Übernahme fort."


class Command(BaseCommand):
    """Import a folder of OParl objects or an OParl server; again at any time for what has changed since."""

    help = "Übernimmt Sitzungen, Vorlagen, Gremien, Personen und Dateien aus einer OParl-Quelle."

    def add_arguments(self, parser: Any) -> None:
        """Name the source and how to take it over."""
        parser.add_argument(
            "source", metavar="QUELLE", nargs="?", help="Ordner mit JSON-Dateien oder Adresse eines OParl-Servers"
        )
        parser.add_argument("--body", default="", metavar="NAME", help="Name der Stadt, wo die Quelle ihn nicht nennt")
        parser.add_argument("--by", default="", metavar="E-MAIL", help="wer übernimmt (sonst: das System)")
        parser.add_argument("--no-files", action="store_true", help="die Dateien selbst nicht holen")
        parser.add_argument("--limit", type=int, metavar="ZAHL", help="nach so vielen Objekten aufhören")
        parser.add_argument("--whole", action="store_true", help="alles vergleichen, nicht nur nach Änderungen fragen")
        parser.add_argument("--run", default="", metavar="KENNUNG", help="eine auf der Seite begonnene Übernahme")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and report; a source that cannot be used ends with a sentence."""
        try:
            report = self._take(options)
        except (NotThereError, writing.UnusableSourceError, writing.BusyError, WrongState, Denied) as problem:
            raise CommandError(str(problem)) from problem
        for line in report.lines() if report else [STOPPED]:
            self.stdout.write(line)

    def _take(self, options: dict[str, Any]) -> Report | None:
        if options["run"]:
            return self._go_on(options["run"])
        if not options["source"]:
            raise CommandError("Bitte einen Ordner oder eine Adresse nennen.")
        source, by = opening.source(options["source"]), _account(options["by"])
        if opening.is_address(options["source"]) and options["limit"] is None:
            return self._follow(options, by=by)
        return writing.import_source(
            source,
            named=options["source"],
            body_name=options["body"],
            by=by,
            with_files=not options["no_files"],
            limit=options["limit"],
            progress=self._show,
        )

    def _go_on(self, key: str) -> Report | None:
        """A run that was begun on a page: of our own network it reaches only what the installation names."""
        run = ImportRun.objects.select_related("of", "by").filter(key=key).exclude(of=None).first()
        if run is None:
            raise CommandError("Diese Übernahme gibt es nicht.")
        os.nice(10)  # whoever uses the house goes first
        through = running.fetcher(run.source, trusted=settings.IMPORT_HOSTS)
        return running.work(run, through=through, progress=self._show)

    def _follow(self, options: dict[str, Any], *, by: User | None) -> Report | None:
        """A server: go on with what is open, else ask for everything or for what changed."""
        address, files = options["source"], not options["no_files"]
        of = imports.register(address, body_name=options["body"], with_files=files, by=by)
        broken_off = of.runs.filter(state__in=(*imports.OPEN, ImportState.STOPPED))
        run = broken_off.select_related("of", "by").order_by("-started_at").first()
        if run is None:
            run = running.ask(of, by=by, whole=options["whole"])
        elif run.state == ImportState.STOPPED:
            run = imports.go_on(run, by=by)
        return running.work(run, through=running.fetcher(address), progress=self._show)

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
