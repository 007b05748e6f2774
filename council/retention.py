"""What the house knows of people: for every field its purpose and period, for every model who reads it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Warning, register
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

TABLE = Path(__file__).with_name("retention.toml")
CLASSES = frozenset(("everybody", "itself", "office", "owner", "nobody"))


@dataclass(frozen=True)
class Purpose:
    """Why something is kept of people, and for how long, in the words they read; days where the table sets them."""

    title: str
    what: str
    why: str
    period: str
    basis: str
    days: int | None = None
    not_before: int | None = None  # days after the last office or mandate


@dataclass(frozen=True)
class Declared:
    """What the table says of one model: who reads its rows, and of each field the purpose, or that it is impersonal."""

    read: str
    impersonal: frozenset[str]
    personal: dict[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> frozenset[str]:
        """All fields it names."""
        return self.impersonal | self.personal.keys()


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


@cache
def purposes() -> dict[str, Purpose]:
    """Every purpose by its name, in the order of the table."""
    return {name: Purpose(**said) for name, said in _table()["purposes"].items()}


@cache
def declared() -> dict[str, Declared]:
    """What is said of each model, by its label ("council.User")."""
    return {label: _declared(said) for label, said in _table()["fields"].items()}


def _declared(said: dict[str, Any]) -> Declared:
    rest = {name: fields for name, fields in said.items() if name not in ("read", "impersonal")}
    personal = {one: purpose for purpose, fields in rest.items() for one in fields}
    return Declared(said["read"], frozenset(said["impersonal"]), personal)


def fields_of(model: type[Model]) -> frozenset[str]:
    """The names of the fields in which a row keeps something."""
    return frozenset(one.name for one in model._meta.get_fields() if getattr(one, "concrete", False))


def problems(models: Iterable[type[Model]]) -> list[str]:
    """What the table leaves out or says too much of these models, one German sentence each."""
    return [sentence for model in models for sentence in _problems(model)]


def _problems(model: type[Model]) -> list[str]:
    label, said = model._meta.label, declared().get(model._meta.label)
    if said is None:
        return [f"{label} fehlt in retention.toml."]
    named, there = said.fields, fields_of(model)
    found = [f"{label}.{name} fehlt in retention.toml." for name in sorted(there - named)]
    found += [f"{label}.{name} steht in retention.toml, gibt es aber nicht." for name in sorted(named - there)]
    unknown = sorted(set(said.personal.values()) - purposes().keys())
    found += [f"{label}: Einen Zweck „{name}“ gibt es nicht." for name in unknown]
    twice = sorted(said.impersonal & said.personal.keys())
    found += [f"{label}.{name} ist zugleich persönlich und unpersönlich." for name in twice]
    return found + (
        [] if _is_readable(model, said.read) else [f"{label}: Wer liest, ist mit „{said.read}“ nicht gesagt."]
    )


def _is_readable(model: type[Model], read: str) -> bool:
    """Whether it is said who reads: a class, or a field that leads to something of which it is said."""
    if read == "itself":
        return hasattr(model._default_manager, "visible_for")
    if read in CLASSES:
        return True
    try:
        return bool(model._meta.get_field(read).is_relation)
    except FieldDoesNotExist:
        return False


@register
def check(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The same for `manage.py check`: it warns, for a gap in the table must not keep a town from its meeting."""
    return [Warning(sentence, id="council.W001") for sentence in problems(apps.get_models())]
