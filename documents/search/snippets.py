"""Cut the passage out of a text that shows best why it was found, with the words that match marked.

Pure: gives pieces of plain text and whether each is marked; what a mark looks like is the template's business.
"""

import re
from typing import NamedTuple

from documents import text as texts
from documents.search import analysis, closeness
from documents.search import query as queries

_BLANKS = re.compile(r"\s+")
_ELLIPSIS = "…"
_BEGIN = 3  # letters every word has in common with its stem
_WORDS_BEFORE = 6  # shown before the first marked word, if there is room


class _Word(NamedTuple):
    start: int
    end: int
    written: str


class _Place(NamedTuple):
    start: int
    end: int
    clause: int


def snippet(text: str, query: queries.Query, *, length: int = 240) -> list[tuple[str, bool]]:
    """Pieces of the best passage of about `length` code points, in order, each with whether it is marked.

    The best passage has most of the clauses of the query, then most marks, then comes first. Joined, the pieces are the
    passage with line-end hyphens joined and blanks squeezed, and "…" where it was cut; without a match it is the
    beginning of the text.
    """
    clean = _BLANKS.sub(" ", texts.join_hyphens(text)).strip()
    words = [_Word(*found) for found in analysis.words(clean)]
    places = _marks(words, query)
    start, end = _passage(clean, words, places, length=length)
    shown = [place for place in places if start <= place.start and place.end <= end]
    return _pieces(clean, shown, start=start, end=end)


def _marks(words: list[_Word], query: queries.Query) -> list[_Place]:
    """Where a clause of the query matches, in order and without overlap."""
    candidates = _candidates({word.written for word in words}, query)
    found: dict[int, _Place] = {}
    for number, clause in enumerate(query.wanted):
        for first, last in _matches(words, clause, candidates=candidates):
            found.setdefault(first.start, _Place(first.start, last.end, number))
    places: list[_Place] = []
    for place in sorted(found.values()):
        if not places or place.start >= places[-1].end:
            places.append(place)
    return places


def _candidates(written: set[str], query: queries.Query) -> dict[str, analysis.Form]:
    """The words worth analysing: those in which some term of the query may begin, and all with digits."""
    begins = {name.strip("'")[:_BEGIN] for clause in query.wanted for name in _names(clause)}
    may_match = (word for word in written if _may_match(analysis.start(word), begins))
    return {word: analysis.form(word) for word in may_match}


def _may_match(folded: str, begins: set[str]) -> bool:
    return any(begin in folded for begin in begins) or any(map(str.isdigit, folded))


def _names(clause: queries.Clause) -> tuple[str, ...]:
    if isinstance(clause, queries.Anything):
        return ()
    if isinstance(clause, queries.Start):
        return (clause.start,)
    if isinstance(clause, queries.Phrase):
        return clause.terms
    return (*clause.ways, *clause.parts, *(name for other in clause.also for name in _names(other)))


def _matches(
    words: list[_Word], clause: queries.Clause, *, candidates: dict[str, analysis.Form]
) -> list[tuple[_Word, _Word]]:
    """The first and the last word of each match."""
    if isinstance(clause, queries.Anything):
        return []
    if isinstance(clause, queries.Phrase):
        return _phrases(words, clause.terms, candidates=candidates)
    if isinstance(clause, queries.Start):
        begun = {written for written, form in candidates.items() if _begins(form, clause.start)}
        return [(word, word) for word in words if word.written in begun]
    terms = set(clause.ways)
    whole = [(word, word) for word in words if not terms.isdisjoint(_names_of(candidates.get(word.written)))]
    others = [match for other in clause.also for match in _matches(words, other, candidates=candidates)]
    return whole + _apart(words, clause.parts, candidates=candidates) + others


def _apart(
    words: list[_Word], parts: tuple[str, ...], *, candidates: dict[str, analysis.Form]
) -> list[tuple[_Word, _Word]]:
    """The parts of a compound written apart, where all of them stand near each other, as for the engine."""
    places = [
        [place for place, word in enumerate(words) if part in _names_of(candidates.get(word.written))] for part in parts
    ]
    return [
        (words[place], words[place])
        for number, own in enumerate(places)
        for place in own
        if closeness.are_near([[place], *places[:number], *places[number + 1 :]])
    ]


def _begins(form: analysis.Form, start: str) -> bool:
    return any(entry.startswith(start) for entry in form.spellings)


def _names_of(form: analysis.Form | None) -> tuple[str, ...]:
    return (*form.whole, *form.inner) if form else ()


def _phrases(
    words: list[_Word], terms: tuple[str, ...], *, candidates: dict[str, analysis.Form]
) -> list[tuple[_Word, _Word]]:
    slots = [(term, word) for word in words for term in _slots(candidates.get(word.written))]
    size = len(terms)
    begins = [first for first, (term, _) in enumerate(slots) if term == terms[0]]
    return [
        (slots[first][1], slots[first + size - 1][1])
        for first in begins
        if tuple(term for term, _ in slots[first : first + size]) == terms
    ]


def _slots(form: analysis.Form | None) -> tuple[str, ...]:
    return form.slots if form else ("",)


def _passage(text: str, words: list[_Word], places: list[_Place], *, length: int) -> tuple[int, int]:
    """Where the best passage starts and ends, at borders of words."""
    if len(text) <= length:
        return 0, len(text)
    start = _start(words, _best(places, length=length), length=length) if places else 0
    if len(text) - start <= length:
        return start, len(text)
    return start, max((end for _, end, _ in words if start < end <= start + length), default=start + length)


def _best(places: list[_Place], *, length: int) -> list[_Place]:
    """The places that fit into one passage and tell most."""
    windows = (
        [place, *(other for other in places[number:] if other.end <= place.start + length)]
        for number, place in enumerate(places, start=1)
    )
    return max(windows, key=lambda window: (len({place.clause for place in window}), len(window)))


def _start(words: list[_Word], window: list[_Place], *, length: int) -> int:
    """Begin some words before the first mark, as far as the last one still fits."""
    first, earliest = window[0].start, window[-1].end - length
    before = [begin for begin, _, _ in words if earliest <= begin <= first]
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
