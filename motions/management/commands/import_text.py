"""Takes plain texts in: an inquiry, a motion, an information or a plain document to a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from council.models import User
from motions.importing import decisions, texts
from motions.importing.plain.decided import FileDecision
from motions.importing.plain.tables import DecisionProblem
from motions.importing.texts import Outcome


class Command(BaseCommand):
    """Each file comes in whole or not at all; what is not sure of it is printed and stays open."""

    help = "Übernimmt einfache Texte (Anfrage, Antrag, Mitteilung, Dokument); jeder Text kommt nur einmal hinein."

    def add_arguments(self, parser: Any) -> None:
        """Take files, what a human decided about them, and who answers for it."""
        parser.add_argument("files", metavar="DATEI", nargs="+", type=Path, help="Text in UTF-8")
        parser.add_argument("--decisions", metavar="DATEI", type=Path, help="Entscheidungen zu den Texten (TOML)")
        parser.add_argument("--by", metavar="E-MAIL", help="Konto, das die Texte erfasst (sonst das System)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the files in one after the other; those that cannot come in end the command with an error."""
        decided = _decided(options["decisions"])
        report = texts.import_files(options["files"], decided=decided, by=_account(options["by"]), tell=self._tell)
        self.stdout.write(f"{report.taken} übernommen, {report.unchanged} unverändert, {report.refused} abgelehnt.")
        if report.refused:
            raise CommandError(f"{report.refused} von {len(report.outcomes)} Texten wurden nicht übernommen.")

    def _tell(self, outcome: Outcome) -> None:
        if outcome.problem:
            self.stderr.write(f"{outcome.name}: nicht übernommen. {outcome.problem}")
        elif outcome.paper is not None and not outcome.taken:
            self.stdout.write(f"{outcome.name}: unverändert.")
        elif outcome.paper is not None:
            kind = outcome.paper.get_paper_type_display()
            self.stdout.write(f"{outcome.name}: übernommen als {kind} „{outcome.paper.name}“.")
        for remark in outcome.remarks:
            self.stdout.write(f"  Hinweis: {remark}")
        for point in outcome.open:
            self.stdout.write(f"  offen ({point.field}): {texts.doubt(point)}")


def _decided(path: Path | None) -> Sequence[FileDecision]:
    try:
        return decisions.load(path) if path else ()
    except DecisionProblem as problem:
        raise CommandError(str(problem)) from problem


def _account(email: str | None) -> User | None:
    if email is None:
        return None
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CommandError(f"Es gibt kein Konto mit der Adresse „{email}“.")
    return user
