"""Says in a form up to where somebody has read, without saying how much happened: the journal's numbers stay inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import constant_time_compare, salted_hmac

MOST = 20_000  # entries written since a page was made, after which it marks nothing any more


@dataclass(frozen=True)
class Mark:
    """All up to an entry of the journal was read; the page was made at that moment."""

    number: int
    at: datetime


def text(mark: Mark) -> str:
    """What stands in the form. It is another one at every moment, whether or not something happened in between."""
    return f"{mark.at.isoformat()} {_seal(mark)}"


def read(given: str, *, head: int) -> Mark | None:
    """The mark of a page made no more than `MOST` entries ago; nothing where it was not written here."""
    moment, _, seal = given.partition(" ")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    marks = (Mark(number, at) for number in range(head, max(head - MOST, 0) - 1, -1))
    return next((mark for mark in marks if constant_time_compare(_seal(mark), seal)), None)


def _seal(mark: Mark) -> str:
    return salted_hmac("collaboration.marks", f"{mark.at.isoformat()} {mark.number}", algorithm="sha256").hexdigest()
