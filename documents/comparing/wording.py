"""Say word by word what changed between two wordings of one passage, as a careful reader would mark it."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from documents.comparing import sequences, words
from documents.comparing.words import Wording

CHANCE = 3  # long words: more of them in a row are never the same by chance
SENTENCE = 5  # words and marks: a shorter one may be the same by chance
MEANT = 0.2  # share of the longer wording that must stay for the two to be called changed, not replaced


class Sort(StrEnum):
    """Where a run of text stands: in both wordings, in the old one or in the new one."""

    EQUAL = "equal"
    DELETE = "delete"
    INSERT = "insert"


class Run(NamedTuple):
    """A stretch of text; equal and deleted runs together are the old wording, equal and inserted ones the new."""

    sort: Sort
    text: str

    @property
    def is_blank(self) -> bool:
        """Whether it is only spaces and line breaks: a change of layout, not of words."""
        return not self.text.strip()


def runs(old: Wording, new: Wording) -> tuple[Run, ...]:
    """What was kept, deleted and inserted, in reading order; a deletion stands before the insertion that replaces it.

    Words, numbers and addresses are never cut. Single words that happen to be the same between larger changes count as
    changed with them; an inserted or deleted sentence begins and ends where sentences do.
    """
    if old.text == new.text:
        return (Run(Sort.EQUAL, old.text),) if old.text else ()
    both = _Both(old, new)
    stretches = _trimmed(both, _without_chance(both, _stretches(both)))
    moved = _at_borders(both, stretches)
    if moved != stretches:
        stretches = _trimmed(both, _without_chance(both, moved))
    return tuple(_merged(_spelled(both, _unless_replaced(both, stretches))))


class _Both(NamedTuple):
    """Two wordings of one passage."""

    old: Wording
    new: Wording


class _Stretch(NamedTuple):
    """Words of both wordings that face each other, as half-open numbers; `same` when they are the same words."""

    same: bool
    old: int
    old_end: int
    new: int
    new_end: int


def _stretches(both: _Both) -> list[_Stretch]:
    """Same and differing words in turn: whole sentences first, then words, at last marks in the gaps."""
    found = list(_same_sentences(both))
    for weight in (words.SHORT, words.MARK):
        found = _refined(both, found, weight=weight)
    return _alternating([*found, sequences.Match(len(both.old.said), len(both.new.said), 0)])


def _refined(both: _Both, found: Sequence[sequences.Match], *, weight: float) -> list[sequences.Match]:
    """The matches, and in the gaps between them those of words that weigh so much or more."""
    refined: list[sequences.Match] = []
    old = new = 0
    for match in [*found, sequences.Match(len(both.old.said), len(both.new.said), 0)]:
        if old < match.old and new < match.new:
            refined += _in_gap(both, range(old, match.old), range(new, match.new), weight=weight)
        if match.length:
            refined.append(match)
        old, new = match.old + match.length, match.new + match.length
    return refined


def _in_gap(both: _Both, old: range, new: range, *, weight: float) -> list[sequences.Match]:
    """Words that weigh so much or more and are the same, one by one; often there is none, which is seen at once."""
    said_old, said_new = both.old.said[old.start : old.stop], both.new.said[new.start : new.stop]
    if set(said_old).isdisjoint(said_new):
        return []
    places_old, places_new = both.old.weighty(old, weight=weight), both.new.weighty(new, weight=weight)
    found = sequences.matches([both.old.said[at] for at in places_old], [both.new.said[at] for at in places_new])
    return [
        sequences.Match(places_old[inner.old + step], places_new[inner.new + step], 1)
        for inner in found
        for step in range(inner.length)
    ]


def _same_sentences(both: _Both) -> Iterator[sequences.Match]:
    old, new = both.old.sentences(), both.new.sentences()
    if len(old) < 2 or len(new) < 2:
        return
    said_old = [tuple(both.old.said[start:end]) for start, end in old]
    said_new = [tuple(both.new.said[start:end]) for start, end in new]
    for match in sequences.matches(said_old, said_new):
        start, end = old[match.old][0], old[match.old + match.length - 1][1]
        if end - start >= SENTENCE:
            yield sequences.Match(start, new[match.new][0], end - start)


def _alternating(found: Sequence[sequences.Match]) -> list[_Stretch]:
    stretches: list[_Stretch] = []
    old = new = 0
    for match in found:
        if (old, new) != (match.old, match.new):
            stretches.append(_Stretch(False, old, match.old, new, match.new))
        old, new = match.old + match.length, match.new + match.length
        if match.length:
            stretches.append(_Stretch(True, match.old, old, match.new, new))
    return _fused(stretches)


def _fused(stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Neighbours of one kind become one; empty ones go."""
    fused: list[_Stretch] = []
    for one in stretches:
        if one.old == one.old_end and one.new == one.new_end:
            continue
        if fused and fused[-1].same == one.same:
            last = fused[-1]
            fused[-1] = _Stretch(one.same, last.old, one.old_end, last.new, one.new_end)
        else:
            fused.append(one)
    return fused


