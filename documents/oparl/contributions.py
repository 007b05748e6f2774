"""What upper floors add to an object: properties of our own, with the maker's prefix the standard asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

from django.conf import settings

from documents.oparl import values

# Gets ids of rows and gives for each the properties by their short names; it tells only what anybody may read, and
# costs a constant number of queries.
Contribution: TypeAlias = Callable[[Collection[int]], Mapping[int, Mapping[str, Any]]]

_registered: dict[str, list[Contribution]] = defaultdict(list)


def contributes(type_: str) -> Callable[[Contribution], Contribution]:
    """Register what adds properties to the objects of a type."""

    def register(function: Contribution) -> Contribution:
        _registered[type_].append(function)
        return function

    return register


def of(type_: str, pks: Collection[int]) -> dict[int, dict[str, Any]]:
    """All that is added to these rows, by row, with the prefix before every name."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for function in _registered[type_]:
        for pk, properties in function(pks).items():
            found[pk] |= {prefixed(name): value for name, value in values.filled(properties).items()}
    return found


def prefixed(name: str) -> str:
    """The name of a property of our own, such as ``kassel:questions``."""
    return f"{settings.OPARL_VENDOR}:{name}"
