"""References of papers: series, term and serial number, as in 101.18.1261."""

from __future__ import annotations

import re

PATTERN = re.compile(r"^(\d{3})\.(\d{2})\.(\d{1,5})$")
PAPERS, QUESTION_TIME = 101, 102


def write(*, series: int, term: int, serial: int) -> str:
    """Write a reference; the serial number has no leading zeros. Raises ValueError outside the pattern."""
    reference = f"{series:03d}.{term:02d}.{serial}"
    if not PATTERN.match(reference) or serial < 1:
        raise ValueError(f"Keine gültige Vorlagennummer: {reference}")
    return reference


def read(reference: str) -> tuple[int, int, int] | None:
    """Give (series, term, serial), or None for a reference of another make."""
    found = PATTERN.match(reference)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def amendment(*, of: str, serial: int) -> str:
    """Write the reference of the n-th amendment of a paper: 101.18.1261/Ä1."""
    return f"{of}/Ä{serial}"
