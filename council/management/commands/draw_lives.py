"""Draws the tables of all lives into the documentation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from council import lives


class Command(BaseCommand):
    """Write docs/lives.md anew."""

    help = "Zeichnet die Lebensläufe nach docs/lives.md."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        path = settings.BASE_DIR / "docs" / "lives.md"
        path.write_text(lives.draw(), encoding="utf-8")
        self.stdout.write(f"{path.name}: {len(lives.LIVES)} Lebensläufe")
