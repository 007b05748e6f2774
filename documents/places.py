"""Finds the places of a town in a text: districts, streets and buildings by name, as German inflects them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

SHORTEST = 4  # letters; a shorter name is most often something else

# What a name can end with: genitive, the people of a place, and the adjective of it ("die Nordstädter Schule").
_PEOPLE = "er(?:s|n|in|innen)?"
_CASES = "e?s"
_UMLAUTS = {"a": "ä", "o": "ö", "u": "ü"}
_ADJECTIVE = re.compile(r"(?<=[a-zäöüß]{3})(?:er|e|es|en|em)$")

# Words that are names of districts in many towns and everyday words in every text: they count only after one of these.
_EVERYDAY = frozenset(
    {"mitte", "nord", "süd", "ost", "west", "zentrum", "innenstadt", "bahnhof", "markt", "stadtmitte"}
)
_INTRODUCED = r"(?:Stadt(?:teil|bezirk)|Orts(?:teil|bezirk|beirat))(?:e?s)?"

_STREET = re.compile(r"(?P<stem>.*?)(?P<kind>stra(?:ß|ss)e|str\.)$", re.IGNORECASE)
_HOUSE_NUMBER = re.compile(r"\s+\d+\s*[a-z]?(?:\s*[-–/]\s*\d+\s*[a-z]?)?$", re.IGNORECASE)


class Place(NamedTuple):
    """A name by which a text can mean a district: its own, or that of a street or building in it."""

    name: str
    district: int
    is_district: bool = False


class Mention(NamedTuple):
    """A place in a text: `start` and `end` are code points, `words` is what stands there."""

    district: int
    name: str
    words: str
    start: int
    end: int


def street(address: str) -> str:
    """The street of an address, without its house number."""
    return _HOUSE_NUMBER.sub("", address.split(",")[0].strip())


def find(text: str, places: Iterable[Place]) -> list[Mention]:
    """Every mention of these places, in the order of the text; a longer name goes before a shorter one inside it.

    Names are whole words written large; "Nordstadt" is also meant by "Nordstädter", "Wiesengrund" by "Wiesengrunds".
    A street that lies in several districts is a mention of each.
    """
    known: dict[str, list[Place]] = {}
    for place in places:
        if len(place.name.strip()) >= SHORTEST:
            known.setdefault(place.name.strip(), []).append(place)
    names = sorted(known, key=lambda name: (-len(name), name))
    if not names:
        return []
    alternatives = "|".join(f"(?P<n{at}>{_pattern(name)})" for at, name in enumerate(names))
    found = re.compile(rf"(?<![\w-])(?:{alternatives})(?!\w)").finditer(text)
    return [mention for match in found for mention in _mentions(match, known[names[_number(match)]])]


def proposed(mentions: Sequence[Mention]) -> dict[int, list[str]]:
    """What was read of each district, each wording once, the district with the most mentions first."""
    words: dict[int, list[str]] = {}
    counts: dict[int, int] = {}
    for mention in mentions:
        counts[mention.district] = counts.get(mention.district, 0) + 1
        kept = words.setdefault(mention.district, [])
        if mention.words not in kept:
            kept.append(mention.words)
    return {district: words[district] for district in sorted(words, key=lambda known: (-counts[known], known))}


def _mentions(match: re.Match[str], places: Sequence[Place]) -> list[Mention]:
    said = match[0]
    return [Mention(place.district, place.name, said, match.start(), match.end()) for place in places]


def _number(match: re.Match[str]) -> int:
    return int((match.lastgroup or "n0")[1:])


def _pattern(name: str) -> str:
    """The name with what German does to it; its last word bears the ending."""
    *before, last = re.split(r"(\s+)", name)
    head = "".join(r"\s+" if part.isspace() else _attribute(part) for part in before)
    pattern = head + (_street(last) if _STREET.match(last) else _inflected(last))
    return f"{_INTRODUCED}\\s+{pattern}" if name.casefold() in _EVERYDAY else pattern


def _attribute(word: str) -> str:
    """A word before the last: an adjective takes any ending ("Vorderer Westen", "im Vorderen Westen")."""
    stem = _ADJECTIVE.sub("", word)
    return re.escape(word) if stem == word else f"{re.escape(stem)}(?:er|en|em|es|e)"


def _street(word: str) -> str:
    found = _STREET.match(word)
    stem = re.escape(found["stem"]) if found else ""
    return f"{stem}(?:[Ss]tra(?:ß|ss)e|[Ss]tr\\.)"


def _inflected(word: str) -> str:
    forms = [re.escape(word), f"{re.escape(word)}{_CASES}"]
    stem = word[:-1] if word.endswith("e") else word
    forms += [f"{re.escape(form)}{_PEOPLE}" for form in {stem, _with_umlaut(stem)}]
    return f"(?:{'|'.join(sorted(forms, key=len, reverse=True))})"


def _with_umlaut(stem: str) -> str:
    """The stem with its last vowel changed: "Nordstadt" gives "Nordstädt"."""
    for at in range(len(stem) - 1, 0, -1):
        if stem[at] in _UMLAUTS and stem[at : at + 2] != "au":
            return stem[:at] + _UMLAUTS[stem[at]] + stem[at + 1 :]
        if stem[at] in "eiäöüy":
            return stem
    return stem
