"""Shows everything: loads the demo town, serves it, and takes the client's texts and the sample in behind it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from collaboration.demo import loader
from council import follow
from motions.importing import texts
from motions.importing.oparl import opening, writing

PASSWORD = "demo-demo-demo"
PEOPLE = {
    "clerk": "Büro der Stadtverordnetenversammlung",
    "deputy": "ebenfalls Büro, für Vier-Augen-Schritte",
    "chair": "Stadtverordnetenvorsteher/in, dritte Fraktion",
    "councillor": "Stadtverordnete/r",
    "colleague": "dieselbe Fraktion, derselbe Ausschuss",
    "rival": "andere Fraktion, nicht in diesem Ausschuss",
    "mayor": "Magistrat",
    "officer": "ein Amt der Verwaltung",
    "district": "Ortsvorsteher/in",
    "moderator": "moderiert öffentliche Anmerkungen",
    "citizen": "Einwohner/in",
}
SAMPLES = {"karlsruhe-oparl": "Stadt Karlsruhe", "magdeburg-oparl": "Landeshauptstadt Magdeburg"}


class Command(BaseCommand):
    """Load, serve, import. Only in demo mode: it makes accounts whose password everybody knows."""

    help = "Lädt die Musterstadt und zeigt sie (nur mit DEMO=1)."

    def add_arguments(self, parser: Any) -> None:
        """Offer the parts for themselves."""
        parser.add_argument("--load-only", action="store_true", help="nur laden, nicht zeigen")
        parser.add_argument("--import-only", action="store_true", help="nur die Beispiele aus ../shared einlesen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is asked."""
        if not settings.DEMO:
            raise CommandError("Die Vorführung läuft nur mit DEMO=1; sie legt Konten mit bekanntem Passwort an.")
        if options["import_only"]:
            self._import()
            return
        if loader.load(now=timezone.now(), say=self._say):
            self._say("Die Musterstadt ist geladen.")
        if options["load_only"]:
            return
        wanted = os.environ.get("SAMPLE") != "" and (settings.SHARED_DIR / "data").is_dir()
        if wanted and os.environ.get("WAIT") == "1":
            self._import()
        self._serve(behind=wanted and os.environ.get("WAIT") != "1")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _import(self) -> None:
        """Take the client's texts and both samples in; a second time nothing changes."""
        seeds = settings.SHARED_DIR / "seeds"
        if seeds.is_dir():
            done = texts.import_seeds(seeds)
            counted = f"{done.taken} neu, {done.unchanged} unverändert, {done.refused} abgelehnt"
            self._say(f"Texte des Auftraggebers: {counted}.")
        for name, body in SAMPLES.items():
            folder = settings.SHARED_DIR / "data" / name
            if not folder.is_dir():
                continue
            self._say(f"{body}: wird eingelesen (Stand unter /imports/)")
            report = writing.import_source(opening.source(str(folder)), named=name, body_name=body)
            first, *_, last = report.lines()
            self._say(f"{body}: {first} {last}")

    def _serve(self, *, behind: bool) -> None:
        port = int(os.environ.get("PORT") or 8000)
        importer = None
        if behind:
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "demo", "--import-only"]
            importer = subprocess.Popen(command)
        following = follow.start_in_background()
        self._say(f"\nDie Vorführung steht unter http://localhost:{port}/  (Ende mit Strg+C)\n")
        for name, who in PEOPLE.items():
            self._say(f"  {name}@example.org".ljust(28) + who)
        self._say(f"\n  Passwort für alle: {PASSWORD}\n")
        try:
            uvicorn.run(
                "council.asgi:application",
                host="127.0.0.1",
                port=port,
                log_level="warning",
                ws="websockets-sansio",
                lifespan="off",
            )
        finally:
            following.end()
            if importer is not None:
                importer.terminate()
