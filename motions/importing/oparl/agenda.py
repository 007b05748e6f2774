"""The order and the nesting of a foreign agenda, read off `order` and the printed numbers."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Indices of the items in the order of the agenda, and the values of `order` that several items share."""

    indices: tuple[int, ...]
    shared: tuple[int, ...]


def arrange(orders: Sequence[int | None], *, numbers: Sequence[str]) -> Order:
    """By `order`, equals by printed number, then as listed; if any item lacks an `order`, all stay as listed."""
    uses = Counter(order for order in orders if order is not None)
    shared = tuple(sorted(order for order, times in uses.items() if times > 1))
    places = range(len(orders))
    if uses.total() < len(orders):
        return Order(indices=tuple(places), shared=shared)
    return Order(indices=tuple(sorted(places, key=lambda n: (orders[n], _natural(numbers[n]), n))), shared=shared)


def parents(numbers: Sequence[str]) -> tuple[int | None, ...]:
    """For each item the index of the nearest earlier item under which its number stands (`7.1.2` under `7.1`).

    Items without a number, and those whose upper number is not on the agenda, stand by themselves (None).
    """
    found: list[int | None] = []
    seen: dict[str, int] = {}
    for index, number in enumerate(numbers):
        plain = number.strip().rstrip(".")
        found.append(_nearest(plain, seen))
        if plain:
            seen[plain] = index
    return tuple(found)


def _nearest(number: str, seen: dict[str, int]) -> int | None:
    while "." in number:
        number = number.rsplit(".", 1)[0]
        if number in seen:
            return seen[number]
    return None


def _natural(number: str) -> tuple[tuple[int, int, str], ...]:
    parts = re.findall(r"[0-9]+|[^0-9.]+", number)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
