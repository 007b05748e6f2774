"""Draws a part of a page once for all who are shown the same of it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

KEPT = 4096  # parts; a meeting has some dozens


@dataclass(frozen=True)
class _Part:
    """A template and what it is given; equal ones look the same."""

    template: str
    facts: Hashable
    inputs: Mapping[str, object] = field(compare=False, repr=False)


def drawn(template: str, **inputs: object) -> SafeString:
    """Draw a part from these inputs alone; the many circles of a house that are shown equal ones share one drawing.

    A row stands for all its columns, a list for what is in it. What else decides how the part looks – other rows, the
    time, who looks – is given to it as an input of its own.
    """
    facts = tuple((name, _fact(value)) for name, value in sorted(inputs.items()))
    return _drawn(_Part(template, facts, inputs))


@lru_cache(maxsize=KEPT)
def _drawn(part: _Part) -> SafeString:
    return render_to_string(part.template, dict(part.inputs))


def _fact(value: object) -> Hashable:
    """What the value says, by type as well: what is safe and what is yet to be escaped may read the same."""
    if isinstance(value, Model):
        return type(value), *(_fact(getattr(value, column.attname)) for column in value._meta.concrete_fields)
    if isinstance(value, (list, tuple)):
        return type(value), *map(_fact, value)
    if isinstance(value, dict):
        return dict, *((name, _fact(known)) for name, known in value.items())
    return type(value), value
