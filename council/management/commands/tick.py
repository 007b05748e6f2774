"""Does what became due."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from council import tick


class Command(BaseCommand):
    """Run every chore once; safe to repeat."""

    help = "Erledigt, was fällig wurde (Fristen, Anhörungen, Texte lesen)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what each chore did."""
        for name, count in tick.run(timezone.now()).items():
            self.stdout.write(f"{name}: {count}")
