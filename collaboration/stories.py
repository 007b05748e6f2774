"""Sorts what is new into stories: what happened to one paper or meeting, each line once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from collaboration.news import News, Subject
from council.models import Meeting
from council.templatetags import council as words


@dataclass(frozen=True)
class Story:
    """What happened to one paper or meeting on one day, the newest first; each line once."""

    subject: Subject
    lines: list[News]

    @property
    def is_meeting(self) -> bool:
        """Whether it is about a meeting."""
        return isinstance(self.subject, Meeting)

    @property
    def overline(self) -> str:
        """What stands above its title: the body and the day of a meeting, kind and number of a paper."""
        if isinstance(self.subject, Meeting):
            return place_and_time(self.subject)
        return " · ".join(part for part in (self.subject.kind_label, self.subject.reference) if part)


@dataclass(frozen=True)
class Day:
    """All that happened on one day."""

    day: date
    stories: list[Story]


def days(found: Iterable[News]) -> list[Day]:
    """Sort what happened by day and thing, the newest first; the same words about one thing stand once a day."""
    sorted_in: dict[date, dict[Subject, dict[str, News]]] = {}
    for one in found:
        told = sorted_in.setdefault(one.day, {})
        told.setdefault(one.subject, {}).setdefault(one.words, one)
    return [
        Day(day, [Story(subject, list(lines.values())) for subject, lines in told.items()])
        for day, told in sorted_in.items()
    ]


def by_thing(found: Iterable[News]) -> list[Story]:
    """The same without days, as a mail has it."""
    sorted_in: dict[Subject, dict[str, News]] = {}
    for one in found:
        sorted_in.setdefault(one.subject, {}).setdefault(one.words, one)
    return [Story(subject, list(lines.values())) for subject, lines in sorted_in.items()]


def place_and_time(meeting: Meeting) -> str:
    """The body, day and hour of a meeting."""
    parts = [str(meeting.organization or "Gremium nicht angegeben"), words.day(meeting.date)]
    if meeting.starts_at:
        parts.append(words.clock(meeting.starts_at))
    return ", ".join(parts)
