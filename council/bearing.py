"""Says whose membership bears on what is shown of a meeting, so that all others share one rendering of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from django.db.models import CharField, QuerySet, Value

from council.audiences import Standing
from council.models import AgendaItem, Meeting
from council.states import Audience

# Pairs of an audience and its organization, for a meeting: those of the rows that its pages show, whoever reads them.
Pairs: TypeAlias = QuerySet[Any, Any]
Source = Callable[[int], Sequence[Pairs]]

OF_THE_BODY = Value(Audience.BODY, CharField())

_sources: list[Source] = []


@dataclass(frozen=True)
class Bearing:
    """The bodies and factions in whose circles something of a meeting is closed, and whether a naming opens any."""

    organizations: frozenset[int]
    by_name: bool

    def narrow(self, standing: Standing) -> Standing:
        """The same standing without what has no bearing: it reads the same there, and nowhere more than it did.

        Whoever sits in none of the bodies that bear keeps theirs: without any they would pass for a resident.
        """
        named = standing.named and self.by_name
        bodies, factions = standing.bodies & self.organizations, standing.factions & self.organizations
        if not (bodies or factions):
            return replace(standing, named=named)
        kinds = _of(standing.kinds, bodies | factions)
        return replace(standing, bodies=bodies, factions=factions, kinds=kinds, named=named)


def _of(kinds: Mapping[int, str], organizations: frozenset[int]) -> dict[int, str]:
    return {key: kind for key, kind in kinds.items() if key in organizations}


def source(function: Source) -> Source:
    """Register what a floor shows on the pages of a meeting: every row with an audience of its own, and every body
    whose members are shown more. What is left out here is shown to fewer than may read it, never to more.
    """
    _sources.append(function)
    return function


def of_meeting(pk: int) -> Bearing:
    """What bears on the meeting now; one query."""
    first, *others = [pairs for known in _sources for pairs in known(pk)]
    found = list(first.union(*others))
    organizations = frozenset(organization for _, organization in found if organization is not None)
    return Bearing(organizations, by_name=any(audience == Audience.NAMED for audience, _ in found))


@source
def _agenda(pk: int) -> Sequence[Pairs]:
    """The meeting and its items; its own bodies are shown who spoke behind closed doors."""
    meeting = Meeting.objects.filter(pk=pk)
    return (
        meeting.values_list("audience", "audience_organization"),
        meeting.values_list(OF_THE_BODY, "organization"),
        meeting.values_list(OF_THE_BODY, "joint_organizations"),
        AgendaItem.objects.filter(meeting=pk).values_list("audience", "audience_organization"),
    )
