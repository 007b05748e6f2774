"""Composes the agenda of a meeting from its standing items, its own items and the papers and inquiries that name it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from collaboration.demo.nouns import Inquiry, Item, Meeting, Paper, Step, Town, Votes

DISTRICT_PROPOSALS, QUESTION_TIME = "Vorschläge der Ortsbeiräte", "Fragestunde"

# The order of papers on an agenda: what comes first is lower.
_RANKS = {"Magistratsvorlage": 2, "Antrag": 3, "Eingabe": 4, "Bürgergutachten": 5, "Mitteilung": 6, "Bericht": 6}
_ELECTION, _INQUIRY, _CLOSED = 1, 5, 9


@dataclass(frozen=True)
class Entry:
    """One line of an agenda. `paper` is the key of a paper or inquiry; `closed` items are announced by `neutral_title`."""

    title: str
    part: str = ""
    number: str = ""
    paper: str = ""
    neutral_title: str = ""
    closed: bool = False
    role: str = ""
    result: str = ""
    votes: tuple[Votes, ...] = ()
    resolution: str = ""
    remark: str = ""
    children: tuple[Entry, ...] = field(default=())

    @property
    def announced(self) -> str:
        """The title everyone may read."""
        return (self.neutral_title or "Nichtöffentliche Angelegenheit") if self.closed else self.title


def of(town: Town, meeting: Meeting) -> tuple[Entry, ...]:
    """The agenda of a meeting with its numbers: "I/4", "I/2.1"; bodies without parts count 1, 2, 2.1."""
    papers = tuple(_paper_entries(town, meeting))
    under = {DISTRICT_PROPOSALS: "Vorschlag des Ortsbeirats", QUESTION_TIME: "Frage (Fragestunde)"}
    first = "I" if meeting.body == "stavo" else ""
    standing = [
        Entry(
            title=title,
            part=first,
            closed=meeting.closed,
            result="noted" if _over(meeting, town.today) else "",
            children=tuple(entry for kind, entry in papers if kind == under.get(title)),
        )
        for title in meeting.standing
    ]
    nested = set(under.values()) if set(under) <= set(meeting.standing) else set()
    ranked = [(_rank(kind, entry), entry) for kind, entry in papers if kind not in nested]
    ranked += [(_CLOSED if item.closed else 0, _own_entry(item, first)) for item in _own(town, meeting)]
    ranked += [(_INQUIRY, entry) for entry in _inquiry_entries(town, meeting, first)]
    ordered = [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])]
    return tuple(_numbered([*standing, *ordered]))


def flat(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry | None]]:
    """Every entry with its parent, in the order of the agenda."""
    for entry in entries:
        yield entry, None
        for child in entry.children:
            yield child, entry


def _over(meeting: Meeting, today: date) -> bool:
    return meeting.day < today and not meeting.cancelled


def _paper_entries(town: Town, meeting: Meeting) -> Iterator[tuple[str, Entry]]:
    """The papers treated in this meeting with their kind; amendments come under their paper."""
    treated = {paper.key: step for paper in town.papers for step in paper.steps if step.meeting == meeting.key}
    amendments: dict[str, list[Entry]] = {}
    for paper in sorted((town.paper_by_key[key] for key in treated), key=_by_reference):
        if paper.parent in treated:
            amendments.setdefault(paper.parent, []).append(_entry(paper, treated[paper.key]))
    for paper in sorted((town.paper_by_key[key] for key in treated), key=_by_reference):
        if paper.parent not in treated:
            entry = _entry(paper, treated[paper.key])
            yield paper.kind, replace(entry, children=tuple(amendments.get(paper.key, ())))


def _by_reference(paper: Paper) -> tuple[date, str]:
    return paper.admitted or date.max, paper.reference


def _entry(paper: Paper, step: Step) -> Entry:
    return Entry(
        title=paper.title,
        part=step.part,
        paper=paper.key,
        neutral_title=paper.neutral_title,
        closed=step.closed,
        role=step.role,
        result=step.result,
        votes=step.votes,
        resolution=step.resolution,
        remark=step.remark,
    )


def _rank(kind: str, entry: Entry) -> int:
    if entry.closed:
        return _CLOSED
    return _ELECTION if entry.role == "Wahl" else _RANKS.get(kind, 3)


def _own(town: Town, meeting: Meeting) -> Iterator[Item]:
    return (item for item in town.items if item.meeting == meeting.key)


def _own_entry(item: Item, part: str) -> Entry:
    return Entry(
        title=item.title,
        part=item.part or part,
        neutral_title=item.neutral_title,
        closed=item.closed,
        result=item.result,
        votes=item.votes,
        resolution=item.resolution,
        remark=item.remark,
    )


def _inquiry_entries(town: Town, meeting: Meeting, part: str) -> Iterator[Entry]:
    for inquiry in town.inquiries:
        if inquiry.meeting == meeting.key:
            yield Entry(
                title=f"Anfrage: {inquiry.title}",
                part=part,
                paper=inquiry.key,
                role="Beantwortung",
                result=_inquiry_result(inquiry),
            )


def _inquiry_result(inquiry: Inquiry) -> str:
    """In a meeting an inquiry is answered by word of mouth, in whole or in part, or not yet."""
    return "answered_oral" if inquiry.given in ("oral", "mixed") else ""


def _numbered(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Part I before part II; within a part the given order."""
    parts = list(dict.fromkeys(sorted(entry.part for entry in entries)))
    for part in parts:
        for number, entry in enumerate((entry for entry in entries if entry.part == part), start=1):
            label = f"{part}/{number}" if part else str(number)
            children = tuple(
                replace(child, part=part, number=f"{label}.{below}")
                for below, child in enumerate(entry.children, start=1)
            )
            yield replace(entry, number=label, children=children)
