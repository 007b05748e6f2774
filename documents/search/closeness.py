"""Whether words stand one after the other, or close together: arithmetic on their places, the same for every engine."""

from collections.abc import Callable, Sequence

Fit = Callable[[Sequence[Sequence[int]]], bool]
NEAR = 5  # places between the parts of a compound that are written apart ("Sicherheit im gesamten Verkehr")


def in_sequence(places: Sequence[Sequence[int]]) -> bool:
    """Whether the first word has a place after which all others follow directly and in order."""
    first, *others = places
    followers = [frozenset(other) for other in others]
    return any(all(place + offset in other for offset, other in enumerate(followers, start=1)) for place in first)


def are_near(places: Sequence[Sequence[int]]) -> bool:
    """Whether there is a place for each word, each at most NEAR places outside what the former ones span."""
    spans = {(place, place) for place in places[0]}
    for others in places[1:]:
        spans = {
            (min(first, place), max(last, place))
            for first, last in spans
            for place in others
            if first - NEAR <= place < first or last < place <= last + NEAR
        }
    return bool(spans)
