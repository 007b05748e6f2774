"""Which segments become one, so that there are few of them and yet no document is rewritten often."""

import math
from collections.abc import Callable
from typing import Any

from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

_SEGMENTS_OF_A_SIZE = 4  # so many segments of about the same size become one
_MOST_MERGED = 1_000  # documents written anew when one is put
_LARGEST = 65_000  # documents; numbers of documents then take two bytes
_TOO_MANY_DELETED = 0.3  # of a segment; it is written anew then

Policy = Callable[[SegmentWriter, list[Any]], list[Any]]


def merge(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """Whoosh asks which segments to keep; the others are written into the new one."""
    sizes = [(segment.doc_count(), segment.deleted_count()) for segment in segments]
    return _merged(writer, segments, to_merge(sizes, new=writer.doc_count()))


def settle(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """Write as many of the smallest into one as it may hold."""
    return _merged(
        writer, segments, to_settle([(segment.doc_count(), segment.deleted_count()) for segment in segments])
    )


def to_settle(sizes: list[tuple[int, int]]) -> set[int]:
    """Numbers of the segments to make one of, by their sizes (living, deleted documents); none if nothing is won."""
    chosen: set[int] = set()
    total = 0
    for number in sorted(range(len(sizes)), key=sizes.__getitem__):
        total += sizes[number][0]
        if total <= _LARGEST:
            chosen.add(number)
    is_worth_it = len(chosen) > 1 or any(_is_hollow(*sizes[number]) for number in chosen)
    return chosen if is_worth_it else set()


def to_merge(sizes: list[tuple[int, int]], *, new: int) -> set[int]:
    """Numbers of the segments to merge with `new` documents, by their sizes (living, deleted documents).

    Four segments of about the same size become one, so a document is rewritten seldom and there are not many segments;
    but few new documents never wait for many old ones. A segment with many deleted documents is written anew.
    """
    most = min(_LARGEST, max(_MOST_MERGED, 2 * _SEGMENTS_OF_A_SIZE * new))
    merged = {number for number, size in enumerate(sizes) if _is_hollow(*size) and size[0] <= most}
    total = new + sum(sizes[number][0] for number in merged)
    for tier in sorted({_tier(live) for live, _ in sizes}):
        smaller = {number for number, (live, _) in enumerate(sizes) if _tier(live) <= tier} - merged
        same = sum(_tier(sizes[number][0]) == tier for number in smaller) + (_tier(total) == tier)
        together = total + sum(sizes[number][0] for number in smaller)
        if same >= _SEGMENTS_OF_A_SIZE and together <= most:
            merged |= smaller
            total = together
    return merged


def _merged(writer: SegmentWriter, segments: list[Any], chosen: set[int]) -> list[Any]:
    for number in sorted(chosen):
        reader = SegmentReader(writer.storage, writer.schema, segments[number])
        writer.add_reader(reader)
        reader.close()
    return [segment for number, segment in enumerate(segments) if number not in chosen]


def _is_hollow(living: int, deleted: int) -> bool:
    return deleted > _TOO_MANY_DELETED * (living + deleted)


def _tier(documents: int) -> int:
    return int(math.log(max(documents, 1), _SEGMENTS_OF_A_SIZE))
