"""Find the parts of German compounds, so that `Verkehrssicherheit` is found by `Sicherheit` and by `Verkehr`.

No statistics and no data, three rules on the folded word:

1. After -ung, -heit, -keit, -schaft, -ion, -tät and -ling an `s` with at least four letters behind it is always a joint
   (Verwaltung-s-akt).
2. What lies between the joints is cut where all pieces are words of `lexicon`, joined by one of the usual links
   (Straße-n-bau, Schul-hof). Of several ways to cut, the one with the fewest pieces wins,
   then the one with the shortest links.
3. A front that is not in the lexicon (a name, a rare word) may stand before pieces that are.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from string import ascii_lowercase
from typing import NamedTuple

from documents.search import lexicon, spelling

_SHORTEST, _LONGEST = 6, 64
_SHORTEST_JOINED = 3
_HEAD = 4  # letters by which words are looked up that may begin at a place
_SHORTEST_FRONT, _SHORTEST_AFTER_FRONT, _SHORTEST_BEFORE_JOINT = 4, 5, 5
_JOINT = re.compile(r"(?:(?<=ung)|(?<=ion)|(?<=heit)|(?<=keit)|(?<=ling)|(?<=tat)|(?<=schaft))s(?=\w{4})")
_ADJECTIVE = re.compile(r"los|fahig|gemass|massig|voll|reich|arm|wert|weise|wurdig|pflichtig")
_LINKS = ("s", "es", "n", "en", "er", "e", "ns", "nen")
_LINKS_BETWEEN = ("s", "es", "n", "en", "e", "er")
_ENDINGS = ("e", "en", "n", "s", "es", "er", "ern", "nen", "in", "innen", "ens")
_ENDINGS_AFTER_S = ("se", "sen", "ses")
_VOWELS = frozenset("aeiouy")
_NO_FRONT = re.compile(r"(?:ab|an|auf|aus|be|ein|ent|ge|ss|um|un|ver|vor|zu)$")
_LOOK_LIKE_ENDINGS = re.compile(
    r"ebene|eiche|eisen|essen|fisch|licht|zitat|liste|macht|masse|recht|reife|rolle|schale|sender|tiger|tisch|wiese"
)


class Piece(NamedTuple):
    """Where a piece lies in the folded word, and the simple word it is."""

    start: int
    end: int
    word: str


def parts(word: str) -> tuple[str, ...]:
    """The simple words of a compound, folded, in their order; empty for a word that is not one.

    `parts("Verkehrssicherheit")` is `("verkehr", "sicherheit")`.
    """
    return parts_of(spelling.fold(word))


def parts_of(folded: str) -> tuple[str, ...]:
    """The same for a word that is folded already."""
    return tuple(piece.word for piece in _pieces(folded))


def inner(word: str) -> tuple[str, ...]:
    """All words inside a compound: its parts, the last of them also as inflected, and what several neighbours make
    together ("radverkehr" in "Radverkehrssicherheit"), without the compound itself."""
    return inner_of(spelling.fold(word))


def inner_of(folded: str) -> tuple[str, ...]:
    """The same for a word that is folded already."""
    pieces = _pieces(folded)
    ends = (folded[piece.start :] for piece in pieces[-1:])
    return tuple(dict.fromkeys((*(piece.word for piece in pieces), *ends, *_runs(folded, pieces))))


def joined(front: str, end: str) -> tuple[str, ...]:
    """What two words make together with one of the usual links between them, folded; empty for what makes no compound.

    `joined("Schule", "Hof")` has "schulhof", "schulehof", "schulenhof" …; which of them is a word is not known here.
    """
    first, last = spelling.fold(front), spelling.fold(end)
    if not all(_makes_compounds(word) for word in (first, last)):
        return ()
    if first.endswith("e"):
        fronts = [first, first + "n", first[:-1], first[:-1] + "s"]
    else:
        fronts = [first, *(first + link for link in _LINKS_BETWEEN)]
    fronts += [first[:-1]] * first.endswith(("n", "s"))
    return tuple(f"{one}{last}" for one in fronts)


def _makes_compounds(folded: str) -> bool:
    return _SHORTEST_JOINED <= len(folded) <= _LONGEST // 2 and folded.isalpha()


def _runs(folded: str, pieces: tuple[Piece, ...]) -> Iterator[str]:
    for length in range(2, len(pieces)):
        for first in range(len(pieces) - length + 1):
            start, last = pieces[first].start, pieces[first + length - 1]
            yield folded[start:] if last is pieces[-1] else folded[start : last.start] + last.word


@lru_cache(maxsize=50_000)
def _pieces(folded: str) -> tuple[Piece, ...]:
    if not _SHORTEST <= len(folded) <= _LONGEST or folded in _ENDED or not folded.isalpha():
        return ()
    pieces: list[Piece] = []
    start = 0
    for end in _joints(folded):
        pieces += _cut(folded, start=start, end=end) or [Piece(start, end, folded[start:end])]
        start = end + 1
    pieces += _cut(folded, start=start, end=len(folded)) or [Piece(start, len(folded), folded[start:])]
    return tuple(pieces) if len(pieces) > 1 else ()


def _joints(folded: str) -> list[int]:
    start, joints = 0, []
    for joint in _JOINT.finditer(folded):
        if joint.start() - start >= _SHORTEST_BEFORE_JOINT and _opens_a_word(folded, joint.end()):
            joints.append(joint.start())
            start = joint.end()
    return joints


def _opens_a_word(folded: str, place: int) -> bool:
    """Not in "wohnung-s-los", and not in "recycling-station", where the s belongs to the second word."""
    return not _ADJECTIVE.match(folded, place) and folded[place - 1 :] not in _ENDED


def _cut(folded: str, *, start: int, end: int) -> list[Piece]:
    """Cut folded[start:end] by the lexicon; a front not in it may remain. Empty if nothing in it is known."""
    known = _known(folded, start=start, end=end)
    if start in known:
        return known[start]
    for cut in range(start + _SHORTEST_FRONT, end - _SHORTEST_AFTER_FRONT + 1):
        if cut in known and _can_follow(known[cut]) and _can_be_front(folded[start:cut]):
            front = folded[start:cut].removesuffix("s")
            return [Piece(start, cut, front), *known[cut]]
    return []


def _can_follow(pieces: list[Piece]) -> bool:
    return len(pieces[0].word) >= _SHORTEST_AFTER_FRONT and not _LOOK_LIKE_ENDINGS.fullmatch(pieces[0].word)


def _can_be_front(front: str) -> bool:
    return front not in _PREFIXES and not _NO_FRONT.search(front) and not _VOWELS.isdisjoint(front)


class _Cut(NamedTuple):
    """The pieces of the rest of a word. What is less is better: few pieces, then few letters that are mere links, then
    a long last piece."""

    pieces: int
    unlinked: int
    last: int
    all: list[Piece]


def _known(folded: str, *, start: int, end: int) -> dict[int, list[Piece]]:
    """For each place from which the rest up to the end can be cut into known words: the best such cut."""
    best: dict[int, _Cut] = {}
    for begin in range(end - 2, start - 1, -1):
        if whole := _ENDED.get(folded[begin:end]):
            best[begin] = _Cut(1, -len(whole), begin, [Piece(begin, end, whole)])
            continue
        found: _Cut | None = None
        for length in _LENGTHS.get(folded[begin : begin + _HEAD], ()):
            rest = best.get(begin + length)
            front = _LINKED.get(folded[begin : begin + length]) if rest else None
            if rest and front is not None:
                worth = (1 + rest.pieces, rest.unlinked - len(front), rest.last)
                if found is None or worth < found[:3]:
                    found = _Cut(*worth, [Piece(begin, begin + length, front), *rest.all])
        if found:
            best[begin] = found
    return {begin: cut.all for begin, cut in best.items()}


def _linked() -> dict[str, str]:
    """Every form in which a word can stand before another, and the word itself."""
    forms: dict[str, str] = {}
    for noun in _NOUNS:
        if noun.endswith("e") and len(noun) > 3:
            forms |= {noun[:-1]: noun, noun[:-1] + "s": noun}
    forms |= {noun + link: noun for noun in _NOUNS for link in _LINKS}
    return forms | {stem: stem for stem in map(spelling.fold, lexicon.MODIFIERS)} | {noun: noun for noun in _NOUNS}


def _ended() -> dict[str, str]:
    """Every form in which a noun can end a word, and the noun itself."""
    forms = {noun + ending: noun for noun in _NOUNS for ending in _ENDINGS}
    forms |= {noun + ending: noun for noun in _NOUNS if noun.endswith("s") for ending in _ENDINGS_AFTER_S}
    forms |= {f"{noun[:-2]}en": noun for noun in _NOUNS if noun.endswith("um")}
    forms |= {noun[:-1] + "en": noun for noun in _NOUNS if noun.endswith("a")}
    return forms | {noun: noun for noun in _NOUNS}


def _lengths() -> dict[str, tuple[int, ...]]:
    """By its first letters, how long a word that can stand before another may be, the longest first."""
    found: dict[str, set[int]] = {}
    for word in _LINKED:
        short = product(ascii_lowercase, repeat=max(0, _HEAD - len(word)))
        for head in (word[:_HEAD] + "".join(more) for more in short):
            found.setdefault(head, set()).add(len(word))
    return {head: tuple(sorted(lengths, reverse=True)) for head, lengths in found.items()}


_NOUNS = sorted(map(spelling.fold, lexicon.NOUNS))
_LINKED = _linked()
_ENDED = _ended()
_LENGTHS = _lengths()
_PREFIXES = frozenset(map(spelling.fold, lexicon.PREFIXES))
