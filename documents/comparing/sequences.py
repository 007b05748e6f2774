"""Find what two sequences have in common, in order: blocks, sentences or words alike."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

TOO_LARGE = 400_000_000  # pairs: a longest common subsequence of that takes a second and 60 MB


class Match(NamedTuple):
    """`length` equal things in a row, from `old` in the old sequence and from `new` in the new one."""

    old: int
    new: int
    length: int


def matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Match]:
    """The longest common subsequence as runs, in order.

    Of sequences so long that it would take seconds, only what lies between things that occur once in each is looked
    at further; what is still too long there counts as different.
    """
    if set(old).isdisjoint(new):
        return []
    return _joined(_matches(_numbered(old, new), old=0, new=0, deep=True))


class _Numbered(NamedTuple):
    """Both sequences with one number for each distinct thing."""

    old: list[int]
    new: list[int]


def _numbered(old: Sequence[Hashable], new: Sequence[Hashable]) -> _Numbered:
    numbers: dict[Hashable, int] = {}
    return _Numbered(
        [numbers.setdefault(thing, len(numbers)) for thing in old],
        [numbers.setdefault(thing, len(numbers)) for thing in new],
    )


def _matches(both: _Numbered, *, old: int, new: int, deep: bool) -> Iterable[Match]:
    """Matches of two slices that begin at `old` and `new` of the whole."""
    if len(both.old) * len(both.new) <= TOO_LARGE:
        for block in LCSseq.opcodes(both.old, both.new).as_matching_blocks():
            if block.size:
                yield Match(old + block.a, new + block.b, block.size)
    elif deep:
        yield from _between_single_ones(both)


def _between_single_ones(both: _Numbered) -> Iterable[Match]:
    past_old = past_new = 0
    for at_old, at_new in [*_single_ones(both), (len(both.old), len(both.new))]:
        gap = _Numbered(both.old[past_old:at_old], both.new[past_new:at_new])
        yield from _matches(gap, old=past_old, new=past_new, deep=False)
        if at_old < len(both.old):
            yield Match(at_old, at_new, 1)
        past_old, past_new = at_old + 1, at_new + 1


def _single_ones(both: _Numbered) -> list[tuple[int, int]]:
    """Places of things that occur once in each, as many as stand in the same order."""
    counts_old, counts_new = Counter(both.old), Counter(both.new)
    places = {thing: at for at, thing in enumerate(both.new) if counts_new[thing] == 1}
    pairs = [(at, places[thing]) for at, thing in enumerate(both.old) if counts_old[thing] == 1 and thing in places]
    return [pairs[index] for index in heaviest([(at_old, at_new, 1) for at_old, at_new in pairs])]


def heaviest(pairs: Sequence[tuple[int, int, float]]) -> list[int]:
    """Which of the (old, new, weight) to keep so that both rise and the weights add up to the most; their indices."""
    order = sorted(range(len(pairs)), key=lambda index: (pairs[index][0], -pairs[index][1]))
    front: list[tuple[int, float, int]] = []  # place in new, best sum up to it, pair: both rise from left to right
    before: dict[int, int] = {}
    for index in order:
        _, new, weight = pairs[index]
        at = bisect_left(front, (new,))
        before[index] = front[at - 1][2] if at else -1
        total = weight + (front[at - 1][1] if at else 0)
        beaten = at
        while beaten < len(front) and front[beaten][1] <= total:
            beaten += 1
        if beaten > at or at == len(front) or front[at][0] > new:
            front[at:beaten] = [(new, total, index)]
    return _chain(front[-1][2] if front else -1, before)


def _chain(last: int, before: dict[int, int]) -> list[int]:
    kept = []
    while last >= 0:
        kept.append(last)
        last = before[last]
    return kept[::-1]


def _joined(found: Iterable[Match]) -> list[Match]:
    joined: list[Match] = []
    for match in found:
        last = joined[-1] if joined else None
        if last and (last.old + last.length, last.new + last.length) == (match.old, match.new):
            joined[-1] = Match(last.old, last.new, last.length + match.length)
        else:
            joined.append(match)
    return joined
