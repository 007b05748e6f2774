"""What a process that reads a foreign file gives up before its first byte, and how it reports. Knows no library."""

import json
import logging
import os
import resource
import sys
import warnings
from collections.abc import Sequence

FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system")
NO_FOREIGN_CODE = ("ctypes.",)
NO_OTHER_FOREIGN_CODE = ("ctypes.dlopen", "ctypes.dlsym", "ctypes.call_function")
"""For a reader that is itself a C library: what is loaded stays, nothing further comes."""


def confine(*, memory: int, cpu_seconds: int, forbidden: Sequence[str]) -> None:
    """Give up memory (bytes), time, writing, network, other processes, and the audited events that begin like these."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))  # SIGXCPU first, a second later SIGKILL
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    refused = (*FORBIDDEN, *forbidden)

    def refuse(event: str, _: tuple[object, ...]) -> None:
        if event.startswith(refused):
            raise PermissionError(event)

    sys.addaudithook(refuse)
    logging.disable()
    warnings.simplefilter("ignore")


def say(**message: object) -> None:
    """Write one JSON object on a line."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()
