"""Says for each kind of room what its page consists of and who shares one rendering of it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from django.conf import settings

from council.audiences import Standing

ANY_ACCOUNT = 0  # in place of an account: whoever is signed in, and has nothing of their own in the room


class Piece(Protocol):
    """A part of a page that is swapped as a whole: the id of its element and its HTML."""

    @property
    def id(self) -> str: ...
    @property
    def html(self) -> str: ...


# Gives the parts of the page as someone of this standing sees them, in page order; None if they may not see the page.
Render = Callable[[int, Standing], Sequence[Piece] | None]


class Bearing(Protocol):
    """What makes people see different things in a room."""

    def narrow(self, standing: Standing) -> Standing:
        """The same standing without what makes no difference there; it never reads more."""


@dataclass(frozen=True)
class RoomKind:
    """How the rooms of one kind are found by the key in their address, and rendered."""

    find: Callable[[str], int | None]
    render: Render
    shared: bool  # whether people of the same circle see the same page; notes are personal, an agenda is not
    bearing: Callable[[int], Bearing]  # what makes a difference in a room, so that others share one rendering


KINDS: dict[str, RoomKind] = {}


@dataclass(frozen=True)
class View:
    """A page at one moment as one circle sees it: its parts by id, and the cursor that names exactly this state."""

    cursor: str
    pieces: dict[str, str]


def circle_of(kind: RoomKind, standing: Standing) -> str:
    """Name whom one rendering serves."""
    if kind.shared or standing.user_id is None:
        return standing.circle
    if standing.user_id == ANY_ACCOUNT:
        return f"account:{standing.circle}"
    return f"person:{standing.user_id}"


def narrowed(kind_name: str, pk: int, standings: Mapping[int, Standing]) -> dict[int, Standing]:
    """What people are, without what makes no difference in this room, so that more of them share one circle."""
    now = KINDS[kind_name].bearing(pk)
    return {key: now.narrow(standing) for key, standing in standings.items()}


def look(kind_name: str, pk: int, standing: Standing) -> View | None:
    """Render the room for a standing; what is shared is rendered without anything personal in it."""
    kind = KINDS[kind_name]
    circle = circle_of(kind, standing)
    if circle == standing.circle and not standing.personal:
        standing = replace(standing, user_id=None, person_id=None)
    pieces = kind.render(pk, standing)
    return None if pieces is None else _view(f"{kind_name}:{pk}", pieces)


def shown(kind_name: str, pk: int, pieces: Sequence[Piece]) -> View:
    """Name by its cursor what a page already rendered shows."""
    return _view(f"{kind_name}:{pk}", pieces)


def frame(view: View, *, since: View | None) -> str:
    """Write the frame that brings a page from one view to another: changed parts, and the new cursor.

    What is told as a difference says from which cursor, so that a page that stands elsewhere refuses it; the order of
    the parts is told only where it changed.
    """
    before = since.pieces if since is not None else {}
    told: dict[str, object] = {"cursor": view.cursor}
    if since is not None:
        told["from"] = since.cursor
    if list(view.pieces) != list(before):
        told["order"] = list(view.pieces)
    told["changed"] = [
        {"id": identifier, "html": html} for identifier, html in view.pieces.items() if before.get(identifier) != html
    ]
    return json.dumps(told, ensure_ascii=False)


def _view(name: str, pieces: Sequence[Piece]) -> View:
    found = {piece.id: str(piece.html) for piece in pieces}
    return View(cursor=_cursor(name, found), pieces=found)


def _cursor(name: str, pieces: dict[str, str]) -> str:
    """Derive an opaque token that changes only when something that is seen has changed; equal pages share theirs."""
    seal = hmac.new(settings.SECRET_KEY.encode(), name.encode(), hashlib.sha256)
    for identifier, html in pieces.items():
        seal.update(f"\0{identifier}\0".encode())
        seal.update(hashlib.sha256(html.encode()).digest())
    return seal.hexdigest()[:32]
