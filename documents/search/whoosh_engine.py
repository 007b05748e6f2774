"""The embedded search engine: two Whoosh indexes, one public and one closed, in a directory of their own.

The only module that imports whoosh. Terms come from our analysis through field types of our own, so no Token objects
are made; what hits are filtered by lies in one column and is cached per segment, as segments never change; no text is
stored. Whoosh reads pickles: the directory must be writable for the product only.
"""

import datetime
import json
import logging
import math
import shutil
import threading
import time
import uuid
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Self

from whoosh import columns, fields, formats, index, matching, scoring
from whoosh import query as whoosh
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader
from whoosh.searching import Searcher
from whoosh.util.filelock import FileLock, try_for
from whoosh.writing import SegmentWriter

from documents.search import analysis, closeness, engine, inversion, spelling, vocabulary
from documents.search import query as queries

_FORMAT = "2"
_BATCH = 1_000  # documents in one commit
_MEMORY = 128  # megabytes a writer collects before it spills to disk
_TIME = 0.35  # seconds one query may take
_MOST_STARTS = 2_000  # words a `wort*` may stand for
_MOST_EXACT = 5_000  # documents with a word as it was typed; where there are more, that tells little
_MOST_CANDIDATES = 200  # words that are looked at for suggestions and completions
_MOST_COUNTED = 50  # documents that are counted for one of them
_SEGMENTS_OF_A_SIZE = 4  # so many segments of about the same size become one
_MOST_MERGED = 1_000  # documents written anew when one is put
_TOO_MANY_DELETED = 0.3  # of a segment; it is written anew then
_ATTEMPTS, _PAUSE = 5, 0.02  # to open what another process has just replaced; seconds between them
_NO_PLACE = b"\0"  # Whoosh leaves out empty values, and then confuses whose the others are

_log = logging.getLogger(__name__)


