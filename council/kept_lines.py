"""Lets each thread that serves pages keep its line to PostgreSQL from one request to the next.

A line opened anew for every page costs a process of the database, which first learns all tables again. Only gunicorn's
threads outlive a request; uvicorn's do not, and close theirs.
"""

from __future__ import annotations

from django.db import connections

KEPT_SECONDS = 600  # then it is opened anew, so that what a database process has gathered is let go


def keep() -> None:
    """Keep them from now on in this process; a line is asked at each request whether it still holds."""
    for told in connections.settings.values():
        if told["ENGINE"] == "django.db.backends.postgresql":
            told |= {"CONN_MAX_AGE": KEPT_SECONDS, "CONN_HEALTH_CHECKS": True}
