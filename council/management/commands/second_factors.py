"""Says by which keys the seeds of second factors are sealed, and helps after a key was changed or lost."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from council import seeds, unjournaled
from council.actions import second_factors

TOLD = {
    "current": "versiegelt mit dem Schlüssel von heute",
    "older": "versiegelt mit einem Schlüssel aus SECRET_KEY_FALLBACKS",
    "clear": "noch nicht versiegelt",
    "unreadable": "versiegelt mit einem unbekannten Schlüssel",
}


class Command(BaseCommand):
    """Counts; with an option it seals, unseals for a version before, or takes away what nobody can open."""

    help = (
        "Zählt, womit die zweiten Faktoren (Apps, Notfallcodes) versiegelt sind, und bringt sie auf Wunsch in Ordnung."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """One thing at a time."""
        one = parser.add_mutually_exclusive_group()
        one.add_argument("--seal", action="store_true", help="alle sofort mit dem Schlüssel von heute versiegeln")
        one.add_argument(
            "--unseal", action="store_true", help="alle öffnen, für eine Fassung, die noch nicht versiegelte"
        )
        one.add_argument(
            "--forget-unreadable", action="store_true", help="entfernen, was kein bekannter Schlüssel mehr öffnet"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked for and print a line for each state there is."""
        if options["seal"]:
            unjournaled.seal_factors(most=None)
        if options["unseal"]:
            unjournaled.unseal_factors()
        if options["forget_unreadable"]:
            for user in second_factors.forget_unreadable():
                self.stdout.write(f"Entfernt: {user.email}")
        found = seeds.states()
        for state, told in TOLD.items():
            if found[state]:
                self.stdout.write(f"{told}: {found[state]}")
        if not found:
            self.stdout.write("Es gibt keine App und keine Notfallcodes.")
        if said := seeds.problem():
            self.stdout.write(said)
