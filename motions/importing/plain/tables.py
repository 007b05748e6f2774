"""Strict reading of TOML tables: every key is known, every value of its kind, or a German sentence says where not."""

import datetime
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)


class DecisionProblem(ValueError):
    """The decisions file cannot be used; the message is one German sentence naming the place."""


class Table:
    """One table of the file; `close` refuses the keys nobody asked for."""

    def __init__(self, values: Mapping[str, object], *, where: str) -> None:
        self._values = values
        self._asked: set[str] = set()
        self.where = where

    def text(self, key: str) -> str | None:
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(key, "ein nicht leerer Text")
        return value

    def needed_text(self, key: str) -> str:
        value = self.text(key)
        if value is None:
            raise self._missing(key)
        return value

    def choice(self, key: str, *, among: type[Choice]) -> Choice | None:
        value = self.text(key)
        if value is None:
            return None
        try:
            return among(value)
        except ValueError:
            raise self._wrong(key, f"eines von {', '.join(among)}") from None

    def needed_choice(self, key: str, *, among: type[Choice]) -> Choice:
        value = self.choice(key, among=among)
        if value is None:
            raise self._missing(key)
        return value

    def number(self, key: str) -> int | None:
        """A whole number from 1 on."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self._wrong(key, "eine ganze Zahl ab 1")
        return value

    def needed_number(self, key: str) -> int:
        value = self.number(key)
        if value is None:
            raise self._missing(key)
        return value

    def flag(self, key: str) -> bool | None:
        value = self._take(key)
        if value is not None and not isinstance(value, bool):
            raise self._wrong(key, "true oder false")
        return value

    def day(self, key: str) -> datetime.date | None:
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise self._wrong(key, "ein Tag wie 2020-02-06, ohne Anführungszeichen")
        return value

    def texts(self, key: str) -> tuple[str, ...] | None:
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(entry, str) and entry.strip() for entry in value):
            raise self._wrong(key, "eine Liste von Texten")
        return tuple(value)

    def table(self, key: str) -> "Table | None":
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self._wrong(key, "eine Tabelle")
        return Table(value, where=f"{self.where}, {key}")

    def tables(self, key: str) -> "list[Table]":
        value = self._take(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self._wrong(key, f"eine Liste von Tabellen ([[…{key}]])")
        return [Table(entry, where=f"{self.where}, {key} {n}") for n, entry in enumerate(value, start=1)]

    def close(self) -> None:
        """Refuse the keys that were never asked for."""
        unknown = sorted(set(self._values) - self._asked)
        if unknown:
            known = ", ".join(sorted(self._asked))
            raise DecisionProblem(f"{self.where}: „{unknown[0]}“ ist hier kein bekannter Schlüssel (bekannt: {known}).")

    def _take(self, key: str) -> object:
        self._asked.add(key)
        return self._values.get(key)

    def _missing(self, key: str) -> DecisionProblem:
        return DecisionProblem(f"{self.where}: „{key}“ fehlt.")

    def _wrong(self, key: str, wanted: str) -> DecisionProblem:
        return DecisionProblem(f"{self.where}: „{key}“ muss {wanted} sein.")
