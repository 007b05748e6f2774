"""Turns what a device sends after a time without network into clean values; what does not fit is refused in German."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, NamedTuple
from uuid import UUID

LONGEST = 1024 * 1024  # bytes
AT_MOST = 100  # changes in one sending
KINDS = ("write", "reply", "edit", "withdraw")
_KEY = re.compile(r"[a-z2-7]{26}")
_PART = re.compile(r"[a-z2-7-]{1,80}")
_HIGHEST = 2**31 - 1


class Refused(ValueError):
    """What was sent cannot be taken; the message is the sentence to show."""


class Place(NamedTuple):
    """Where someone reads in a folder: the meeting's key, name of the part and number of the block; by revision."""

    meeting: str
    revision: int
    content: dict[str, Any]


class Sending(NamedTuple):
    """All that came at once: the changes as sent, the place, and the mark of the account it was written under."""

    changes: list[Any]
    place: Place | None
    account: str


class Change(NamedTuple):
    """One change: its random number, the hash of all it says, what it does, to which paper or note, and its fields."""

    uuid: UUID
    digest: str
    kind: str
    key: str
    version: int
    fields: dict[str, Any]


def read(body: bytes) -> Sending:
    """What was sent, each change still to be looked at by `change`. Raises Refused."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused("Das ist kein JSON.") from None
    if not isinstance(sent, dict) or not isinstance(sent.get("changes", []), list):
        raise Refused("Die Sendung hat nicht die erwartete Form.")
    if len(sent.get("changes", [])) > AT_MOST:
        raise Refused(f"Höchstens {AT_MOST} Änderungen auf einmal; bitte in mehreren Sendungen.")
    return Sending(sent.get("changes", []), _place(sent.get("place")), str(sent.get("account") or ""))


def change(sent: Any) -> Change:
    """One change with its form checked; its words, passage and circle are the note forms' matter. Raises Refused."""
    if not isinstance(sent, dict) or sent.get("kind") not in KINDS:
        raise Refused("Diese Änderung hat nicht die erwartete Form.")
    try:
        uuid = UUID(str(sent.get("id")))
    except ValueError:
        raise Refused("Der Änderung fehlt ihre Nummer.") from None
    key = sent.get("paper") if sent["kind"] == "write" else sent.get("note")
    version = sent.get("version", 0)
    if not isinstance(key, str) or not _KEY.fullmatch(key) or not _counts(version):
        raise Refused("Die Änderung nennt nicht, wozu sie gehört.")
    written = json.dumps(sent, sort_keys=True, separators=(",", ":"))
    fields = {name: value for name, value in sent.items() if isinstance(value, str | int)}
    return Change(uuid, hashlib.sha256(written.encode()).hexdigest(), sent["kind"], key, version, fields)


def _place(sent: Any) -> Place | None:
    if sent is None:
        return None
    if not isinstance(sent, dict) or not _counts(sent.get("revision")) or not _names(sent.get("meeting")):
        raise Refused("Die Lesestelle hat nicht die erwartete Form.")
    part, block = sent.get("part", ""), sent.get("block", 0)
    if not isinstance(part, str) or (part and not _PART.fullmatch(part)) or not _counts(block):
        raise Refused("Die Lesestelle hat nicht die erwartete Form.")
    return Place(sent["meeting"], sent["revision"], {"part": part, "block": block} if part else {})


def _names(value: Any) -> bool:
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


def _counts(value: Any) -> bool:
    return type(value) is int and 0 <= value <= _HIGHEST
