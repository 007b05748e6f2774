"""Words that mean the same in a council: a list of this installation, else the one that comes with the product.

A line is a group: words or phrases separated by commas; what follows "#" is a remark. They are used when a search is
understood, never when something is indexed, so a new list counts at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from documents.models import SynonymList
from documents.search import analysis
from documents.search import query as queries

MOST_GROUPS = 500
MOST_IN_A_GROUP = 12
LONGEST_NAME = 80
LONGEST_LIST = 40_000

Others = tuple[queries.Word | queries.Phrase, ...]


class SynonymProblem(Exception):  # says what is so, not that it is an error
    """The list cannot be used; the message is one German sentence that names the line."""


class Kept(NamedTuple):
    """The list that counts and the number of its version; 0 for the one that comes with the product."""

    number: int
    text: str


@lru_cache(maxsize=1)
def supplied() -> str:
    """The list that comes with the product."""
    return (Path(__file__).parent / "words" / "synonyms.txt").read_text(encoding="utf-8")


def kept() -> Kept:
    """The list that counts. Costs one query."""
    newest = SynonymList.objects.order_by("-number").values_list("number", "text").first()
    return Kept(*newest) if newest else Kept(0, supplied())


def others() -> queries.Others:
    """What tells the other words for a term, by the list that counts. Costs one query."""
    known = _by_term(kept().text)
    return lambda term: known.get(term, ())


def groups(text: str) -> list[tuple[str, ...]]:
    """The groups of a list, in order. Raises SynonymProblem for a list that cannot be used."""
    if len(text) > LONGEST_LIST:
        raise SynonymProblem(f"Die Liste ist zu lang: Höchstens {LONGEST_LIST} Zeichen sind möglich.")
    found = [_group(number, names) for number, names in _lines(text)]
    if len(found) > MOST_GROUPS:
        raise SynonymProblem(f"Die Liste hat zu viele Zeilen: Höchstens {MOST_GROUPS} sind möglich.")
    return found


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, counted from 1."""
    for number, line in enumerate(text.splitlines(), start=1):
        if names := line.partition("#")[0].strip():
            yield number, names


def _group(number: int, line: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name for part in line.split(",") if (name := " ".join(part.split()))))
    if len(names) < 2:
        raise SynonymProblem(f"Zeile {number}: Hier fehlt ein zweites Wort, mit einem Komma vom ersten getrennt.")
    if len(names) > MOST_IN_A_GROUP:
        raise SynonymProblem(f"Zeile {number}: Höchstens {MOST_IN_A_GROUP} Wörter sind in einer Zeile möglich.")
    for name in names:
        if len(name) > LONGEST_NAME:
            raise SynonymProblem(f"Zeile {number}: „{name[:30]}…“ ist zu lang, höchstens {LONGEST_NAME} Zeichen.")
        if all(analysis.is_stop(term) for form in analysis.forms(name) for term in form.slots):
            raise SynonymProblem(f"Zeile {number}: Nach „{name}“ kann nicht gesucht werden.")
    return names


@lru_cache(maxsize=4)
def _by_term(text: str) -> dict[str, Others]:
    """The other words for each term that is a name of one word. A list that cannot be used has none."""
    try:
        listed = groups(text)
    except SynonymProblem:
        return {}
    known: dict[str, dict[queries.Word | queries.Phrase, None]] = defaultdict(dict)
    for names in listed:
        meanings = [_meaning(name) for name in names]
        for one in meanings:
            if isinstance(one, queries.Word):
                known[one.term] |= dict.fromkeys(other for other in meanings if other is not one)
    return {term: tuple(found) for term, found in known.items()}


def _meaning(name: str) -> queries.Word | queries.Phrase:
    """A word of one place by its term alone, without its parts: they are not another word for the same."""
    words = analysis.written(name)
    if len(words) == 1:
        return queries.Word(name, analysis.form(words[0]).term)
    return queries.Phrase(name, tuple(term for word in words for term in analysis.form(word).slots))
