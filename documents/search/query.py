"""What somebody typed into the search box, understood: words, "exact phrases", -excluded, begin*, field:value."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from documents.search import analysis, compounds

LONGEST_QUERY = 1_000
MOST_CLAUSES = 32
PARTS_SHARE = 0.3  # what the parts of a compound, written apart, count against the word itself
EXACT_SHARE = 1.5  # what it counts besides that a word stands there as it was typed
NEAR_SHARE = 1.0  # and what, that it stands there with another ending only
ALSO_SHARE = 0.2  # what another word for the same counts against the word itself
_SHORTEST_START = 2
_SHORTEST_FRONT = 4  # of a common word that begins a compound: Überangebot, but not Derweg

FieldName = Literal["kind", "body", "faction", "district", "state", "since", "until", "year", "number"]
# What people type before the colon, and which field it is; the first of each is the one that is explained.
FIELDS: dict[str, FieldName] = {
    "gremium": "body",
    "fraktion": "faction",
    "ortsbezirk": "district",
    "bezirk": "district",
    "stadtteil": "district",
    "art": "kind",
    "stand": "state",
    "status": "state",
    "von": "since",
    "ab": "since",
    "seit": "since",
    "bis": "until",
    "jahr": "year",
    "nummer": "number",
    "nr": "number",
}

_MARKS = str.maketrans(dict.fromkeys("„“”«»‟″", '"') | {"_": " ", "\0": " "})  # no database takes a zero byte
_MINUS = r"(?P<minus>(?<!\S)[-−–])?"
_FIELD = rf'(?<![^\s(])(?P<field>(?i:{"|".join(FIELDS)})):[ ]?(?:"(?P<quoted>[^"]*)"?|(?P<value>[^\s"()]*))'
_PLAIN = rf'"(?P<phrase>[^"]+)"|(?P<word>{analysis.TOKEN.pattern})(?P<star>\*(?!\w))?'
_CLAUSE = re.compile(rf"{_MINUS}(?:{_FIELD.replace('(?<![^', '(?<![^-−–')}|{_PLAIN})")


class QueryProblem(Exception):  # says what is so, not that it is an error
    """The search cannot be carried out; the message is one German sentence for the person who typed it."""


@dataclass(frozen=True)
class Word:
    """A word in any inflection or spelling, alone or inside a compound; or all `parts` of it close together.

    Any of `joined` will do instead, the compounds (folded) it makes with its neighbours; and any word or phrase of
    `also`, other words for the same, which have no others themselves.
    """

    text: str
    term: str
    parts: tuple[str, ...] = ()
    also: tuple[Word | Phrase, ...] = ()
    joined: tuple[str, ...] = ()

    @property
    def entry(self) -> str:
        """How the entries of the vocabulary begin that are this word as it was typed, in whatever spelling."""
        return f"{analysis.start(self.text)}\t"

    @property
    def near(self) -> tuple[str, ...]:
        """How those begin that differ from it by an ending only, and the compounds it makes with its neighbours."""
        return tuple(f"{folded}\t" for folded in (*analysis.inflections(self.entry[:-1]), *self.joined))

    @property
    def ways(self) -> tuple[str, ...]:
        """The terms any of which will do."""
        return tuple(dict.fromkeys((self.term, *map(analysis.stem, self.joined))))

    @property
    def scored(self) -> Iterator[tuple[str, float]]:
        """The terms that make a document a better hit, each with what it counts."""
        yield from ((term, 1.0) for term in self.ways)
        yield from ((part, PARTS_SHARE) for part in self.parts)
        yield from ((term, ALSO_SHARE * share) for other in self.also for term, share in other.scored)


@dataclass(frozen=True)
class Phrase:
    """Words that stand directly one after the other, compounds not cut; the terms of common words start with "'"."""

    text: str
    terms: tuple[str, ...]

    @property
    def scored(self) -> Iterator[tuple[str, float]]:
        """See Word."""
        yield from ((term, 1.0) for term in self.terms)


@dataclass(frozen=True)
class Start:
    """Any word that begins like this (folded)."""

    text: str
    start: str

    @property
    def scored(self) -> Iterator[tuple[str, float]]:
        """See Word."""
        yield from ()


@dataclass(frozen=True)
class Anything:
    """Every document: nothing is said of its words, only of what it is."""

    text: str = ""

    @property
    def scored(self) -> Iterator[tuple[str, float]]:
        """See Word."""
        yield from ()


Exact = Phrase | Start
Clause = Word | Exact | Anything
Others = Callable[[str], "tuple[Word | Phrase, ...]"]


@dataclass(frozen=True)
class Field:
    """A condition on what a hit is, not on its words, as it was typed: `typed` before the colon, `value` behind it."""

    name: FieldName
    typed: str
    value: str

    @property
    def text(self) -> str:
        """The field as one would type it."""
        return f'{self.typed}:"{self.value}"' if " " in self.value else f"{self.typed}:{self.value}"


@dataclass(frozen=True)
class Query:
    """All of `wanted` must be in a document and none of `unwanted`, and it must be what the fields say.

    With nothing wanted, nothing is found.
    """

    text: str
    wanted: tuple[Clause, ...]
    unwanted: tuple[Exact, ...] = ()
    fields: tuple[Field, ...] = ()

    @property
    def scored(self) -> dict[str, float]:
        """The terms that make a document a better hit, with what each counts; common words count nothing."""
        shares: dict[str, float] = {}
        for clause in self.wanted:
            for term, share in clause.scored:
                if term and not analysis.is_stop(term):
                    shares[term] = shares.get(term, 0.0) + share
        return shares


def parse(text: str, *, others: Others = lambda term: ()) -> Query:
    """Understand what was typed; raises QueryProblem with a sentence that says what to change.

    An empty box gives a query without clauses. Brackets, lone quotes and other marks are passed over. `others` tells
    the other words for a term.
    """
    if len(text) > LONGEST_QUERY:
        raise QueryProblem(f"Die Suche ist zu lang: Höchstens {LONGEST_QUERY} Zeichen sind möglich.")
    found = list(_CLAUSE.finditer(text.translate(_MARKS)))
    fields = tuple(dict.fromkeys(_field(one) for one in found if one["field"]))
    wanted, unwanted = _clauses([one for one in found if not one["field"]], others)
    if len(wanted) + len(unwanted) + len(fields) > MOST_CLAUSES:
        raise QueryProblem(f"Die Suche hat zu viele Wörter: Höchstens {MOST_CLAUSES} sind möglich.")
    if fields and not wanted:
        wanted = (Anything(),)
    if text.strip() and not wanted:
        raise QueryProblem(_why_nothing_is_wanted(text, unwanted))
    return Query(text, wanted, unwanted, fields)


def _field(found: re.Match[str]) -> Field:
    typed, value = found["field"].lower(), (found["quoted"] or found["value"] or "").strip()
    if found["minus"]:
        raise QueryProblem(f"„{typed}:“ kann nicht ausgeschlossen werden: Bitte lassen Sie das Minus davor weg.")
    if not value:
        raise QueryProblem(f"Hinter „{typed}:“ fehlt, wonach gesucht werden soll.")
    return Field(FIELDS[typed], typed, value)


def _clauses(found: list[re.Match[str]], others: Others) -> tuple[tuple[Clause, ...], tuple[Exact, ...]]:
    wanted: dict[Clause, None] = {}
    unwanted: dict[Exact, None] = {}
    for one in found:
        if one["minus"]:
            unwanted |= dict.fromkeys(_unwanted(one))
        else:
            wanted |= dict.fromkeys(_wanted(one))
    return _without_common_words(_with_others(tuple(wanted), others)), tuple(unwanted)


def _wanted(found: re.Match[str]) -> list[Clause]:
    if found["phrase"] is not None:
        return [*_phrase(found["phrase"])]
    if found["star"]:
        return [_start(found["word"])]
    return [word(found["word"])]


def _unwanted(found: re.Match[str]) -> list[Exact]:
    """What is excluded is meant exactly, though in any inflection: -Verkehr does not exclude Verkehrssicherheit."""
    if found["star"]:
        return [_start(found["word"])]
    return [phrase for phrase in _phrase(found["phrase"] or found["word"]) if not _is_common(phrase)]


def word(written: str) -> Word:
    """A word as written, analysed."""
    form = analysis.form(written)
    return Word(written, form.term, form.parts)


def _phrase(text: str) -> list[Phrase]:
    terms = tuple(term for form in analysis.forms(text) for term in form.slots)
    return [Phrase(text, terms)] if terms else []


def phrase(text: str) -> Phrase | None:
    """Words that stand one after the other; None if there is no word in the text."""
    return next(iter(_phrase(text)), None)


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
    terms = clause.terms if isinstance(clause, Phrase) else (clause.term,) if isinstance(clause, Word) else ()
    return len(terms) == 1 and analysis.is_stop(terms[0])


def _with_others(wanted: tuple[Clause, ...], others: Others) -> tuple[Clause, ...]:
    """Each word with what may stand for it: other words for the same, and the compounds it makes with its neighbours.

    `Haltestelle Dach` is found in `Haltestellendach` whether or not the two are words of the lexicon.
    """
    joined = [_joined(one, after) for one, after in itertools.pairwise(wanted)]
    after, before = [*joined, ()], [(), *joined]
    return tuple(
        replace(clause, also=others(clause.term), joined=(*before[place], *after[place]))
        if isinstance(clause, Word)
        else clause
        for place, clause in enumerate(wanted)
    )


def _joined(one: Clause, after: Clause) -> tuple[str, ...]:
    if (
        not isinstance(one, Word)
        or not isinstance(after, Word)
        or (_is_common(one) and len(one.text) < _SHORTEST_FRONT)
    ):
        return ()
    return compounds.joined(one.text, after.text)


def _why_nothing_is_wanted(text: str, unwanted: tuple[Exact, ...]) -> str:
    if unwanted:
        return "Bitte geben Sie mindestens ein Wort an, das vorkommen soll."
    if "*" in text:
        return "Ein Stern allein findet nichts: Bitte schreiben Sie den Anfang eines Wortes davor."
    return "In der Suche steht kein Wort, nach dem gesucht werden kann."
