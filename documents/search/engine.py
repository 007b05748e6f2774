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


class IndexAway(IndexUnusable):  # says what is so, not that it is an error
    """What holds the index cannot be reached; nothing is known to be wrong with it, so it is left as it is."""


class IndexBusy(Exception):  # says what is so, not that it is an error
    """Another process has been writing for too long; nothing was changed, try again later."""


@dataclass(frozen=True)
class Document:
    """Something that can be found.

    `key` names it ("paper:<key>", "file:<key>:<page>"), `group` the paper or meeting it belongs to; `audience` is one
    token ("public", "members", "body:12", "faction:5", "named:<model>:<pk>" …); `bodies`, `factions` and `districts`
    are keys; `paper_type` and `state` are those of the paper it is or hangs on, empty for what is of no paper.
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
    factions: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    paper_type: str = ""
    state: str = ""


class Hit(NamedTuple):
    """A document that matches, with what facets are counted from. Scores compare within one answer only."""

    key: str
    group: str
    kind: str
    year: int | None
    date: datetime.date | None
    bodies: tuple[str, ...]
    factions: tuple[str, ...]
    districts: tuple[str, ...]
    paper_type: str
    state: str
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
    """What every engine does. Methods raise IndexUnusable or IndexAway, writing ones IndexBusy too; nothing else."""

    @property
    def version(self) -> str:
        """Changes when an index must be made anew because analysis or format changed."""

    def put(self, documents: Iterable[Document]) -> None:
        """Make the documents findable; one with the same key is replaced, also across audiences."""

    def remove(self, keys: Iterable[str]) -> None:
        """Make what has these keys unfindable; unknown keys are passed over."""

    def clear(self) -> None:
        """Throw everything away and start empty, whatever state the index is in."""

    def settle(self) -> None:
        """Put in order what many small additions have left, so that answers are quick; changes nothing else."""

    def count(self) -> int:
        """How many documents there are, all audiences together."""

    def query(self, query: queries.Query, *, only: "Filter", sort: Sort = "relevance", limit: int = MOST_HITS) -> Hits:
        """What matches and is admitted by the filter."""

    def suggest(self, word: str, *, audiences: frozenset[str]) -> tuple[str, ...]:
        """Words like this one (edit distance ≤ 2) from documents of these audiences, best first; none if it occurs."""

    def complete(self, start: str, *, audiences: frozenset[str]) -> tuple[str, ...]:
        """Words that begin like this from documents of these audiences, the most frequent first."""


class Fitting(Protocol):
    """What of a document or a hit is compared with what is asked for, and facets are counted from."""

    @property
    def key(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def date(self) -> datetime.date | None: ...
    @property
    def year(self) -> int | None: ...
    @property
    def bodies(self) -> tuple[str, ...]: ...
    @property
    def factions(self) -> tuple[str, ...]: ...
    @property
    def districts(self) -> tuple[str, ...]: ...
    @property
    def paper_type(self) -> str: ...
    @property
    def state(self) -> str: ...


class Facts(Fitting, Protocol):
    """The same with who may read it."""

    @property
    def audience(self) -> str: ...


@dataclass(frozen=True)
class Filter:
    """Which documents may be hits at all; an empty set means any, and so does no day.

    `since` and `until` are both included; with either, what has no date is no hit.
    """

    audiences: frozenset[str]
    kinds: frozenset[str] = ANY
    years: frozenset[int] = ANY_YEAR
    bodies: frozenset[str] = ANY
    factions: frozenset[str] = ANY
    districts: frozenset[str] = ANY
    paper_types: frozenset[str] = ANY
    states: frozenset[str] = ANY
    groups: frozenset[str] = ANY
    since: datetime.date | None = None
    until: datetime.date | None = None

    def admits(self, facts: Facts) -> bool:
        """Whether a document may be a hit."""
        return facts.audience in self.audiences and self.fits(facts)

    def fits(self, facts: Fitting) -> bool:
        """Whether it has all that is asked for beside the audience."""
        return (
            (not self.kinds or facts.kind in self.kinds)
            and (not self.years or facts.year in self.years)
            and (not self.bodies or not self.bodies.isdisjoint(facts.bodies))
            and (not self.factions or not self.factions.isdisjoint(facts.factions))
            and (not self.districts or not self.districts.isdisjoint(facts.districts))
            and (not self.paper_types or facts.paper_type in self.paper_types)
            and (not self.states or facts.state in self.states)
            and (not self.groups or facts.group in self.groups)
            and (self.since is None or (facts.date is not None and facts.date >= self.since))
            and (self.until is None or (facts.date is not None and facts.date <= self.until))
        )


def sides(audiences: frozenset[str]) -> tuple[bool, ...]:
    """Which halves of an index these audiences may open: True is the public one, False the closed one."""
    public = (True,) if PUBLIC in audiences else ()
    return (*public, False) if audiences - {PUBLIC} else public


def hit(facts: Facts, *, score: float) -> Hit:
    """The hit for a document."""
    return Hit(
        facts.key,
        facts.group,
        facts.kind,
        facts.year,
        facts.date,
        facts.bodies,
        facts.factions,
        facts.districts,
        facts.paper_type,
        facts.state,
        score,
    )


def answer(found: list[Hit], *, sort: Sort, limit: int, is_complete: bool = True) -> Hits:
    """Order hits by score or by date (newest first, undated last), then by the other and the key; keep the first."""
    if sort == "date":
        found.sort(key=lambda hit: (_age(hit), -hit.score, hit.key))
    else:
        found.sort(key=lambda hit: (-hit.score, _age(hit), hit.key))
    return Hits(tuple(found[:limit]), is_complete and len(found) <= limit)


def _age(hit: Hit) -> int:
    return -(hit.date.toordinal() if hit.date else 0)
