"""Cuts the source into what is kept of it, letter by letter: the paper's own text, the notes, their passages."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence

from motions.importing.plain.proposal import Passage, Proposal, Repeated, Section

_BLANKS = re.compile(r"\s*")
OMISSION = "Auslassung in der Quelle, keine Antwort"
BRACKETS = "enthält eine redaktionelle Anmerkung, die keine Antwort ist"


def of_paper(proposal: Proposal) -> str:
    """The text of the paper itself: all above the notes, each paragraph once, headings marked once they are settled."""
    if proposal.notes is not None:
        return proposal.source[: proposal.notes.start]
    text = _without(proposal.repeated, source=proposal.source)
    outlined = all(point.field != "sections" for point in proposal.open)
    return _with_headings(text, proposal.sections) if outlined else text


def of_notes(proposal: Proposal) -> str:
    """The notes below their heading; empty where there are none."""
    return proposal.source[proposal.notes.below :].lstrip("\r\n") if proposal.notes else ""


def of_passage(passage: Passage, *, source: str) -> str:
    """The passage with its bullets as they stand there."""
    return source[passage.start : passage.end]


def remark(passage: Passage) -> str:
    """What must be known of a passage that holds editorial remarks; empty if it holds none."""
    if not passage.says_something:
        return OMISSION
    return BRACKETS if passage.remarks else ""


def _without(repeated: Sequence[Repeated], *, source: str) -> str:
    kept, position = [], 0
    for twice in sorted(repeated, key=lambda repeated: repeated.start):
        kept.append(source[position : twice.start])
        blanks = _BLANKS.match(source, twice.end)
        position = blanks.end() if blanks else twice.end
    return "".join((*kept, source[position:]))


def _with_headings(text: str, sections: Sequence[Section]) -> str:
    """Mark the lines that are headings, in their order; one that is no line of its own stays unmarked."""
    places: dict[str, deque[int]] = {}
    for place, section in enumerate(sections):
        if section.heading:
            places.setdefault(section.heading, deque()).append(place)
    lines, reached = text.split("\n"), 0
    for position, line in enumerate(lines):
        left = places.get(line.strip(), deque())
        while left and left[0] < reached:
            left.popleft()
        if left:
            reached = left.popleft()
            lines[position] = f"{'#' * (sections[reached].level + 1)} {line.lstrip()}"
    return "\n".join(lines)
