"""Give every process of the tests a corner of its own in a Redis they share; loaded before the settings are read."""

import os

if os.environ.get("REDIS_URL"):
    os.environ["REDIS_PREFIX"] = f"test-{os.getpid()}"
