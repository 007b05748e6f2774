#!/usr/bin/env python3
"""Runs the administrative commands."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command named on the command line; settings that cannot be read end it with their sentence alone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "council.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(f"Die Einstellungen sind nicht zu gebrauchen: {problem}")


if __name__ == "__main__":
    main()
