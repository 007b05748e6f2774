"""Gathers the tables of all lives, and draws them for the documentation."""

from __future__ import annotations

from dataclasses import dataclass, field

from council import states
from council.states import Steps


@dataclass(frozen=True)
class Life:
    """One table with its states (code and German label), the state it starts in, and the nouns its entries may have."""

    name: str
    title: str
    states: dict[str, str]
    start: str
    steps: Steps
    nouns: tuple[str, ...]
    recorded_only: tuple[str, ...] = field(default=())  # states only the recording of past matter gives


LIVES: list[Life] = []


def register(life: Life) -> None:
    """Add a floor's life; a second registration of the same name replaces the first."""
    LIVES[:] = [known for known in LIVES if known.name != life.name] + [life]


def draw() -> str:
    """Draw every life as a state diagram (Mermaid) with a table of its steps, in Markdown."""
    intro = "Aus den Tabellen gezeichnet mit `python manage.py draw_lives`; nicht von Hand ändern."
    parts = ["# Lebensläufe", "", intro]
    for life in sorted(LIVES, key=lambda life: life.name):
        parts += ["", f"## {life.title}", "", "```mermaid", "stateDiagram-v2"]
        parts += [f'    state "{label}" as {code}' for code, label in life.states.items()]
        parts.append(f"    [*] --> {life.start}")
        for step, (starts, target, _) in life.steps.items():
            parts += [f"    {start} --> {target}: {step}" for start in life.states if start in starts]
        parts += ["```", "", "| Schritt | von | nach | Eintrag |", "|---|---|---|---|"]
        for step, (starts, target, verb) in life.steps.items():
            origins = ", ".join(label for code, label in life.states.items() if code in starts)
            parts.append(f"| `{step}` | {origins} | {life.states[target]} | `{verb}` |")
    return "\n".join(parts) + "\n"


register(
    Life(
        name="meeting",
        title="Sitzung",
        states=dict(states.MeetingState.choices),
        start=states.MeetingState.PLANNED,
        steps=states.MEETING_STEPS,
        nouns=("meeting",),
    )
)
register(
    Life(
        name="item",
        title="Tagesordnungspunkt",
        states=dict(states.ItemState.choices),
        start=states.ItemState.OPEN,
        steps=states.ITEM_STEPS,
        nouns=("item",),
    )
)
register(
    Life(
        name="speech",
        title="Wortmeldung und Rede",
        states=dict(states.SpeechState.choices),
        start=states.SpeechState.ASKED,
        steps=states.SPEECH_STEPS,
        nouns=("speech",),
    )
)
