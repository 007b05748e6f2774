"""Draws the result of a vote: one bar for each answer, in proportion to all heads."""

from __future__ import annotations

from dataclasses import dataclass

from django import template

from motions.models import Ballot

register = template.Library()


@dataclass(frozen=True)
class Bar:
    """One answer with its heads and the width of its bar in hundredths."""

    code: str
    label: str
    count: int
    width: float


@register.filter
def bars(ballot: Ballot) -> list[Bar]:
    """The three answers; a house that nobody voted in has empty bars."""
    counted = (("yes", "Ja", ballot.yes), ("no", "Nein", ballot.no), ("abstain", "Enthaltung", ballot.abstain))
    whole = max(1, ballot.yes + ballot.no + ballot.abstain)
    return [Bar(code, label, count, round(100 * count / whole, 1)) for code, label, count in counted]


@register.filter
def cut_name(label: str, name: str) -> str:
    """Leave the faction's name out of a label that stands below it: „SPD: Ja“ becomes „Ja“."""
    return label.removeprefix(f"{name}: ")