def _without_chance(both: _Both, stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Give up words that are the same only by chance: few of them between larger changes."""
    kept: list[_Stretch] = []
    for one in stretches:
        kept.append(one)
        while len(kept) >= 3 and not one.same and _is_chance(both, *kept[-3:]):
            first, _, last = kept[-3:]
            kept[-3:] = [_Stretch(False, first.old, last.old_end, first.new, last.new_end)]
    return kept


def _is_chance(both: _Both, before: _Stretch, same: _Stretch, after: _Stretch) -> bool:
    kept = _weight(both.old, same.old, same.old_end)
    if kept > CHANCE or kept >= 2 * (one := _size(both, before)) or kept >= 2 * (other := _size(both, after)):
        return False
    return 2 * kept + 1 < one + other


def _size(both: _Both, change: _Stretch) -> float:
    """How much a change replaces; adding, striking, and like for like (a date for a date) disturb half as much."""
    old, new = _weight(both.old, change.old, change.old_end), _weight(both.new, change.new, change.new_end)
    return (old + new) / (4 if not old or not new or _is_like_for_like(both, change) else 2)


def _is_like_for_like(both: _Both, change: _Stretch) -> bool:
    if change.old_end - change.old != change.new_end - change.new:
        return False
    old, new = both.old.said[change.old : change.old_end], both.new.said[change.new : change.new_end]
    return all(words.sort(mine) == words.sort(yours) for mine, yours in zip(old, new, strict=True))


def _weight(wording: Wording, start: int, end: int) -> float:
    return wording.sums[end] - wording.sums[start]


def _trimmed(both: _Both, stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Take from both ends of a change what is the same after all."""
    trimmed: list[_Stretch] = []
    for one in stretches:
        if one.same or one.old == one.old_end or one.new == one.new_end:
            trimmed.append(one)
            continue
        _, old, old_end, new, new_end = one
        lead = _alike(both.old.said[old:old_end], both.new.said[new:new_end])
        tail = _alike(both.old.said[old + lead : old_end][::-1], both.new.said[new + lead : new_end][::-1])
        trimmed += [
            _Stretch(True, old, old + lead, new, new + lead),
            _Stretch(False, old + lead, old_end - tail, new + lead, new_end - tail),
            _Stretch(True, old_end - tail, old_end, new_end - tail, new_end),
        ]
    return _fused(trimmed)


def _at_borders(both: _Both, stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Move each insertion and deletion, where it can stand in several places, to where a sentence or clause begins."""
    moved = list(stretches)
    for at in range(1, len(moved) - 1):
        before, change, after = moved[at - 1 : at + 2]
        if change.same or (change.old < change.old_end and change.new < change.new_end):
            continue
        if shift := _best_shift(both, before, change, after):
            moved[at - 1] = before._replace(old_end=before.old_end + shift, new_end=before.new_end + shift)
            moved[at] = _Stretch(False, *(place + shift for place in change[1:]))
            moved[at + 1] = after._replace(old=after.old + shift, new=after.new + shift)
    return _fused(moved)


def _best_shift(both: _Both, before: _Stretch, change: _Stretch, after: _Stretch) -> int:
    """By how many words to move; best where nothing is left between two changes."""
    inserted = change.old == change.old_end
    wording, start, end = (both.new, change.new, change.new_end) if inserted else (both.old, change.old, change.old_end)
    said = wording.said
    most_back, most_ahead = before.old_end - before.old, after.old_end - after.old
    back = ahead = 0
    while back < most_back and said[start - back - 1] == said[end - back - 1]:
        back += 1
    while ahead < most_ahead and said[start + ahead] == said[end + ahead]:
        ahead += 1
    return max(
        range(-back, ahead + 1),
        key=lambda shift: (
            shift in (-most_back, most_ahead),
            _border(wording, start + shift) + _border(wording, end + shift),
            -abs(shift),
        ),
    )


def _border(wording: Wording, at: int) -> int:
    """How natural it is to begin or end before word `at`."""
    if at in (0, len(wording.said)):
        return 6
    before, after = wording.said[at - 1], wording.said[at]
    between = wording.text[wording.end(at - 1) : wording.starts[at]]
    if words.ends_sentence(before) and between:
        return 5
    if "\n" in between:
        return 4
    if before in {":", ";", ")", "–"}:
        return 3
    if before == "," or after in {"(", "–"}:
        return 2
    return 1 if between else 0


def _unless_replaced(both: _Both, stretches: Sequence[_Stretch]) -> Sequence[_Stretch]:
    """All deleted and all inserted, when next to nothing was kept."""
    kept = sum(_weight(both.old, one.old, one.old_end) for one in stretches if one.same)
    if kept >= MEANT * max(both.old.sums[-1], both.new.sums[-1]):
        return stretches
    return [_Stretch(False, 0, len(both.old.said), 0, len(both.new.said))]


def _spelled(both: _Both, stretches: Sequence[_Stretch]) -> Iterator[Run]:
    """Turn words back into text, with every blank in its place."""
    old = new = 0  # code points already spelled
    for one in stretches:
        for old_start, old_end, new_start, new_end in _kept(both, one) if one.same else ():
            yield from _change(both.old.text[old:old_start], both.new.text[new:new_start])
            yield Run(Sort.EQUAL, both.old.text[old_start:old_end])
            old, new = old_end, new_end
    yield from _change(both.old.text[old:], both.new.text[new:])


def _kept(both: _Both, same: _Stretch) -> Iterator[tuple[int, int, int, int]]:
    """Where the same words stand in both texts: as one piece, or word by word when the blanks between them differ."""
    old, old_end = both.old.starts[same.old], both.old.end(same.old_end - 1)
    new, new_end = both.new.starts[same.new], both.new.end(same.new_end - 1)
    if both.old.text[old:old_end] == both.new.text[new:new_end]:
        yield old, old_end, new, new_end
        return
    for step, word in enumerate(both.old.said[same.old : same.old_end]):
        old, new = both.old.starts[same.old + step], both.new.starts[same.new + step]
        yield old, old + len(word), new, new + len(word)


def _change(old: str, new: str) -> Iterator[Run]:
    """What lies between two kept words; the blanks that both have around it are kept as well."""
    if old == new:
        yield Run(Sort.EQUAL, old)
        return
    lead = _alike(_blanks_before(old), _blanks_before(new))
    yield Run(Sort.EQUAL, old[:lead])
    old, new = old[lead:], new[lead:]
    tail = _alike(_blanks_behind(old)[::-1], _blanks_behind(new)[::-1])
    yield Run(Sort.DELETE, old[: len(old) - tail])
    yield Run(Sort.INSERT, new[: len(new) - tail])
    yield Run(Sort.EQUAL, old[len(old) - tail :])


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """With how many equal things both begin."""
    length = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        length += 1
    return length


def _blanks_before(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _blanks_behind(text: str) -> str:
    return text[len(text.rstrip()) :]


def _merged(some: Iterable[Run]) -> Iterator[Run]:
    """No run is empty, and no two neighbours are of one sort."""
    for sort, group in itertools.groupby((run for run in some if run.text), key=lambda run: run.sort):
        yield Run(sort, "".join(run.text for run in group))
