"""Find for each block of an old text the block of the new one that it became."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from documents.comparing import sequences
from documents.comparing.words import Wording
from documents.text import Block

KIN = 0.4  # likeness from which two blocks at corresponding places are two wordings of one
MOVED = 0.7  # likeness from which they are so wherever they stand
SEARCHED = 4  # blocks looked at closely for each
COMMON = 16  # in so many blocks a word tells nothing about which is which
CONTAINED = 20  # traits, some ten words: what is shorter is contained in anything
TELLING = 3  # words a block needs to be recognised in another place


class Couple(NamedTuple):
    """Numbers, counted from 0, of two blocks that belong together; `moved` when out of the common order."""

    old: int
    new: int
    moved: bool


class Leaf(NamedTuple):
    """A block and its words."""

    block: Block
    wording: Wording


def couples(old: Sequence[Leaf], new: Sequence[Leaf]) -> list[Couple]:
    """Which blocks belong together, in the order of the new text; every block belongs to one other at most.

    First what says the same in the same order; then what is alike between these; then what is nearly the same at
    another place; at last points of one number, and single blocks that face each other.
    """
    leaves = _Leaves(old, new, {})
    staying = _refined(leaves, _same(leaves), by=_alike)
    moved = _moved(leaves, _free(leaves, staying))
    for finder in (_of_one_label, _face_to_face):
        staying = _refined(leaves, staying, by=finder, moved=moved)
    return sorted(
        [*(Couple(*pair, moved=False) for pair in staying), *(Couple(*pair, moved=True) for pair in moved)],
        key=lambda couple: couple.new,
    )


_Places = tuple[Sequence[int], Sequence[int]]
_Pair = tuple[int, int]
_Candidate = tuple[int, int, float]


class _Leaves(NamedTuple):
    """The blocks of both texts, and which candidates were found at which places: unrelated texts are asked twice."""

    old: Sequence[Leaf]
    new: Sequence[Leaf]
    found: dict[tuple[tuple[int, ...], tuple[int, ...]], list[_Candidate]]


_Finder = Callable[[_Leaves, _Places], list[_Pair]]


def _same(leaves: _Leaves) -> list[_Pair]:
    said_old, said_new = ([tuple(leaf.wording.said) for leaf in side] for side in leaves[:2])
    found = sequences.matches(said_old, said_new)
    return [(match.old + step, match.new + step) for match in found for step in range(match.length)]


def _refined(leaves: _Leaves, staying: Sequence[_Pair], *, by: _Finder, moved: Sequence[_Pair] = ()) -> list[_Pair]:
    """The pairs that stay in order, and those found in the gaps between them."""
    free = _free(leaves, [*staying, *moved])
    refined: list[_Pair] = []
    past = (0, 0)
    for old, new in [*staying, (len(leaves[0]), len(leaves[1]))]:
        gap = [at for at in range(past[0], old) if at in free[0]], [at for at in range(past[1], new) if at in free[1]]
        if gap[0] and gap[1]:
            refined += by(leaves, gap)
        if old < len(leaves[0]):
            refined.append((old, new))
        past = old + 1, new + 1
    return refined


def _free(leaves: _Leaves, pairs: Sequence[_Pair]) -> tuple[set[int], set[int]]:
    """The blocks that are in none of the pairs."""
    return (
        set(range(len(leaves[0]))) - {old for old, _ in pairs},
        set(range(len(leaves[1]))) - {new for _, new in pairs},
    )


def _alike(leaves: _Leaves, gap: _Places) -> list[_Pair]:
    """Pairs alike enough that keep the order and share the most words."""
    weighed = [
        (old, new, likeness * min(len(leaves[0][old].wording.traits), len(leaves[1][new].wording.traits)))
        for old, new, likeness in _candidates(leaves, gap)
        if likeness >= KIN
    ]
    return [weighed[index][:2] for index in sequences.heaviest(weighed)]


def _of_one_label(leaves: _Leaves, gap: _Places) -> list[_Pair]:
    """Points of one number: 2. and 2. are the same point even when every word of it is new."""
    labels = [_label(leaves[0][at], at) for at in gap[0]], [_label(leaves[1][at], ~at) for at in gap[1]]
    return [
        (gap[0][match.old + step], gap[1][match.new + step])
        for match in sequences.matches(*labels)
        for step in range(match.length)
    ]


def _label(leaf: Leaf, at: int) -> object:
    """The number of a point; for all other blocks something that equals nothing."""
    return leaf.block.label if leaf.block.kind == "point" else at


def _face_to_face(leaves: _Leaves, gap: _Places) -> list[_Pair]:
    """One block of a kind that stands in the place of one other."""
    if len(gap[0]) > 1 or len(gap[1]) > 1 or leaves[0][gap[0][0]].block.kind != leaves[1][gap[1][0]].block.kind:
        return []
    return [(gap[0][0], gap[1][0])]


def _moved(leaves: _Leaves, free: tuple[set[int], set[int]]) -> list[_Pair]:
    """Pairs out of order, the most alike first."""
    telling = (
        sorted(at for at in free[0] if len(leaves[0][at].wording.said) >= TELLING),
        sorted(at for at in free[1] if len(leaves[1][at].wording.said) >= TELLING),
    )
    found = [(likeness, old, new) for old, new, likeness in _candidates(leaves, telling) if likeness >= MOVED]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, old, new in sorted(found, key=lambda one: (-one[0], one[1], one[2])):
        if old not in pairs and new not in taken:
            pairs[old] = new
            taken.add(new)
    return list(pairs.items())


def _candidates(leaves: _Leaves, places: _Places) -> list[_Candidate]:
    """For each old block the new ones that share most with it, and how alike they are."""
    asked = tuple(places[0]), tuple(places[1])
    if asked not in leaves.found:
        leaves.found[asked] = list(_weighed(leaves, places))
    return leaves.found[asked]


def _weighed(leaves: _Leaves, places: _Places) -> Iterator[_Candidate]:
    asked: frozenset[str] = frozenset().union(*(leaves[0][old].wording.traits for old in places[0]))
    where = _telling_places(leaves[1], places[1], asked=asked)
    known = frozenset(where)
    for old in places[0]:
        traits = leaves[0][old].wording.traits
        shared = Counter(itertools.chain.from_iterable(map(where.__getitem__, traits & known)))
        for new, _ in shared.most_common(SEARCHED):
            yield old, new, _likeness(traits, leaves[1][new].wording.traits)


def _telling_places(leaves: Sequence[Leaf], places: Sequence[int], *, asked: frozenset[str]) -> dict[str, list[int]]:
    """In which blocks each trait asked for stands, without those that stand in too many to tell anything."""
    where: dict[str, list[int]] = defaultdict(list)
    for place in places:
        for trait in leaves[place].wording.traits & asked:
            where[trait].append(place)
    return {trait: some for trait, some in where.items() if len(some) <= COMMON}


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0 to 1: how much of both is the same, or how much of the shorter one is found in the longer."""
    shared, shorter = len(one & other), min(len(one), len(other))
    contained = 0.6 * shared / shorter if shorter > CONTAINED else 0
    return max(2 * shared / (len(one) + len(other)), contained)
