"""What can be found: each kind of thing is a source that tells its documents, who may read them and how a hit looks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Self

from django.db import models
from django.utils.formats import date_format

from council import audiences
from council.audiences import HasAudience, Standing
from documents.search.engine import PUBLIC, Document

# Counted up whenever sources give other documents of the same rows: the index is then built anew.
VERSION = "2"

# The audience of what is read for reasons that no single audience tells; the index filter hands it to whoever is signed
# in, never to suggestions, and `visible_to` alone decides.
MIXED = "mixed"


class Name(NamedTuple):
    """The key of a document taken apart: its source, the row, and the page of a file (0: the file as a whole)."""

    source: str
    pk: int
    page: int | None = None

    @classmethod
    def parse(cls, key: str) -> Self:
        """Take a key apart, such as "paper:17" or "file:9:3"."""
        source, pk, *page = key.split(":")
        return cls(source, int(pk), int(page[0]) if page else None)

    @property
    def key(self) -> str:
        """The name in one word."""
        return ":".join(str(part) for part in self if part is not None)


@dataclass(frozen=True)
class Card:
    """How something found is shown. Passages are cut from `text`."""

    label: str
    title: str
    url: str
    text: str = ""
    number: str = ""
    when: str = ""
    body: str = ""
    context: str = ""
    context_url: str = ""
    audience: str = PUBLIC


class Source(ABC):
    """A kind of thing that can be found; upper floors register theirs.

    `name` begins its keys and is the kind of its documents; `label` is the German plural people see.
    """

    name: str
    label: str
    model: type[models.Model]

    @abstractmethod
    def documents(self, pks: Collection[int]) -> Iterator[Document]:
        """What to index of the rows; nothing for those that are not there or deleted."""

    @abstractmethod
    def cards(self, names: Collection[Name]) -> dict[str, Card]:
        """How the documents of these names are shown, by key; the caller has asked before whether they may be."""

    def affected(self, things: Mapping[str, Collection[int]]) -> set[int]:
        """The rows to index anew when something happened to these things, given as ids by kind ("documents.paper")."""
        return set(things.get(self.model._meta.label_lower, ()))

    def keys(self, pks: Collection[int]) -> set[str]:
        """Every key under which the index may hold something of the rows."""
        return {Name(self.name, pk).key for pk in pks}

    def visible(self, pks: Collection[int], *, standing: Standing) -> set[int]:
        """Those of the rows that someone of this standing may read. Costs one query."""
        manager: Any = self.model._default_manager
        return set(manager.visible_for(standing).filter(pk__in=pks).values_list("pk", flat=True))

    def widened(self, standing: Standing) -> frozenset[str]:
        """Audiences to which this person does not belong, of things they may read all the same."""
        return frozenset()

    def public(self, pks: Collection[int]) -> set[int]:
        """Those of the rows that anybody may read."""
        return self.visible(pks, standing=audiences.standing_of(None))

    def following(self, pk: int, *, most: int) -> list[int]:
        """The next living rows after one, in the order of their ids."""
        return list(self._living().filter(pk__gt=pk).order_by("pk").values_list("pk", flat=True)[:most])

    def count(self) -> int:
        """How many living rows there are."""
        return self._living().count()

    def _living(self) -> models.QuerySet[models.Model]:
        return self.model._default_manager.filter(deleted_at=None)


_registered: dict[str, Source] = {}


def register(source: Source) -> None:
    """Make a kind of thing findable; the order of registration is the order of the kinds on the page."""
    _registered[source.name] = source


def registered() -> dict[str, Source]:
    """All sources by name."""
    return _registered


def token(*path: HasAudience, is_public: bool) -> str:
    """The audience in the index of a thing that hangs on others: thing, paper or item, meeting.

    `is_public` is what `visible_to` says of nobody. Else it is the one closed audience on the path; where several
    differ, no audience says who may read the thing.
    """
    if is_public:
        return PUBLIC
    closed = {audiences.token(thing) for thing in path} - {PUBLIC}
    return closed.pop() if len(closed) == 1 else MIXED


def proposed_to(standing: Standing) -> frozenset[str]:
    """The audiences whose documents an engine may propose to someone; `visible_to` disposes."""
    tokens = audiences.tokens_of(standing)
    if standing.user_id is None:
        return tokens
    return tokens.union({MIXED}, *(source.widened(standing) for source in _registered.values()))


def whispered_to(standing: Standing) -> frozenset[str]:
    """The audiences of which this person may read everything: only from these are words offered."""
    if standing.barred_items:
        return frozenset({PUBLIC})
    return audiences.tokens_of(standing) - {"named"}


def narrowest(*path: HasAudience) -> str:
    """The first audience on the path that is not public, for the mark beside a hit."""
    return next((thing.audience for thing in path if thing.audience != PUBLIC), PUBLIC)


def written(day: date | None) -> str:
    """A day as it stands beside a hit."""
    return date_format(day, "j. F Y") if day else "Datum nicht angegeben"
