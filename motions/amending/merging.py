"""Several amendments to one text: which of them meet, and what the text says with those that were adopted."""

import itertools
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from motions.amending import composing
from motions.amending.composing import Paragraph, Signed
from motions.amending.edits import Delete, Edit, Relabel, ReplaceAll, place, telling
from motions.amending.parent import Parent

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Draft(Generic[Key]):
    """An amendment as a text: its key and its edits."""

    key: Key
    edits: tuple[Edit, ...]

    @property
    def replaces_all(self) -> bool:
        """Whether it puts another text in the place of the whole."""
        return any(isinstance(edit, ReplaceAll) for edit in self.edits)


@dataclass(frozen=True)
class Collision(Generic[Key]):
    """Two amendments that touch the same text; `blocks` are the numbers of its blocks, none for the whole text."""

    first: Key
    second: Key
    blocks: tuple[int, ...]


@dataclass(frozen=True)
class LeftOut(Generic[Key]):
    """An edit of an amendment that found its place changed already, and through which other amendments."""

    key: Key
    edit: Edit
    through: tuple[Key, ...]


@dataclass(frozen=True)
class Merged(Generic[Key]):
    """The text with the adopted amendments in it.

    `paragraphs` say which amendment each change comes from, struck ones included. `moot`: amendments all of whose
    places are changed, each with those through which. `touched`: pending ones some of whose places are. `left_out`:
    what an adopted amendment could no longer change.
    """

    text: str
    paragraphs: tuple[Paragraph[Key], ...]
    moot: Mapping[Key, tuple[Key, ...]]
    touched: Mapping[Key, tuple[Key, ...]]
    left_out: tuple[LeftOut[Key], ...]


def collisions(drafts: Sequence[Draft[Key]], *, parent: Parent) -> tuple[Collision[Key], ...]:
    """All pairs that touch the same text, in the order given; renumbering that goes with other edits does not count."""
    pairs = itertools.combinations(drafts, 2)
    return tuple(found for first, second in pairs for found in _collision(first, second, parent))


def merge(adopted: Sequence[Draft[Key]], *, parent: Parent, pending: Sequence[Draft[Key]] = ()) -> Merged[Key]:
    """Put the adopted amendments into the parent text, in the order in which they were adopted.

    As `council.law.amendments` has it: one that replaces the whole text makes all others moot; else a place changed by
    an earlier one is not changed again, and an amendment that finds all its places changed is moot. Raises Unfit and
    Outdated for edits that do not fit the text.
    """
    for draft in [*adopted, *pending]:
        parent.check(draft.edits)
    whole = [draft for draft in adopted if draft.replaces_all][:1]
    placed: list[Signed[Key]] = []
    moot: dict[Key, tuple[Key, ...]] = {}
    left_out: list[LeftOut[Key]] = []
    for draft in whole or adopted:
        fates = _fates(draft, placed, parent)
        if _is_moot(fates):
            moot[draft.key] = _through(fates)
            continue
        placed += [Signed(fate.edit, draft.key) for fate in fates if not fate.through]
        left_out += [fate for fate in _telling(fates) if fate.through]
    waiting = {draft.key: _fates(draft, placed, parent) for draft in [*(adopted if whole else ()), *pending]}
    waiting = {key: fates for key, fates in waiting.items() if key not in {one.key for one in whole}}
    moot |= {key: _through(fates) for key, fates in waiting.items() if _is_moot(fates)}
    touched = {key: _through(fates) for key, fates in waiting.items() if key not in moot and _through(fates)}
    composition = composing.compose(parent, _without_numbers_of_struck_blocks(placed))
    return Merged(*composition, moot, touched, tuple(left_out))


def _without_numbers_of_struck_blocks(placed: Sequence[Signed[Key]]) -> list[Signed[Key]]:
    struck = {one.edit.block for one in placed if isinstance(one.edit, Delete)}
    return [one for one in placed if not (isinstance(one.edit, Relabel) and one.edit.block in struck)]


def _collision(first: Draft[Key], second: Draft[Key], parent: Parent) -> Iterator[Collision[Key]]:
    if first.replaces_all or second.replaces_all:
        yield Collision(first.key, second.key, ())
        return
    pairs = itertools.product(telling(first.edits), telling(second.edits))
    meeting = {place(one) for one, other in pairs if parent.span(one).overlaps(parent.span(other))}
    if meeting:
        yield Collision(first.key, second.key, tuple(sorted(number for number in meeting if number)))


def _fates(draft: Draft[Key], placed: Sequence[Signed[Key]], parent: Parent) -> list[LeftOut[Key]]:
    """For each edit of the draft, which amendments have changed its place already."""
    whole = tuple(one.origin for one in placed if isinstance(one.edit, ReplaceAll))
    if whole or draft.replaces_all:
        return [LeftOut(draft.key, edit, whole) for edit in draft.edits]
    origins = {one.origin for one in placed}
    counting = {key: telling([one.edit for one in placed if one.origin == key]) for key in origins}
    near: dict[int | None, list[Signed[Key]]] = defaultdict(list)
    for one in placed:
        near[place(one.edit)].append(one)
    return [LeftOut(draft.key, edit, _overlapping(edit, near[place(edit)], counting, parent)) for edit in draft.edits]


def _overlapping(
    edit: Edit, near: Sequence[Signed[Key]], counting: Mapping[Key, Sequence[Edit]], parent: Parent
) -> tuple[Key, ...]:
    """Renumbering stands in nobody's way but that of other renumbering, unless it was all an amendment did."""
    span = parent.span(edit)
    return tuple(
        dict.fromkeys(
            one.origin
            for one in near
            if span.overlaps(parent.span(one.edit))
            and (isinstance(edit, Relabel) or not isinstance(one.edit, Relabel) or one.edit in counting[one.origin])
        )
    )


def _is_moot(fates: Sequence[LeftOut[Key]]) -> bool:
    return bool(fates) and all(fate.through for fate in _telling(fates))


def _through(fates: Sequence[LeftOut[Key]]) -> tuple[Key, ...]:
    return tuple(dict.fromkeys(key for fate in _telling(fates) for key in fate.through))


def _telling(fates: Sequence[LeftOut[Key]]) -> list[LeftOut[Key]]:
    counting = telling([fate.edit for fate in fates])
    return [fate for fate in fates if fate.edit in counting]
