"""The plain engine in memory: shows in few lines what an engine does, and stands in for one in tests."""

import math
import threading
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from documents.search import analysis, closeness, engine, inversion, spelling, vocabulary
from documents.search import query as queries

_K1, _B = 1.2, 0.75


class _Indexed(NamedTuple):
    document: engine.Document
    entries: inversion.Entries


class MemoryEngine:
    """Keeps every document inverted and asks each of them; meant for some thousand documents."""

    version = analysis.VERSION

    def __init__(self) -> None:
        self._indexed: dict[str, _Indexed] = {}
        self._lock = threading.RLock()

    def put(self, documents: Iterable[engine.Document]) -> None:
        """See engine.Engine."""
        for document in documents:
            indexed = _Indexed(document, inversion.invert(document))
            with self._lock:
                self._indexed[document.key] = indexed

    def remove(self, keys: Iterable[str]) -> None:
        """See engine.Engine."""
        with self._lock:
            for key in keys:
                self._indexed.pop(key, None)

    def clear(self) -> None:
        """See engine.Engine."""
        with self._lock:
            self._indexed.clear()

    def count(self) -> int:
        """See engine.Engine."""
        return len(self._indexed)

    def query(
        self,
        query: queries.Query,
        *,
        audiences: frozenset[str],
        kinds: frozenset[str] = engine.ANY,
        years: frozenset[int] = engine.ANY_YEAR,
        bodies: frozenset[str] = engine.ANY,
        sort: engine.Sort = "relevance",
        limit: int = engine.MOST_HITS,
    ) -> engine.Hits:
        """See engine.Engine."""
        wanted = engine.Filter(audiences, kinds, years, bodies)
        found = [hit for side in engine.sides(audiences) for hit in self._matches(query, side=side, wanted=wanted)]
        return engine.answer(found, sort=sort, limit=limit)

    def suggest(self, word: str, *, audiences: frozenset[str]) -> tuple[str, ...]:
        """See engine.Engine."""
        folded = spelling.fold(word)
        edits = vocabulary.edits_allowed(folded)
        close = [
            (entry, 1)
            for entry in self._vocabulary(audiences)
            if vocabulary.distance(folded, entry.split("\t")[0]) <= edits
        ]
        if not edits or any(entry.startswith(f"{folded}\t") for entry, _ in close):
            return ()
        return vocabulary.closest(folded, close, most=engine.MOST_SUGGESTIONS)

    def complete(self, start: str, *, audiences: frozenset[str]) -> tuple[str, ...]:
        """See engine.Engine."""
        folded = analysis.start(start)
        if not folded:
            return ()
        entries = [(entry, 1) for entry in self._vocabulary(audiences) if entry.startswith(folded)]
        return vocabulary.most_frequent(entries, most=engine.MOST_COMPLETIONS)

    def _side(self, side: bool) -> list[_Indexed]:
        with self._lock:
            return [one for one in self._indexed.values() if (one.document.audience == engine.PUBLIC) is side]

    def _vocabulary(self, audiences: frozenset[str]) -> Iterator[str]:
        for side in engine.sides(audiences):
            for one in self._side(side):
                if one.document.audience in audiences:
                    yield from one.entries.spellings

    def _matches(self, query: queries.Query, *, side: bool, wanted: engine.Filter) -> Iterator[engine.Hit]:
        indexed = self._side(side)
        if not query.wanted or not indexed:
            return
        scoring = _Scoring([one.entries for one in indexed])
        for one in indexed:
            if wanted.admits(one.document) and _is_match(one.entries, query):
                yield engine.hit(one.document, score=scoring.score(one.entries, query.wanted))


class _Scoring:
    """BM25 over one half of the index."""

    def __init__(self, entries: list[inversion.Entries]) -> None:
        self._entries = entries
        self._average = sum(one.length for one in entries) / len(entries) or 1
        self._rarities: dict[str, float] = {}

    def score(self, entries: inversion.Entries, wanted: tuple[queries.Clause, ...]) -> float:
        return sum(share * self._term(entries, term) for clause in wanted for term, share in _scored_terms(clause))

    def _term(self, entries: inversion.Entries, term: str) -> float:
        weight = entries.weights.get(term, 0.0)
        length = 1 - _B + _B * entries.length / self._average
        return self._rarity(term) * weight * (_K1 + 1) / (weight + _K1 * length)

    def _rarity(self, term: str) -> float:
        if term not in self._rarities:
            having = sum(term in entries.weights for entries in self._entries)
            self._rarities[term] = math.log(1 + len(self._entries) / (having + 1))
        return self._rarities[term]


def _scored_terms(clause: queries.Clause) -> Iterator[tuple[str, float]]:
    if isinstance(clause, queries.Word):
        yield clause.term, 1.0
        yield from ((part, queries.PARTS_SHARE) for part in clause.parts)
    if isinstance(clause, queries.Phrase):
        yield from ((term, 1.0) for term in clause.terms)


def _is_match(entries: inversion.Entries, query: queries.Query) -> bool:
    return all(_has(entries, clause) for clause in query.wanted) and not any(
        _has_exactly(entries, clause) for clause in query.unwanted
    )


def _has(entries: inversion.Entries, clause: queries.Clause) -> bool:
    if isinstance(clause, queries.Word):
        return clause.term in entries.weights or bool(clause.parts and _fits(entries, clause.parts, closeness.are_near))
    return _has_exactly(entries, clause)


def _has_exactly(entries: inversion.Entries, clause: queries.Exact) -> bool:
    if isinstance(clause, queries.Start):
        return any(entry.startswith(clause.start) for entry in entries.spellings)
    return _fits(entries, clause.terms, closeness.in_sequence)


def _fits(entries: inversion.Entries, terms: tuple[str, ...], fit: closeness.Fit) -> bool:
    return fit([entries.places.get(term, []) for term in terms])
