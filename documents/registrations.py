"""Registers with the ground floor what this floor adds; loaded once the apps are ready."""

from __future__ import annotations

from council.lives import Life, register
from documents import bearing, chores, closed_readings, examining, inspecting, reading, remits, scanning, states
from documents.oparl import following
from documents.search import files, indexing, meetings, papers, people
from documents.stores import probing
from documents.views import comparing, districts, panels, panels_ways, prints

__all__ = [
    "bearing",
    "chores",
    "closed_readings",
    "comparing",
    "districts",
    "examining",
    "files",
    "following",
    "indexing",
    "inspecting",
    "meetings",
    "panels",
    "panels_ways",
    "papers",
    "people",
    "prints",
    "probing",
    "reading",
    "remits",
    "scanning",
]

register(
    Life(
        name="paper",
        title="Vorlage (alle Arten ohne eigenen Lebenslauf)",
        states=states.paper_states(states.PAPER_STEPS),
        start=states.PaperState.DRAFT,
        steps=states.PAPER_STEPS,
        nouns=("paper",),
        recorded_only=(states.PaperState.RECORDED,),
    )
)
register(
    Life(
        name="consultation",
        title="Beratung",
        states=dict(states.ConsultationState.choices),
        start=states.ConsultationState.PLANNED,
        steps=states.CONSULTATION_STEPS,
        nouns=("consultation",),
    )
)
register(
    Life(
        name="file",
        title="Datei",
        states=dict(states.FileState.choices),
        start=states.FileState.RECEIVED,
        steps=states.FILE_STEPS,
        nouns=("file",),
    )
)