class WhooshEngine:
    """An engine.Engine in a directory, shared by all processes of one machine; one of them writes at a time.

    Readers are kept and refreshed. `clear` starts a new index beside the old one and then switches, so that readers
    are never left with half an index. `patience`: seconds to wait for another writer.
    """

    version = f"whoosh-{_FORMAT}-{analysis.VERSION}"

    def __init__(self, directory: Path, *, patience: float = 30.0) -> None:
        self._directory = directory
        self._patience = patience
        self._lock = threading.RLock()  # Whoosh's files have one position for all threads
        self._state: str | None = None
        self._halves: dict[bool, _Half] = {}

    def put(self, documents: Iterable[engine.Document]) -> None:
        """See engine.Engine."""
        waiting = iter(documents)
        while batch := {document.key: document for document in islice(waiting, _BATCH)}:
            self._write([_Prepared(one, inversion.invert(one)) for one in batch.values()], gone=list(batch))

    def remove(self, keys: Iterable[str]) -> None:
        """See engine.Engine."""
        self._write([], gone=list(dict.fromkeys(keys)))

    def clear(self) -> None:
        """See engine.Engine."""
        self._directory.mkdir(parents=True, exist_ok=True)
        with self._alone(), self._lock:
            self._forget()
            old = [entry for entry in self._directory.iterdir() if entry.is_dir()]
            epoch = uuid.uuid4().hex
            for name in ("public", "closed"):
                _Half.create(self._directory / epoch / name)
            new_state = self._directory / "state.new"
            new_state.write_text(json.dumps([self.version, epoch]), encoding="utf-8")
            new_state.replace(self._state_file)
            for entry in old:
                shutil.rmtree(entry, ignore_errors=True)

    def count(self) -> int:
        """See engine.Engine."""
        with self._reading() as halves:
            return sum(half.count() for half in halves.values())

    def query(
        self,
        query: queries.Query,
        *,
        only: engine.Filter,
        sort: engine.Sort = "relevance",
        limit: int = engine.MOST_HITS,
    ) -> engine.Hits:
        """See engine.Engine."""
        if not query.wanted:
            return engine.Hits()
        found: list[engine.Hit] = []
        clock = _Clock(_TIME)
        with self._reading() as halves:
            question = _translated(query, clock=clock)
            for side in engine.sides(only.audiences):
                halves[side].search(question, into=found, only=only, clock=clock)
        return engine.answer(found, sort=sort, limit=limit, is_complete=not clock.has_cut)

    def suggest(self, word: str, *, audiences: frozenset[str]) -> tuple[str, ...]:
        """See engine.Engine."""
        folded = spelling.fold(word)
        edits = vocabulary.edits_allowed(folded)
        if not edits:
            return ()
        with self._reading() as halves:
            open_halves = [halves[side] for side in engine.sides(audiences)]
            if any(half.starting(f"{folded}\t", audiences=audiences) for half in open_halves):
                return ()
            close = [entry for half in open_halves for entry in half.close_to(folded, edits=edits, audiences=audiences)]
        return vocabulary.closest(folded, close, most=engine.MOST_SUGGESTIONS)

    def complete(self, start: str, *, audiences: frozenset[str]) -> tuple[str, ...]:
        """See engine.Engine."""
        folded = analysis.start(start)
        if not folded:
            return ()
        with self._reading() as halves:
            open_halves = [halves[side] for side in engine.sides(audiences)]
            entries = [entry for half in open_halves for entry in half.starting(folded, audiences=audiences)]
        return vocabulary.most_frequent(entries, most=engine.MOST_COMPLETIONS)

    @property
    def _state_file(self) -> Path:
        return self._directory / "state.json"

    @contextmanager
    def _reading(self) -> Iterator[dict[bool, "_Half"]]:
        with self._lock, self._sound():
            yield self._open()

    def _write(self, added: list["_Prepared"], *, gone: list[str]) -> None:
        """Public first: what becomes closed leaves the public half before it enters the other."""
        if not self._directory.is_dir():
            raise engine.IndexUnusable("Der Suchindex fehlt.")
        with self._alone():
            for side in (True, False):
                with self._reading() as halves:
                    half, numbers = halves[side], list(halves[side].numbers(gone))
                with self._sound():
                    half.write([one for one in added if one.is_public is side], gone=numbers)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = FileLock(str(self._directory / "writer.lock"))
        if not try_for(lock.acquire, timeout=self._patience, delay=0.05):
            raise engine.IndexBusy("Der Suchindex wird gerade von einem anderen Prozess geschrieben.")
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _sound(self) -> Iterator[None]:
        """Whatever Whoosh raises over damaged files (EOFError, struct, zlib, pickle, key errors …) means: rebuild."""
        try:
            yield
        except engine.IndexUnusable:
            self._forget()
            raise
        except Exception as error:
            _log.warning("search index unusable", exc_info=error)
            self._forget()
            raise engine.IndexUnusable("Der Suchindex ist beschädigt.") from error

    def _open(self) -> dict[bool, "_Half"]:
        try:
            state = self._state_file.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise engine.IndexUnusable("Der Suchindex fehlt.") from None
        if state != self._state:
            version, epoch = json.loads(state)
            if version != self.version:
                raise engine.IndexUnusable("Der Suchindex gehört zu einer anderen Version.")
            self._forget()
            names = ((True, "public"), (False, "closed"))
            self._halves = {side: _Half(self._directory / epoch / name) for side, name in names}
            self._state = state
        return self._halves

    def _forget(self) -> None:
        with self._lock:
            self._halves, self._state = {}, None


class _Prepared(NamedTuple):
    """A document analysed before anything is locked."""

    document: engine.Document
    entries: inversion.Entries

    @property
    def is_public(self) -> bool:
        return self.document.audience == engine.PUBLIC


class _Facts(NamedTuple):
    """What is kept of a document beside its terms, see engine.Facts."""

    key: str
    group: str
    kind: str
    audience: str
    date: datetime.date | None
    year: int | None
    bodies: tuple[str, ...]
    factions: tuple[str, ...]
    districts: tuple[str, ...]
    paper_type: str
    state: str

    def to_bytes(self) -> bytes:
        return json.dumps([*self[:4], self.date and self.date.isoformat(), *self[5:]]).encode()

    @classmethod
    def from_bytes(cls, packed: bytes) -> Self:
        key, group, kind, audience, date, year, bodies, factions, districts, paper_type, state = json.loads(packed)
        day = date and datetime.date.fromisoformat(date)
        keys = (tuple(bodies), tuple(factions), tuple(districts))
        return cls(key, group, kind, audience, day, year, *keys, paper_type, state)

    @classmethod
    def of(cls, document: engine.Document) -> Self:
        return cls(*(getattr(document, name) for name in cls._fields))


