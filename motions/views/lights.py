"""Says in colours and words how an inquiry's answer stands with its deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from council.law import deadlines
from documents.states import PaperState
from motions.models import Inquiry
from motions.states import WAITING

__all__ = ["WAITING", "Light", "of_inquiry"]


@dataclass(frozen=True)
class Light:
    """A traffic light: its state (green, yellow, red, done or empty) and its words."""

    state: str
    text: str


def of_inquiry(inquiry: Inquiry, *, on: date) -> Light:
    """The light of an inquiry on that day; an outstanding written answer never shows as done."""
    if inquiry.written_answer_outstanding and inquiry.answer_mode_actual:
        return Light("red", "schriftliche Antwort nicht erfolgt")
    if inquiry.paper.state == PaperState.LAPSED:
        return Light("", "verfallen, nicht beantwortet")
    if inquiry.paper.state not in WAITING:
        return Light("done", "")
    if inquiry.answer_due is None:
        return Light("", "Frist nicht angegeben")
    return Light(str(deadlines.light(inquiry.answer_due, on=on).colour), in_words(inquiry.answer_due, on=on))


def in_words(due: date, *, on: date) -> str:
    """How far a day is off: „noch 3 Tage“, „heute fällig“, „seit gestern überfällig“."""
    days = (due - on).days
    if days < 0:
        return "seit gestern überfällig" if days == -1 else f"seit {-days} Tagen überfällig"
    return "heute fällig" if days == 0 else "noch 1 Tag" if days == 1 else f"noch {days} Tage"
