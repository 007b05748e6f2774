"""Knows every text that can be laid beside another: versions and files of papers, and what upper floors add."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from council.audiences import Standing
from documents.models import File, Paper, PaperVersion
from documents.states import FileRole, FileState

MARK = "~"  # between the key of a paper and the part of it that is meant
LONGEST = 400_000  # code points of one text


@dataclass(frozen=True)
class Side:
    """One text of a paper: `part` names it in an address, `label` in German; `read` fetches the canonical text.

    `rewrites` says that it is the text of the paper it belongs to, written anew.
    """

    paper: Paper
    part: str
    label: str
    url: str
    read: Callable[[], str]
    rewrites: bool = False

    @property
    def name(self) -> str:
        """Its name in an address."""
        return f"{self.paper.key}{MARK}{self.part}"


# Gives the texts of a paper that someone of this standing may read, the one that is meant by the paper itself first.
Source = Callable[[Standing, Paper], Iterable[Side]]

# Says which passages of two texts face each other, where this is known better than by comparing; None if it is not.
Pairing = Callable[[Standing, Side, Side], Sequence[tuple[str, str]] | None]

_sources: list[Source] = []
_pairings: list[Pairing] = []


def source(function: Source) -> Source:
    """Register where texts of papers come from; those of this floor come first."""
    _sources.append(function)
    return function


def pairing(function: Pairing) -> Pairing:
    """Register what knows which passages of two texts face each other."""
    _pairings.append(function)
    return function


def of(paper: Paper, *, standing: Standing) -> list[Side]:
    """All texts of a paper that someone of this standing may read; the paper must be visible to them."""
    return [side for function in _sources for side in function(standing, paper)]


def find(name: str, *, standing: Standing) -> Side | None:
    """The text of that name (`key` or `key~part`); None if there is none that someone of this standing may read."""
    if "\0" in name:
        return None
    key, _, part = name.partition(MARK)
    paper = Paper.objects.visible_for(standing).select_related("body", "superordinate").filter(key=key).first()
    if paper is None:
        return None
    return next((side for side in of(paper, standing=standing) if part in ("", side.part)), None)


def pairs(left: Side, right: Side, *, standing: Standing) -> Sequence[tuple[str, str]] | None:
    """Which passages of the two face each other, if something knows it."""
    for function in _pairings:
        found = function(standing, left, right)
        if found is not None:
            return found
        turned = function(standing, right, left)
        if turned is not None:
            return [(here, there) for there, here in turned]
    return None


@source
def _versions(standing: Standing, paper: Paper) -> list[Side]:
    return [
        Side(
            paper=paper,
            part=str(version.number),
            label=f"Fassung {version.number} vom {version.made_at:%d.%m.%Y}",
            url=f"{paper.get_absolute_url()}?version={version.number}",
            read=_reader_of_version(version),
        )
        for version in paper.versions_for(standing).defer("text")
    ]


@source
def _files(standing: Standing, paper: Paper) -> list[Side]:
    """The files of a paper as they were read, its main document first."""
    rows = File.objects.visible_for(standing).filter(paper=paper, state=FileState.READABLE)
    files = sorted(rows.order_by("order", "pk"), key=lambda file: file.role != FileRole.MAIN)
    return [
        Side(
            paper=paper,
            part=f"file-{file.key}",
            label=f"{file.get_role_display()}: {file.name}"[:120],
            url=file.get_absolute_url(),
            read=_reader_of_file(file),
        )
        for file in files
    ]


def _reader_of_version(version: PaperVersion) -> Callable[[], str]:
    return lambda: version.text


def _reader_of_file(file: File) -> Callable[[], str]:
    def read() -> str:
        return "\n\n".join(page.canonical for page in file.pages.order_by("number"))

    return read
