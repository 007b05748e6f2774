"""The draft that a faction of the town is writing together."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from collaboration.demo.intake.shelf import Shelf
from motions.actions import joint_drafts, motions
from motions.actions.motions import Wording
from motions.drafts import MotionKind, Parts

FILE = Path(__file__).parent.parent / "drafts.toml"


def read() -> list[dict[str, Any]]:
    """The rows of the file."""
    rows: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["together"]
    return rows


def take_in(shelf: Shelf) -> None:
    """Begin each draft, open it to the faction, and write in it as the file says. Raises KeyError for unknown keys."""
    for row in read():
        _write(shelf, row)


def _write(shelf: Shelf, row: dict[str, Any]) -> None:
    author = shelf.users[row["by"]]
    motion = motions.draft(
        kind=MotionKind.MOTION, name=row["title"], mover=shelf.organizations[row["faction"]], by=author
    )
    parts = Parts(row["resolution"].strip(), row["reasons"].strip())
    wording = Wording(row["title"], MotionKind.MOTION, parts, plain_summary=row["summary"])
    motion = motions.revise(motion, wording=wording, revision=motion.scratch.revision, by=author)
    joint = joint_drafts.begin(motion, by=author)
    for edit in row["edit"]:
        update = joint_drafts.saved(joint).edits({edit["field"]: edit["text"].strip()})
        joint = joint_drafts.take_in(joint, update=update, by=shelf.users[edit["by"]])
    joint_drafts.revise(joint, wording=wording, by=author)
