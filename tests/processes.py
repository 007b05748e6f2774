"""What another process is told, so that it works in the house of the running test."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection


def environment(data: Path, **more: str) -> dict[str, str]:
    """The variables of a process that keeps its files in the folder and works on the database of this test."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    own = {"DATA": str(data), "DEMO": "1", "DJANGO_SETTINGS_MODULE": "council.settings"}
    database = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        (data / "council.sqlite3").symlink_to(database)
    else:
        own["DATABASE_URL"] = urlsplit(settings.DATABASE_URL)._replace(path=f"/{database}").geturl()
    return known | own | {"SECRET_KEY": settings.SECRET_KEY} | more
