"""Give every process of the tests a corner of its own in a Redis they share; loaded before the settings are read.

A name before what it keeps, and a database for the cache: whoever empties theirs would empty that of all.
"""

import os
from urllib.parse import urlsplit

DATABASES = 16  # as Redis has them

if os.environ.get("REDIS_URL"):
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["REDIS_PREFIX"] = f"test-{os.getpid()}"
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{worker % DATABASES}").geturl()
