"""What somebody typed into the search box, understood: words, "exact phrases", -excluded, begin*."""

import re
from dataclasses import dataclass

from documents.search import analysis

LONGEST_QUERY = 1_000
MOST_CLAUSES = 32
PARTS_SHARE = 0.3  # what the parts of a compound, written apart, count against the word itself
_SHORTEST_START = 2

_QUOTES = str.maketrans(dict.fromkeys("„“”«»‟″", '"'))
_MINUS = r"(?P<minus>(?<!\S)[-−–])?"
_CLAUSE = re.compile(rf'{_MINUS}(?:"(?P<phrase>[^"]+)"|(?P<word>{analysis.TOKEN.pattern})(?P<star>\*(?!\w))?)')


class QueryProblem(Exception):  # says what is so, not that it is an error
    """The search cannot be carried out; the message is one German sentence for the person who typed it."""


@dataclass(frozen=True)
class Word:
    """A word in any inflection or spelling, alone or inside a compound; or all `parts` of it close together."""

    text: str
    term: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phrase:
    """Words that stand directly one after the other, compounds not cut; the terms of common words start with "'"."""

    text: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Start:
    """Any word that begins like this (folded)."""

    text: str
    start: str


Exact = Phrase | Start
Clause = Word | Exact


@dataclass(frozen=True)
class Query:
    """All of `wanted` must be in a document and none of `unwanted`; with nothing wanted, nothing is found."""

    text: str
    wanted: tuple[Clause, ...]
    unwanted: tuple[Exact, ...] = ()


def parse(text: str) -> Query:
    """Understand what was typed; raises QueryProblem with a sentence that says what to change.

    An empty box gives a query without clauses. Brackets, lone quotes and other marks are passed over.
    """
    if len(text) > LONGEST_QUERY:
        raise QueryProblem(f"Die Suche ist zu lang: Höchstens {LONGEST_QUERY} Zeichen sind möglich.")
    wanted, unwanted = _clauses(text.translate(_QUOTES).replace("_", " "))
    if len(wanted) + len(unwanted) > MOST_CLAUSES:
        raise QueryProblem(f"Die Suche hat zu viele Wörter: Höchstens {MOST_CLAUSES} sind möglich.")
    if text.strip() and not wanted:
        raise QueryProblem(_why_nothing_is_wanted(text, unwanted))
    return Query(text, wanted, unwanted)


def _clauses(text: str) -> tuple[tuple[Clause, ...], tuple[Exact, ...]]:
    wanted: dict[Clause, None] = {}
    unwanted: dict[Exact, None] = {}
    for found in _CLAUSE.finditer(text):
        if found["minus"]:
            unwanted |= dict.fromkeys(_unwanted(found))
        else:
            wanted |= dict.fromkeys(_wanted(found))
    return _without_common_words(tuple(wanted)), tuple(unwanted)


def _wanted(found: re.Match[str]) -> list[Clause]:
    if found["phrase"] is not None:
        return [*_phrase(found["phrase"])]
    if found["star"]:
        return [_start(found["word"])]
    form = analysis.form(found["word"])
    return [Word(found["word"], form.term, form.parts)]


def _unwanted(found: re.Match[str]) -> list[Exact]:
    """What is excluded is meant exactly, though in any inflection: -Verkehr does not exclude Verkehrssicherheit."""
    if found["star"]:
        return [_start(found["word"])]
    return [phrase for phrase in _phrase(found["phrase"] or found["word"]) if not _is_common(phrase)]


def _phrase(text: str) -> list[Phrase]:
    terms = tuple(term for form in analysis.forms(text) for term in form.slots)
    return [Phrase(text, terms)] if terms else []


def _start(text: str) -> Start:
    start = analysis.start(text)
    if len(start) < _SHORTEST_START:
        raise QueryProblem(f"Vor dem Stern müssen mindestens {_SHORTEST_START} Zeichen stehen.")
    return Start(text, start)


def _without_common_words(wanted: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """Drop "der", "und" …; if there is nothing else, they are looked for exactly."""
    rare = tuple(clause for clause in wanted if not (isinstance(clause, Word) and _is_common(clause)))
    return rare or tuple(Phrase(clause.text, (clause.term,)) for clause in wanted if isinstance(clause, Word))


def _is_common(clause: Clause) -> bool:
    terms = clause.terms if isinstance(clause, Phrase) else () if isinstance(clause, Start) else (clause.term,)
    return len(terms) == 1 and analysis.is_stop(terms[0])


def _why_nothing_is_wanted(text: str, unwanted: tuple[Exact, ...]) -> str:
    if unwanted:
        return "Bitte geben Sie mindestens ein Wort an, das vorkommen soll."
    if "*" in text:
        return "Ein Stern allein findet nichts: Bitte schreiben Sie den Anfang eines Wortes davor."
    return "In der Suche steht kein Wort, nach dem gesucht werden kann."
