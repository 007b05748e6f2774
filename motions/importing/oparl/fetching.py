"""Brings what a server says into its mirror: everything, or what changed, from where an earlier try broke off."""

from collections.abc import Callable
from datetime import datetime

from motions.importing.oparl.doubts import Doubt
from motions.importing.oparl.mirror import Mirror
from motions.importing.oparl.source import Found, Problem
from motions.importing.oparl.web import Ended, WebSource


class NothingReadError(Exception):
    """The server gave not a single object; the text is the German reason."""


def fetch(
    source: WebSource,
    mirror: Mirror,
    *,
    whole: bool,
    now: datetime,
    run: str,
    tell: Callable[[int], None],
    may_go: Callable[[str], bool],
) -> None:
    """Walk the server for a run and keep what it says, object by object: a break at any moment loses next to nothing.

    `tell` gets the number of objects read by now and may break off by raising. `may_go` says of a list whether the
    office agreed that suspiciously much of it vanishes. Raises NothingReadError; the walk is then still to be done.
    """
    walk = mirror.walk(whole=whole, now=now, run=run)
    count, reason = 0, "Die Quelle enthält keine OParl-Objekte."
    for found in source.walk(after=walk.after, since=(lambda url: "") if whole else mirror.since):
        if isinstance(found, Found):
            mirror.keep([found], walk=walk)
            count += 1
        elif isinstance(found, Problem):
            mirror.tell(found, walk=walk)
            reason = found.message if count == 0 else reason
        else:
            count += 1
            many = mirror.ended(found.url, walk=walk, allowed=may_go(found.url))
            if many:
                mirror.tell(_suspicious(found, many), walk=walk)
        tell(count)
    if count == 0:
        raise NothingReadError(reason)
    mirror.finish(walk)


def _suspicious(ended: Ended, many: int) -> Problem:
    message = f"{many} Objekte dieser Liste liefert die Quelle nicht mehr. Sie bleiben hier, bis das Büro zustimmt."
    return Problem(where=ended.url, message=message, group=Doubt.MANY_GONE)