class _Half:
    """One Whoosh index: all public documents, or all closed ones."""

    def __init__(self, directory: Path) -> None:
        self._index = _once_more(lambda: index.FileIndex(FileStorage(str(directory)), schema=_schema()))
        self._generation = -1
        self._searcher: Searcher | None = None
        self._facts: dict[str, list[_Facts]] = {}
        self._vocabularies: dict[str, vocabulary.Vocabulary] = {}

    @staticmethod
    def create(directory: Path) -> None:
        directory.mkdir(parents=True)
        index.FileIndex.create(FileStorage(str(directory)), _schema())

    def count(self) -> int:
        return int(self._fresh().doc_count())

    def write(self, added: list["_Prepared"], *, gone: list[int]) -> None:
        """Add and delete in one commit; `gone` are document numbers of the latest commit."""
        if not added and not gone:
            return
        writer = SegmentWriter(self._index, limitmb=_MEMORY, codec=_Codec())
        try:
            for number in gone:
                writer.delete_document(number)
            for document, entries in added:
                facts = _Facts.of(document).to_bytes()
                names = {"key": document.key, "spellings": entries.spellings}
                writer.add_document(terms=entries, facts=facts, **names)
            writer.commit(mergetype=_merge)
        except Exception:
            writer.cancel()
            raise

    def search(self, question: whoosh.Query, *, into: list[engine.Hit], only: engine.Filter, clock: "_Clock") -> None:
        """Collect every hit that the filter admits, until the time is up."""
        searcher = self._fresh()
        context = searcher.context()
        try:
            for leaf, _ in searcher.leaf_searchers():
                facts = self._facts_of(leaf.reader())
                matcher = question.matcher(leaf, context)
                while matcher.is_active():
                    clock.check()
                    one = facts[matcher.id()]
                    if only.admits(one):
                        into.append(engine.hit(one, score=matcher.score()))
                    matcher.next()
        except _TimeIsUp:
            clock.has_cut = True

    def starting(self, start: str, *, audiences: frozenset[str]) -> list[tuple[str, int]]:
        """Vocabulary entries that begin like this and in how many documents of these audiences they are."""
        found: dict[str, int] = {}
        for reader in _leaves(self._fresh()):
            infos = islice(reader.iter_prefix("spellings", start), _MOST_STARTS)
            frequent = sorted(infos, key=lambda entry: (-entry[1].doc_frequency(), entry[0]))
            self._count((name.decode() for name, _ in frequent[:_MOST_CANDIDATES]), reader, audiences, into=found)
        return list(found.items())

    def close_to(self, folded: str, *, edits: int, audiences: frozenset[str]) -> list[tuple[str, int]]:
        """Vocabulary entries so many edits away at most, counted as above."""
        found: dict[str, int] = {}
        for reader in _leaves(self._fresh()):
            names = islice(self._vocabulary_of(reader).close_to(folded, edits=edits), _MOST_CANDIDATES)
            self._count(names, reader, audiences, into=found)
        return list(found.items())

    def _count(
        self, names: Iterable[str], reader: SegmentReader, audiences: frozenset[str], *, into: dict[str, int]
    ) -> None:
        """Only living documents of these audiences count: a word of a closed or deleted one alone is never offered."""
        facts = self._facts_of(reader)
        for name in names:
            documents = islice(reader.postings("spellings", name).all_ids(), 10 * _MOST_COUNTED)
            count = sum(facts[number].audience in audiences for number in documents)
            if count:
                into[name] = into.get(name, 0) + count

    def _fresh(self) -> Searcher:
        """A searcher of the latest commit. (Whoosh's own refresh closes readers twice when a writer interferes.)"""
        generation = self._index.latest_generation()
        if self._searcher is None or generation != self._generation:
            old, self._generation = self._searcher, generation
            self._searcher = Searcher(self._index.reader(), weighting=_WEIGHTING)
            living = {leaf.segment().segment_id() for leaf in _leaves(self._searcher)}
            for gone in self._facts.keys() - living:
                del self._facts[gone]
            for gone in self._vocabularies.keys() - living:
                del self._vocabularies[gone]
            if old is not None:
                old.close()
        return self._searcher

    def numbers(self, keys: Iterable[str]) -> Iterator[int]:
        """Numbers of the living documents with these keys."""
        leaves = [(leaf, offset) for leaf, offset in self._fresh().reader().leaf_readers() if leaf.doc_count_all()]
        for key in keys:
            for reader, offset in leaves:
                if ("key", key) in reader:
                    yield from (number + offset for number in reader.postings("key", key).all_ids())

    def _facts_of(self, reader: SegmentReader) -> list[_Facts]:
        """The facts of a segment by document number; kept as long as the segment is."""
        if not reader.doc_count_all():
            return []
        name = reader.segment().segment_id()
        if name not in self._facts:
            column = reader.column_reader("facts")
            self._facts[name] = [_Facts.from_bytes(column[number]) for number in range(reader.doc_count_all())]
        return self._facts[name]

    def _vocabulary_of(self, reader: SegmentReader) -> vocabulary.Vocabulary:
        name = reader.segment().segment_id()
        if name not in self._vocabularies:
            entries = (entry.decode() for entry in reader.lexicon("spellings"))
            self._vocabularies[name] = vocabulary.Vocabulary(entries)
        return self._vocabularies[name]


