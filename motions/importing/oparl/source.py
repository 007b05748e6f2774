"""Where foreign objects come from: a folder or an address, both read in one stable order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from motions.importing.oparl.records import File, Kind


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Position:
    """A place in a source: the part (a list or a file), the page in it, the object on the page (from 0)."""

    part: str
    page: str
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One raw object, its place, and the type the place suggests where it suggests one."""

    position: Position
    raw: object
    expected: Kind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A page, list or file that could not be read, with the reason a clerk will read; `group` if it is of a sort."""

    where: str
    message: str
    group: str = ""


class NotThereError(Exception):
    """The source has no bytes for this file; the text is the German reason. `passing`: a later try may help."""

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


class Source(Protocol):
    """A foreign system. Objects come in dependency order and, while nothing changes there, always in the same."""

    def objects(self, *, after: Position | None = None) -> Iterator[Found | Problem]:
        """All objects, or those after a position; what cannot be read comes as a Problem in its place."""

    def copy(self, file: File, *, into: BinaryIO) -> int:
        """Write the bytes of a file and give their number; NotThereError with the reason if they cannot be had."""

    def text(self, file: File) -> str:
        """The text the source keeps of a file, "" if none."""
