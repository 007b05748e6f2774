"""Registers with the lower floors what this floor adds; loaded once the apps are ready."""

from __future__ import annotations

from collaboration import chores, chores_following, oparl, states
from collaboration.live import meetings, panels, papers
from collaboration.views import (
    panels_erasures,
    panels_folders,
    panels_following,
    panels_live,
    panels_metadata,
    panels_moderations,
    panels_notes,
    panels_own_data,
    panels_placements,
    panels_uptakes,
)
from council.lives import Life, register

__all__ = [
    "chores",
    "chores_following",
    "meetings",
    "oparl",
    "panels",
    "panels_erasures",
    "panels_folders",
    "panels_following",
    "panels_live",
    "panels_metadata",
    "panels_moderations",
    "panels_notes",
    "panels_own_data",
    "panels_placements",
    "panels_uptakes",
    "papers",
]

register(
    Life(
        name="note",
        title="Anmerkung",
        states=dict(states.NoteState.choices),
        start=states.NoteState.OPEN,
        steps=states.NOTE_STEPS,
        nouns=("note",),
    )
)
register(
    Life(
        name="placement",
        title="Stelle einer Anmerkung in einer späteren Fassung",
        states=dict(states.PlacementState.choices),
        start=states.PlacementState.ASKED,
        steps=states.PLACEMENT_STEPS,
        nouns=("placement",),
        recorded_only=(states.PlacementState.CARRIED, states.PlacementState.LOST),
    )
)
