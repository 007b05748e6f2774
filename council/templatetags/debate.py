"""Writes speeches and speaking times as people read them."""

from __future__ import annotations

from django import template

from council.models import Speech
from council.states import SpeechKind

register = template.Library()


@register.filter
def minutes(seconds: int | None) -> str:
    """Write seconds as „3:05“, what is over as „+0:12“, no limit as a dash."""
    if seconds is None:
        return "–"
    sign = "+" if seconds < 0 else ""
    whole, rest = divmod(abs(seconds), 60)
    return f"{sign}{whole}:{rest:02}"


@register.filter
def spoken_as(speech: Speech) -> str:
    """Say for whom and for what somebody speaks: „Fraktion Grüne Stadt, Begründung“; debate goes without saying."""
    words = [str(speech.faction)] if speech.faction is not None else []
    if speech.kind != SpeechKind.DEBATE or not words:
        words.append(speech.get_kind_display())
    return ", ".join(words)
