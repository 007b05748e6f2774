"""Of which minutes it is noted who reads them: of the document of the closed part."""

from __future__ import annotations

from collections.abc import Collection

from council import readings
from motions.models import Minutes


def _minutes(things: Collection[Minutes]) -> set[int]:
    return {minutes.pk for minutes in things if minutes.closed}


readings.register(
    "minutes",
    readings.Kind(
        title="Niederschrift",
        rows=lambda: Minutes.objects.select_related("meeting"),
        closed_among=_minutes,
        body_of=lambda minutes: minutes.meeting.organization_id,
    ),
)
