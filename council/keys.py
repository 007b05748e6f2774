"""Makes the public keys of things: random, never counted, so that a gap betrays nothing."""

import secrets

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
LENGTH = 26  # 26 × 5 = 130 random bits


def new() -> str:
    """Return a fresh key of 26 lower-case characters that is safe in an address."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
