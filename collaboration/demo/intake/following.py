"""What the demo people follow."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.http import QueryDict

from collaboration.actions import subscriptions
from collaboration.demo.intake.shelf import Shelf
from documents.views import search

FILE = Path(__file__).parent.parent / "following.toml"


def read() -> list[dict[str, str]]:
    """The rows of the file."""
    rows: list[dict[str, str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["follow"]
    return rows


def take_in(shelf: Shelf) -> None:
    """Follow as the file says. Raises KeyError for a key that is in no file."""
    kept: dict[str, Mapping[str, Any]] = {
        "paper": shelf.papers,
        "organization": shelf.organizations,
        "district": shelf.districts,
        "person": shelf.people,
    }
    for row in read():
        target = (
            {row["kind"]: kept[row["kind"]][row["about"]]} if "kind" in row else {"search": _address(row["search"])}
        )
        made = subscriptions.follow(target, by=shelf.users[row["by"]])
        if "rhythm" in row:
            subscriptions.choose_rhythm(made, rhythm=row["rhythm"])


def _address(typed: str) -> str:
    return search.parameters(search.wish_of(QueryDict(typed)))
