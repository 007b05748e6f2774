"""Makes the public keys of things: random, never counted, so that a gap betrays nothing."""

import os
from base64 import b32encode

LENGTH = 26  # 26 × 5 = 130 random bits


def new() -> str:
    """Return a fresh key of 26 characters out of a–z and 2–7 that is safe in an address."""
    return b32encode(os.urandom(20)).decode("ascii").lower()[:LENGTH]