def _leaves(searcher: Searcher) -> list[SegmentReader]:
    return [reader for reader, _ in searcher.reader().leaf_readers() if reader.doc_count_all()]


def _once_more(action: Callable[[], Any]) -> Any:
    """Do it, and again if another process replaced a file in the middle of it."""
    for _ in range(_ATTEMPTS):
        with suppress(FileNotFoundError):
            return action()
        time.sleep(_PAUSE)
    return action()


# The fields


class _PlacesFormat(formats.Positions):  # type: ignore[misc]  # whoosh has no types
    """Places as plain numbers of four bytes instead of a pickle for each document; a single byte is no place."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        return array("I", poslist).tobytes() or _NO_PLACE

    def decode_positions(self, valuestring: bytes) -> Sequence[int]:
        places = array("I")
        if valuestring != _NO_PLACE:
            places.frombytes(valuestring)
        return places


class _Terms(fields.FieldType):  # type: ignore[misc]
    """Terms with their weight and the places at which they stand exactly; all words count as the document's length."""

    def __init__(self) -> None:
        super().__init__(format=_PlacesFormat(), analyzer=None, scorable=True)

    def index(self, value: inversion.Entries, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        length = value.length
        encode, places, weights = self.format.encode, value.places, value.weights
        for term in places.keys() | weights.keys():
            yield term.encode(), length, weights.get(term, 1.0), encode(places.get(term, ()))
            length = 0


class _Names(fields.FieldType):  # type: ignore[misc]
    """Names a document has, nothing else."""

    def __init__(self) -> None:
        super().__init__(format=formats.Existence(), analyzer=None)

    def index(self, value: str | frozenset[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for name in [value] if isinstance(value, str) else value:
            yield name.encode(), 1, 1.0, b""


class _Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's own format, without the shortest length for each term, which costs more than it saves."""

    length_stats = False


def _schema() -> fields.Schema:
    return fields.Schema(
        key=_Names(),
        terms=_Terms(),
        spellings=_Names(),
        facts=fields.COLUMN(columns.VarBytesColumn(allow_offsets=False)),
    )


_WEIGHTING = scoring.BM25F()


# Which segments become one


def _merge(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """Whoosh asks which segments to keep; the others are written into the new one."""
    sizes = [(segment.doc_count(), segment.deleted_count()) for segment in segments]
    merged = _to_merge(sizes, new=writer.doc_count())
    for number in sorted(merged):
        reader = SegmentReader(writer.storage, writer.schema, segments[number])
        writer.add_reader(reader)
        reader.close()
    return [segment for number, segment in enumerate(segments) if number not in merged]


def _to_merge(sizes: list[tuple[int, int]], *, new: int) -> set[int]:
    """Numbers of the segments to merge with `new` documents, by their sizes (living, deleted documents).

    Four segments of about the same size become one, so a document is rewritten seldom and there are not many segments;
    but few new documents never wait for many old ones. A segment with many deleted documents is written anew.
    """
    most = max(_MOST_MERGED, 2 * _SEGMENTS_OF_A_SIZE * new)
    merged = {number for number, (live, gone) in enumerate(sizes) if gone > _TOO_MANY_DELETED * (live + gone)}
    total = new + sum(sizes[number][0] for number in merged)
    for tier in sorted({_tier(live) for live, _ in sizes}):
        smaller = {number for number, (live, _) in enumerate(sizes) if _tier(live) <= tier} - merged
        same = sum(_tier(sizes[number][0]) == tier for number in smaller) + (_tier(total) == tier)
        together = total + sum(sizes[number][0] for number in smaller)
        if same >= _SEGMENTS_OF_A_SIZE and together <= most:
            merged |= smaller
            total = together
    return merged


def _tier(documents: int) -> int:
    return int(math.log(max(documents, 1), _SEGMENTS_OF_A_SIZE))


# Questions


class _TimeIsUp(Exception):  # not an error, the answer is cut
    pass


class _Clock:
    """Stops a query that takes too long; `has_cut` if the answer is therefore not complete."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.has_cut = False

    def check(self) -> None:
        if time.monotonic() > self._end:
            raise _TimeIsUp


def _translated(query: queries.Query, *, clock: _Clock) -> whoosh.Query:
    wanted = whoosh.And([_wanted(clause, clock=clock) for clause in query.wanted])
    words = [_AsTyped(clause) for clause in query.wanted if isinstance(clause, queries.Word)]
    if words:
        wanted = whoosh.AndMaybe(wanted, whoosh.Or(words))
    if not query.unwanted:
        return wanted
    return whoosh.AndNot(wanted, whoosh.Or([_exactly(clause, clock=clock) for clause in query.unwanted]))


def _wanted(clause: queries.Clause, *, clock: _Clock, share: float = 1.0) -> whoosh.Query:
    if isinstance(clause, queries.Anything):
        return whoosh.Every(boost=0.0)
    if isinstance(clause, queries.Word):
        return _word(clause, clock=clock, share=share)
    exactly, scored = _exactly(clause, clock=clock), _scored(clause, share=share)
    return _Required(whoosh.And(scored), exactly) if scored else exactly


def _word(word: queries.Word, *, clock: _Clock, share: float) -> whoosh.Query:
    ways: list[whoosh.Query] = [whoosh.Term("terms", term, boost=share) for term in word.ways]
    if word.parts:
        boost = share * queries.PARTS_SHARE
        parts = [whoosh.Term("terms", part, boost=boost) for part in dict.fromkeys(word.parts)]
        ways.append(_Required(whoosh.And(parts), _Together(word.parts, closeness.are_near, clock=clock)))
    ways += [_wanted(other, clock=clock, share=share * queries.ALSO_SHARE) for other in word.also]
    return ways[0] if len(ways) == 1 else whoosh.Or(ways)


def _scored(clause: queries.Exact, *, share: float) -> list[whoosh.Query]:
    terms = dict.fromkeys(clause.terms) if isinstance(clause, queries.Phrase) else {}
    return [whoosh.Term("terms", term, boost=share) for term in terms if not analysis.is_stop(term)]


def _exactly(clause: queries.Exact, *, clock: _Clock) -> whoosh.Query:
    if isinstance(clause, queries.Start):
        return _Starting(clause.start, clock=clock)
    return _Together(clause.terms, closeness.in_sequence, clock=clock)


class _Required(whoosh.Query):  # type: ignore[misc]
    """Documents that match both, with the score of the first. Whoosh's own Require excludes what it should require."""

    def __init__(self, scored: whoosh.Query, required: whoosh.Query) -> None:
        self._scored, self._required = scored, required

    def estimate_size(self, reader: Any) -> int:
        return int(min(self._scored.estimate_size(reader), self._required.estimate_size(reader)))

    def matcher(self, searcher: Searcher, context: Any = None) -> matching.Matcher:
        return matching.RequireMatcher(
            self._scored.matcher(searcher, context), self._required.matcher(searcher, context)
        )


class _Together(whoosh.Query):  # type: ignore[misc]
    """Documents in which the places of the terms fit, without a score."""

    def __init__(self, terms: tuple[str, ...], fit: closeness.Fit, *, clock: _Clock) -> None:
        self._terms, self._fit, self._clock = terms, fit, clock

    def estimate_size(self, reader: Any) -> int:
        return min(int(reader.doc_frequency("terms", term)) for term in self._terms)

    def matcher(self, searcher: Searcher, context: Any = None) -> matching.Matcher:
        reader = searcher.reader()
        if not all(("terms", term) in reader for term in self._terms):
            return matching.NullMatcher()
        rarest_first = sorted(set(self._terms), key=lambda term: (reader.doc_frequency("terms", term), term))
        matchers = {term: reader.postings("terms", term) for term in rarest_first}
        child = reduce(matching.IntersectionMatcher, matchers.values())
        return _TogetherMatcher(child, [matchers[term] for term in self._terms], self._fit, clock=self._clock)


class _TogetherMatcher(matching.WrappingMatcher):  # type: ignore[misc]
    def __init__(
        self, child: matching.Matcher, words: list[matching.Matcher], fit: closeness.Fit, *, clock: "_Clock"
    ) -> None:
        super().__init__(child)
        self._words, self._fit, self._clock = words, fit, clock
        self._seek()

    def _seek(self) -> None:
        while self.child.is_active():
            self._clock.check()
            if self._fit([word.value_as("positions") for word in self._words]):
                return
            self.child.next()

    def next(self) -> None:
        self.child.next()
        self._seek()

    def skip_to(self, id: int) -> None:
        self.child.skip_to(id)
        self._seek()

    def all_ids(self) -> Iterator[int]:
        while self.is_active():
            yield self.id()
            self.next()

    def score(self) -> float:
        return 0.0


class _AsTyped(whoosh.Query):  # type: ignore[misc]
    """Documents in which a word stands as it was typed, or with another ending only; the fewer, the more it counts."""

    def __init__(self, word: queries.Word) -> None:
        self._word = word

    def estimate_size(self, reader: Any) -> int:
        return int(reader.doc_count_all())

    def matcher(self, searcher: Searcher, context: Any = None) -> matching.Matcher:
        whole, reader = searcher.get_parent().reader(), searcher.reader()
        exact = vocabulary.as_typed(self._word.text, _beginning(whole, self._word.entry))
        near = [entry for start in self._word.near for entry in _beginning(whole, start)]
        scores: dict[int, float] = defaultdict(float)
        for entries, share in ((exact, queries.EXACT_SHARE), (near, queries.NEAR_SHARE)):
            having = sum(int(whole.doc_frequency("spellings", entry)) for entry in entries)
            share *= vocabulary.exactness(int(whole.doc_count_all()), having=having)
            for number in _having(reader, entries) if having <= _MOST_EXACT else ():
                scores[number] += share
        numbers = sorted(scores)
        return matching.ListMatcher(numbers, weights=[scores[number] for number in numbers])


def _beginning(reader: Any, start: str) -> list[str]:
    return [name.decode() for name in reader.expand_prefix("spellings", start)]


def _having(reader: Any, entries: Iterable[str]) -> set[int]:
    """The documents that have any of the entries of the vocabulary."""
    known = [entry for entry in entries if ("spellings", entry) in reader]
    return {number for entry in known for number in reader.postings("spellings", entry).all_ids()}


class _Starting(whoosh.Query):  # type: ignore[misc]
    """Documents with any word that begins like this, without a score."""

    def __init__(self, start: str, *, clock: _Clock) -> None:
        self._start, self._clock = start, clock

    def estimate_size(self, reader: Any) -> int:
        return int(reader.doc_count_all())

    def matcher(self, searcher: Searcher, context: Any = None) -> matching.Matcher:
        reader = searcher.reader()
        names = list(islice(reader.expand_prefix("spellings", self._start), _MOST_STARTS + 1))
        if len(names) > _MOST_STARTS:
            self._clock.has_cut = True
        numbers: set[int] = set()
        for name in names[:_MOST_STARTS]:
            self._clock.check()
            numbers.update(reader.postings("spellings", name).all_ids())
        return matching.ListMatcher(sorted(numbers), weights=[0.0] * len(numbers))
