"""Follows the journal in a process of its own."""

import threading
from typing import Any

from django.core.management.base import BaseCommand

from council import bell, follow, journal


class Command(BaseCommand):
    """Let the readers go on for ever, or once to the head."""

    help = "Lässt die Leser des Journals weiterlesen (Suche, Benachrichtigungen …)."

    def add_arguments(self, parser: Any) -> None:
        """Offer a single pass, and sending a reader back to the beginning."""
        parser.add_argument("--once", action="store_true", help="bis zum Kopf lesen und enden")
        parser.add_argument("--replay", metavar="LESER", help="diesen Leser von vorn beginnen lassen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Follow until interrupted."""
        if options["replay"]:
            journal.replay(options["replay"])
        if options["once"]:
            journal.drain()
            return
        bell.listen(lambda room: journal.wake.set())
        bell.hear_others()
        follow.run(threading.Event())
