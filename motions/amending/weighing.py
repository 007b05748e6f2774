"""How far an amendment departs from its parent text, for the order of voting the programme proposes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from council.law.amendments import RANKS, Kind, Span
from documents.comparing.words import Wording
from motions.amending.edits import Delete, Edit, Insert, Relabel, ReplaceAll, ReplaceBlock, ReplaceWords, Unfit, telling
from motions.amending.parent import Parent

_PUNCTUATION = frozenset(".,;:!?…„“”\"'»«‚‘’()[]")
_NUMBER = re.compile(r"(?:\d{1,3}(?:[.\s]\d{3})+|\d+)(?:,\d+)?")
_SCALES = {
    "tausend": 10**3,
    "tsd": 10**3,
    "million": 10**6,
    "millionen": 10**6,
    "mio": 10**6,
    "milliarde": 10**9,
    "milliarden": 10**9,
    "mrd": 10**9,
}


def kind(edits: Sequence[Edit], *, parent: Parent) -> Kind:
    """The kind of the edit that goes furthest (domain brief §3.6). Raises Unfit when there is none."""
    if not edits:
        raise Unfit("Der Änderungsantrag ändert nichts.")
    return max((kind_of(edit, parent=parent) for edit in edits), key=RANKS.__getitem__)


def kind_of(edit: Edit, *, parent: Parent) -> Kind:
    """What one edit does. Words merely added are an insertion; punctuation, capitals and numbering are editorial."""
    match edit:
        case ReplaceAll():
            return Kind.REPLACE_ALL
        case Delete():
            return Kind.DELETE_POINT
        case ReplaceBlock():
            return Kind.REPLACE_POINT
        case Insert():
            return Kind.INSERT
        case Relabel():
            return Kind.EDITORIAL
        case ReplaceWords():
            if _meant(_before(edit, parent)) == _meant(_after(edit, parent)):
                return Kind.EDITORIAL
            return Kind.INSERT if edit.start == edit.end else Kind.CHANGE_WORDS


def change(edits: Sequence[Edit], *, parent: Parent) -> Fraction:
    """The largest change of a number that the edits make in a block, 0 when none is changed for another."""
    sizes = [size for number in sorted({*_blocks(edits)}) for size in _changes(number, edits, parent)]
    return max(sizes, default=Fraction(0))


def spans(edits: Sequence[Edit], *, parent: Parent) -> tuple[Span, ...]:
    """What the edits touch (units: `Parent.span`); numbers of points count only when nothing else is changed."""
    return tuple(parent.span(edit) for edit in telling(edits))


def _before(edit: ReplaceWords, parent: Parent) -> str:
    return parent.block(edit.block).text


def _after(edit: ReplaceWords, parent: Parent) -> str:
    before = _before(edit, parent)
    return before[: edit.start] + edit.text + before[edit.end :]


def _meant(said: str) -> list[str]:
    """The words without what a proofreader may change."""
    return [word.casefold() for word in Wording(said).said if not set(word) <= _PUNCTUATION]


def _blocks(edits: Sequence[Edit]) -> Iterator[int]:
    for edit in edits:
        if isinstance(edit, ReplaceWords | ReplaceBlock):
            yield edit.block


def _changes(number: int, edits: Sequence[Edit], parent: Parent) -> list[Fraction]:
    """By how much the numbers of one block change; empty when they cannot be set against each other one by one."""
    before = after = parent.block(number).text
    mine = [edit for edit in edits if isinstance(edit, ReplaceWords) and edit.block == number]
    for edit in sorted(mine, key=lambda one: one.start, reverse=True):
        after = after[: edit.start] + edit.text + after[edit.end :]
    for other in edits:
        if isinstance(other, ReplaceBlock) and other.block == number:
            after = other.text
    old, new = list(_numbers(before)), list(_numbers(after))
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    if gone.total() != come.total():
        return []
    pairs = zip((one for one in old if one in gone), (one for one in new if one in come), strict=False)
    return [abs(one - other) for one, other in pairs]


def _numbers(said: str) -> Iterator[Fraction]:
    """The numbers of a German text in order: 300.000, 1,5 Mio., 12."""
    words = Wording(said).said
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if _NUMBER.fullmatch(word):
            plain = re.sub(r"[.\s]", "", word).replace(",", ".")
            yield Fraction(plain) * _SCALES.get(following.casefold(), 1)
