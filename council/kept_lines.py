"""Lets the threads that serve pages share a few lines to PostgreSQL, and keep them from one request to the next.

A line opened anew costs a process of the database, which first learns all tables; so there are no more of them than
are used at once. uvicorn's threads have lines of their own.
"""

from __future__ import annotations

from django.db import connections
from django.db.utils import ConnectionHandler

MOST = 20  # of one process; a page that is being made, and whoever writes, takes one
IDLE_SECONDS = 600  # then a line is given up
PATIENCE = 5.0  # seconds to wait for the database


def keep(handler: ConnectionHandler = connections) -> None:
    """Keep them from now on in this process; a line is asked at each request whether it still holds."""
    pool = {
        "min_size": 0,
        "max_size": MOST,
        "max_idle": IDLE_SECONDS,
        "timeout": PATIENCE,
        "reconnect_timeout": PATIENCE,  # given up after that, and tried again by the next who asks
    }
    for told in handler.settings.values():
        if told["ENGINE"] == "django.db.backends.postgresql":
            told |= {"OPTIONS": told["OPTIONS"] | {"pool": pool}, "CONN_HEALTH_CHECKS": True}
