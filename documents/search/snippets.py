"""Cut the passage out of a text that shows best why it was found, with the words that match marked.

Pure: gives pieces of plain text and whether each is marked; what a mark looks like is the template's business.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from documents import text as texts
from documents.search import analysis, closeness
from documents.search import query as queries

_ELLIPSIS = "…"
_BEGIN = 3  # letters every word has in common with its stem
_WORDS_BEFORE = 6  # shown before the first marked word, if there is room

_Span = tuple[int, int]  # numbers of the first and the last word


class _Place(NamedTuple):
    start: int
    end: int
    clause: int


class _Words:
    """The words of a text as written, where each starts and ends, and those analysed that may match."""

    def __init__(self, text: str, query: queries.Query) -> None:
        self.written = analysis.written(text)
        self.starts: list[int] = []
        end = 0
        for word in self.written:
            self.starts.append(text.find(word, end))
            end = self.starts[-1] + len(word)
        forms = _candidates(set(self.written), query)
        self.forms = {number: forms[word] for number, word in enumerate(self.written) if word in forms}

    def end(self, number: int) -> int:
        """Where a word ends."""
        return self.starts[number] + len(self.written[number])

    def having(self, terms: Iterable[str]) -> list[int]:
        """Numbers of the words that are one of the terms, or have it inside."""
        wanted = set(terms)
        return [
            number
            for number, form in self.forms.items()
            if not (wanted.isdisjoint(form.whole) and wanted.isdisjoint(form.inner))
        ]


def snippet(text: str, query: queries.Query, *, length: int = 240) -> list[tuple[str, bool]]:
    """Pieces of the best passage of about `length` code points, in order, each with whether it is marked.

    The best passage has most of the clauses of the query, then most marks, then comes first. Joined, the pieces are the
    passage with line-end hyphens joined and blanks squeezed, and "…" where it was cut; without a match it is the
    beginning of the text.
    """
    clean = " ".join(texts.join_hyphens(text).split())
    words = _Words(clean.replace("_", " "), query)
    places = _marks(words, query)
    start, end = _passage(clean, words, places, length=length)
    shown = [place for place in places if start <= place.start and place.end <= end]
    return _pieces(clean, shown, start=start, end=end)


def _marks(words: _Words, query: queries.Query) -> list[_Place]:
    """Where a clause of the query matches, in order and without overlap."""
    found: dict[int, _Place] = {}
    for number, clause in enumerate(query.wanted):
        for first, last in _matches(words, clause):
            start = words.starts[first]
            found.setdefault(start, _Place(start, words.end(last), number))
    places: list[_Place] = []
    for place in sorted(found.values()):
        if not places or place.start >= places[-1].end:
            places.append(place)
    return places


def _candidates(written: set[str], query: queries.Query) -> dict[str, analysis.Form]:
    """The words worth analysing: those in which some term of the query may begin, and all with digits."""
    begins = {name.strip("'")[:_BEGIN] for clause in query.wanted for name in _names(clause)}
    may_match = re.compile("|".join(map(re.escape, begins))).search if begins else _nowhere
    found = [word for word in written if may_match(analysis.start(word)) or _has_digits(word)]
    return {word: analysis.form(word) for word in found}


def _nowhere(folded: str) -> None:
    """Matches nothing."""


def _has_digits(word: str) -> bool:
    return not word.isalpha() and any(map(str.isdigit, word))


def _names(clause: queries.Clause) -> tuple[str, ...]:
    if isinstance(clause, queries.Anything):
        return ()
    if isinstance(clause, queries.Start):
        return (clause.start,)
    if isinstance(clause, queries.Phrase):
        return clause.terms
    return (*clause.ways, *clause.parts, *(name for other in clause.also for name in _names(other)))


def _matches(words: _Words, clause: queries.Clause) -> list[_Span]:
    """The first and the last word of each match."""
    if isinstance(clause, queries.Anything):
        return []
    if isinstance(clause, queries.Phrase):
        return _phrases(words, clause.terms)
    if isinstance(clause, queries.Start):
        return [(number, number) for number, form in words.forms.items() if _begins(form, clause.start)]
    whole = [(number, number) for number in words.having(clause.ways)]
    others = [match for other in clause.also for match in _matches(words, other)]
    return whole + _apart(words, clause.parts) + others


def _apart(words: _Words, parts: tuple[str, ...]) -> list[_Span]:
    """The parts of a compound written apart, where all of them stand near each other, as for the engine."""
    places = [words.having([part]) for part in parts]
    if not all(places):
        return []
    return [
        (place, place)
        for number, own in enumerate(places)
        for place in own
        if closeness.are_near([[place], *places[:number], *places[number + 1 :]])
    ]


def _begins(form: analysis.Form, start: str) -> bool:
    return any(entry.startswith(start) for entry in form.spellings)


def _phrases(words: _Words, terms: tuple[str, ...]) -> list[_Span]:
    slots = [(term, number) for number in range(len(words.written)) for term in _slots(words.forms.get(number))]
    size = len(terms)
    begins = [first for first, (term, _) in enumerate(slots) if term == terms[0]]
    return [
        (slots[first][1], slots[first + size - 1][1])
        for first in begins
        if tuple(term for term, _ in slots[first : first + size]) == terms
    ]


def _slots(form: analysis.Form | None) -> tuple[str, ...]:
    return form.slots if form else ("",)


def _passage(text: str, words: _Words, places: list[_Place], *, length: int) -> tuple[int, int]:
    """Where the best passage starts and ends, at borders of words."""
    if len(text) <= length:
        return 0, len(text)
    start = _start(words, _best(places, length=length), length=length) if places else 0
    if len(text) - start <= length:
        return start, len(text)
    last = bisect_right(words.starts, start + length) - 1
    while last >= 0 and words.end(last) > start + length:
        last -= 1
    return start, words.end(last) if last >= 0 and words.end(last) > start else start + length


def _best(places: list[_Place], *, length: int) -> list[_Place]:
    """The places that fit into one passage and tell most."""
    windows = (
        [place, *(other for other in places[number:] if other.end <= place.start + length)]
        for number, place in enumerate(places, start=1)
    )
    return max(windows, key=lambda window: (len({place.clause for place in window}), len(window)))


def _start(words: _Words, window: list[_Place], *, length: int) -> int:
    """Begin some words before the first mark, as far as the last one still fits."""
    first, earliest = window[0].start, window[-1].end - length
    after = bisect_right(words.starts, first)
    before = words.starts[bisect_left(words.starts, earliest, hi=after) : after]
    return before[-_WORDS_BEFORE - 1 :][0] if before else first


def _pieces(text: str, places: list[_Place], *, start: int, end: int) -> list[tuple[str, bool]]:
    pieces = [(_ELLIPSIS, False)] if start > 0 else []
    reached = start
    for place in places:
        pieces += [(text[reached : place.start], False), (text[place.start : place.end], True)]
        reached = place.end
    pieces.append((text[reached:end], False))
    if end < len(text):
        pieces.append((_ELLIPSIS, False))
    return [piece for piece in pieces if piece[0]]
