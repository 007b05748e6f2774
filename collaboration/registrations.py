"""Registers with the lower floors what this floor adds; loaded once the apps are ready."""

from __future__ import annotations

from collaboration import states
from collaboration.live import meetings, panels, papers
from collaboration.views import panels_notes
from council.lives import Life, register

__all__ = ["meetings", "panels", "panels_notes", "papers"]

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
