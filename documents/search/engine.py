"""The seam between the product and a search engine: what goes in, what comes out, and what every engine promises.

An engine proposes keys; the caller puts them through `visible_to` before it counts, pages, shows or completes anything.
Public and closed documents live apart: what is closed influences neither the order of public hits nor suggestions.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from documents.search import query as queries

PUBLIC = "public"
MOST_HITS = 10_000
MOST_SUGGESTIONS = 3
MOST_COMPLETIONS = 8

Sort = Literal["relevance", "date"]
ANY: frozenset[str] = frozenset()
ANY_YEAR: frozenset[int] = frozenset()


class IndexUnusable(Exception):  # says what is so, not that it is an error
    """The index is missing, damaged or made with other rules: `clear()` it and put everything again."""


class IndexBusy(Exception):  # says what is so, not that it is an error
    """Another process has been writing for too long; nothing was changed, try again later."""


@dataclass(frozen=True)
class Document:
    """Something that can be found.

    `key` names it ("paper:<key>", "file:<key>:<page>"), `group` the paper or meeting it belongs to; `audience` is one
    token ("public", "members", "body:12", "faction:5", "named:<model>:<pk>" …); `bodies` are keys of bodies.
    """

    key: str
    kind: str
    title: str
    text: str
    audience: str
    group: str = ""
    date: datetime.date | None = None
    year: int | None = None
    bodies: tuple[str, ...] = ()
    reference: str = ""


class Hit(NamedTuple):
    """A document that matches, with what facets are counted from. Scores compare within one answer only."""

    key: str
    group: str
    kind: str
    year: int | None
    date: datetime.date | None
    bodies: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Hits:
    """All that matches in the order asked for; not complete if there was more than the limit or the time allowed."""

    hits: tuple[Hit, ...] = ()
    is_complete: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(hit.key for hit in self.hits)


class Engine(Protocol):
    """What every engine does. All methods raise IndexUnusable, those that write IndexBusy too; nothing else."""

    @property
    def version(self) -> str:
        """Changes when an index must be made anew because analysis or format changed."""

    def put(self, documents: Iterable[Document]) -> None:
        """Make the documents findable; one with the same key is replaced, also across audiences."""

    def remove(self, keys: Iterable[str]) -> None:
        """Make what has these keys unfindable; unknown keys are passed over."""

    def clear(self) -> None:
        """Throw everything away and start empty, whatever state the index is in."""

    def count(self) -> int:
        """How many documents there are, all audiences together."""

    def query(
        self,
        query: queries.Query,
        *,
        audiences: frozenset[str],
        kinds: frozenset[str] = ANY,
        years: frozenset[int] = ANY_YEAR,
        bodies: frozenset[str] = ANY,
        sort: Sort = "relevance",
        limit: int = MOST_HITS,
    ) -> Hits:
        """What matches and has one of the audiences; an empty set of kinds, years or bodies means any."""

    def suggest(self, word: str, *, audiences: frozenset[str]) -> tuple[str, ...]:
        """Words like this one (edit distance ≤ 2) from documents of these audiences, best first; none if it occurs."""

    def complete(self, start: str, *, audiences: frozenset[str]) -> tuple[str, ...]:
        """Words that begin like this from documents of these audiences, the most frequent first."""


class Facts(Protocol):
    """What of a document hits are filtered by and facets are counted from."""

    @property
    def key(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def audience(self) -> str: ...
    @property
    def date(self) -> datetime.date | None: ...
    @property
    def year(self) -> int | None: ...
    @property
    def bodies(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Filter:
    """Which documents may be hits at all; an empty set of kinds, years or bodies means any."""

    audiences: frozenset[str]
    kinds: frozenset[str] = ANY
    years: frozenset[int] = ANY_YEAR
    bodies: frozenset[str] = ANY

    def admits(self, facts: Facts) -> bool:
        return (
            facts.audience in self.audiences
            and (not self.kinds or facts.kind in self.kinds)
            and (not self.years or facts.year in self.years)
            and (not self.bodies or not self.bodies.isdisjoint(facts.bodies))
        )


def sides(audiences: frozenset[str]) -> tuple[bool, ...]:
    """Which halves of an index these audiences may open: True is the public one, False the closed one."""
    public = (True,) if PUBLIC in audiences else ()
    return (*public, False) if audiences - {PUBLIC} else public


def hit(facts: Facts, *, score: float) -> Hit:
    """The hit for a document."""
    return Hit(facts.key, facts.group, facts.kind, facts.year, facts.date, facts.bodies, score)


def answer(found: list[Hit], *, sort: Sort, limit: int, is_complete: bool = True) -> Hits:
    """Order hits by score or by date (newest first, undated last), then by the other and the key; keep the first."""
    if sort == "date":
        found.sort(key=lambda hit: (_age(hit), -hit.score, hit.key))
    else:
        found.sort(key=lambda hit: (-hit.score, _age(hit), hit.key))
    return Hits(tuple(found[:limit]), is_complete and len(found) <= limit)


def _age(hit: Hit) -> int:
    return -(hit.date.toordinal() if hit.date else 0)
