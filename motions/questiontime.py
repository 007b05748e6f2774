"""Question time by the rules: until when a question must be in, how much time is left, what it must not be about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from council import rulebook
from council.law import deadlines, holidays
from documents.search import analysis

if TYPE_CHECKING:
    from council.models import AgendaItem, Meeting
    from motions.models import OralQuestion

DEBATED = "I"  # the part of the agenda with debate; what stands there is not asked about in question time (GO §13)
# Words of every agenda, which say nothing about what an item is about.
_EMPTY = (
    "Stadt Magistrat Frage Fragen Fragestunde Antrag Anträge Mitteilung Mitteilungen Vorschlag Vorschläge Ortsbeirat"
)
_ENOUGH = 2  # nouns in common


@dataclass(frozen=True)
class Pool:
    """The time of one question time: minutes in all, and seconds used by questions called so far."""

    minutes: int
    used: int

    @property
    def left(self) -> int:
        """Whole minutes left, never less than none."""
        return max(0, (self.minutes * 60 - self.used) // 60)

    @property
    def spent(self) -> int:
        """Minutes used, rounded up, never more than there are."""
        return min(self.minutes, -(-self.used // 60))


def latest_day(meeting: Meeting) -> date | None:
    """The last day on which a question for this meeting may arrive (domain brief §6.2); None without a day."""
    if meeting.date is None:
        return None
    days: int = rulebook.value("questiontime.deadline_days", on=meeting.date, organization=meeting.organization)
    return deadlines.latest_submission(meeting.date, days_before=days)


def in_time(meeting: Meeting, *, at: datetime) -> bool | None:
    """Whether a question arriving at that moment is in time for the meeting; None while its day is unknown."""
    if meeting.date is None:
        return None
    days: int = rulebook.value("questiontime.deadline_days", on=meeting.date, organization=meeting.organization)
    return deadlines.submitted_in_time(at, meeting_on=meeting.date, days_before=days)


def written_due(meeting: Meeting, *, on: date) -> date:
    """The day by which a written answer is owed: so many days after the meeting, or after `on` if it has no day."""
    held = meeting.date or on
    days: int = rulebook.value("questiontime.written_days", on=held, organization=meeting.organization)
    return deadlines.after_days(held, days=days, holidays=holidays.HESSE)


def supplementaries(meeting: Meeting, *, on: date) -> int:
    """How many supplementary questions one question may have."""
    held = meeting.date or on
    allowed: int = rulebook.value("questiontime.supplementary", on=held, organization=meeting.organization)
    return allowed


def pool(meeting: Meeting, questions: Iterable[OralQuestion], *, at: datetime) -> Pool:
    """How much of the meeting's question time is used at that moment by these questions."""
    held = meeting.date or at.date()
    minutes: int = rulebook.value("questiontime.minutes", on=held, organization=meeting.organization)
    taken = sum(
        (((question.done_at or at) - question.called_at) for question in questions if question.called_at is not None),
        timedelta(),
    )
    return Pool(minutes, max(0, int(taken.total_seconds())))


def clashes(text: str, items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """The debated items that a question seems to be about: they share two nouns with it, or all they have."""
    asked = _nouns(text)
    return [item for item in items if item.part == DEBATED and _meet(_nouns(item.name), asked)]


def _meet(named: dict[str, set[str]], asked: dict[str, set[str]]) -> bool:
    terms = set().union(*asked.values()) if asked else set()
    common = sum(bool(found & terms) for found in named.values())
    return bool(named) and common >= min(_ENOUGH, len(named))


def _nouns(text: str) -> dict[str, set[str]]:
    """Each noun of a text with the terms it is found by."""
    forms = {word: analysis.form(word) for word in analysis.written(text) if word[:1].isupper() and len(word) > 3}
    empty = {analysis.form(word).term for word in _EMPTY.split()}
    return {
        word: {*form.whole, *form.inner}
        for word, form in forms.items()
        if form.term not in empty and not analysis.is_stop(form.term)
    }
