"""Founds a town in a new installation."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from council import access, life
from council.actions import founding


class Command(BaseCommand):
    """Town, assembly and office, and the link by which the first of the office comes in; the rest is done on pages."""

    help = "Legt die Stadt mit Versammlung und Büro an und zeigt den Link für das erste Konto."

    def add_arguments(self, parser: Any) -> None:
        """Name the town and whoever runs its office."""
        parser.add_argument("town", metavar="STADT")
        parser.add_argument("--seats", type=int, required=True, metavar="ZAHL", help="gesetzliche Zahl der Mitglieder")
        parser.add_argument("--clerk", required=True, metavar="NAME", help="wer das Büro leitet")
        parser.add_argument(
            "--email", required=True, metavar="ADRESSE", help="mit welcher Adresse diese Person sich anmeldet"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Found it and print the link."""
        try:
            validate_email(options["email"])
            made = founding.found(
                town=options["town"], seats=options["seats"], clerk=options["clerk"], email=options["email"]
            )
        except ValidationError as problem:
            raise CommandError("\n".join(problem.messages)) from problem
        except life.WrongState as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{options['town']} ist angelegt. Erstes Konto (der Link gilt einmal und sieben Tage):")
        self.stdout.write(access.link(made))
