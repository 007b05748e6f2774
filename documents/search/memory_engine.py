"""The plain engine in memory: shows in few lines what an engine does, and stands in for one in tests."""

import math
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Self

from documents.search import analysis, closeness, engine, inversion, spelling, vocabulary
from documents.search import query as queries

_K1, _B = 1.2, 0.75


class _Indexed(NamedTuple):
    document: engine.Document
    entries: inversion.Entries
    words: dict[str, list[str]]  # the entries of its vocabulary by how they begin

    @classmethod
    def of(cls, document: engine.Document) -> Self:
        entries = inversion.invert(document)
        words: dict[str, list[str]] = defaultdict(list)
        for entry in entries.spellings:
            words[entry[: entry.index("\t") + 1]].append(entry)
        return cls(document, entries, dict(words))


class MemoryEngine:
    """Keeps every document inverted and asks each of them; meant for some thousand documents."""

    version = analysis.VERSION

    def __init__(self) -> None:
        self._indexed: dict[str, _Indexed] = {}
        self._lock = threading.RLock()

    def put(self, documents: Iterable[engine.Document]) -> None:
        """See engine.Engine."""
        for document in documents:
            indexed = _Indexed.of(document)
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

    def settle(self) -> None:
        """See engine.Engine."""

    def count(self) -> int:
        """See engine.Engine."""
        return len(self._indexed)

    def query(
        self,
        query: queries.Query,
        *,
        only: engine.Filter,
        sort: engine.Sort = "relevance",
        limit: int = engine.MOST_HITS,
    ) -> engine.Hits:
        """See engine.Engine."""
        found = [hit for side in engine.sides(only.audiences) for hit in self._matches(query, side=side, only=only)]
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

    def _matches(self, query: queries.Query, *, side: bool, only: engine.Filter) -> Iterator[engine.Hit]:
        indexed = self._side(side)
        if not query.wanted or not indexed:
            return
        scoring, shares = _Scoring([one.entries for one in indexed]), query.scored
        exact = [_Exact(indexed, clause) for clause in query.wanted if isinstance(clause, queries.Word)]
        for one in indexed:
            if only.admits(one.document) and _is_match(one.entries, query):
                score = scoring.score(one.entries, shares) + sum(word.score(one) for word in exact)
                yield engine.hit(one.document, score=score)


class _Exact:
    """What it counts that a word of a query stands in a document as it was typed, or with another ending only."""

    def __init__(self, indexed: list[_Indexed], word: queries.Word) -> None:
        self._entry, self._near = word.entry, word.near
        found = {entry for one in indexed for entry in one.words.get(word.entry, ())}
        self._entries = frozenset(vocabulary.as_typed(word.text, sorted(found)))
        having = sum(self._has(one) for one in indexed)
        near = sum(self._has_near(one) for one in indexed)
        self._exact_share = queries.EXACT_SHARE * vocabulary.exactness(len(indexed), having=having)
        self._near_share = queries.NEAR_SHARE * vocabulary.exactness(len(indexed), having=near)

    def score(self, one: _Indexed) -> float:
        return self._exact_share * self._has(one) + self._near_share * self._has_near(one)

    def _has_near(self, one: _Indexed) -> bool:
        return any(entry in one.words for entry in self._near)

    def _has(self, one: _Indexed) -> bool:
        return not self._entries.isdisjoint(one.words.get(self._entry, ()))


class _Scoring:
    """BM25 over one half of the index."""

    def __init__(self, entries: list[inversion.Entries]) -> None:
        self._entries = entries
        self._average = sum(one.length for one in entries) / len(entries) or 1
        self._rarities: dict[str, float] = {}

    def score(self, entries: inversion.Entries, shares: Mapping[str, float]) -> float:
        return sum(share * self._term(entries, term) for term, share in shares.items())

    def _term(self, entries: inversion.Entries, term: str) -> float:
        weight = entries.weights.get(term, 0.0)
        length = 1 - _B + _B * entries.length / self._average
        return self._rarity(term) * weight * (_K1 + 1) / (weight + _K1 * length)

    def _rarity(self, term: str) -> float:
        if term not in self._rarities:
            having = sum(term in entries.weights for entries in self._entries)
            self._rarities[term] = math.log(1 + len(self._entries) / (having + 1))
        return self._rarities[term]


def _is_match(entries: inversion.Entries, query: queries.Query) -> bool:
    return all(_has(entries, clause) for clause in query.wanted) and not any(
        _has_exactly(entries, clause) for clause in query.unwanted
    )


def _has(entries: inversion.Entries, clause: queries.Clause) -> bool:
    if isinstance(clause, queries.Anything):
        return True
    if isinstance(clause, queries.Word):
        return _has_word(entries, clause) or any(_has(entries, other) for other in clause.also)
    return _has_exactly(entries, clause)


def _has_word(entries: inversion.Entries, word: queries.Word) -> bool:
    return any(term in entries.weights for term in word.ways) or bool(
        word.parts and _fits(entries, word.parts, closeness.are_near)
    )


def _has_exactly(entries: inversion.Entries, clause: queries.Exact) -> bool:
    if isinstance(clause, queries.Start):
        return any(entry.startswith(clause.start) for entry in entries.spellings)
    return _fits(entries, clause.terms, closeness.in_sequence)


def _fits(entries: inversion.Entries, terms: tuple[str, ...], fit: closeness.Fit) -> bool:
    return fit([entries.places.get(term, []) for term in terms])
