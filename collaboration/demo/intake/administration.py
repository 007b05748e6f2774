"""What Magistrat, offices and district councils are writing and bring in: by the acts of the house, from demo accounts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collaboration.demo.intake.shelf import Shelf
from motions.actions import district_proposals, executive_proposals, notices

FILE = Path(__file__).parents[1] / "administration.toml"

Facts = Mapping[str, Any]


def take_in(shelf: Shelf) -> None:
    """Write a Magistratsvorlage in co-signing and one at the Magistrat, a notice in draft, a proposal handed in."""
    facts = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for row in facts["proposal"]:
        _proposal(shelf, row)
    for row in facts["notice"]:
        _notice(shelf, row)
    for row in facts["district_proposal"]:
        _district_proposal(shelf, row)


def _proposal(shelf: Shelf, row: Facts) -> None:
    by, offices = shelf.users[row["by"]], [shelf.organizations[key] for key in row["offices"]]
    wording = executive_proposals.Wording(
        name=row["title"],
        resolution=row["resolution"].strip(),
        reasons=row["reasons"].strip(),
        plain_summary=row["plain_summary"],
        impacts={name: row[name] for name in executive_proposals.IMPACTS},
        lead=shelf.organizations[row["lead"]],
    )
    made = executive_proposals.draft(name=row["title"], office=shelf.organizations[row["office"]], by=by)
    made = executive_proposals.send_round(made, wording=wording, revision=1, offices=offices, by=by)
    for office, signer in row.get("signed", {}).items():
        turn = made.cosignatures.get(office=shelf.organizations[office])
        executive_proposals.sign(turn, by=shelf.users[signer])
    if row.get("presented"):
        executive_proposals.present(made, by=by)


def _notice(shelf: Shelf, row: Facts) -> None:
    by = shelf.users[row["by"]]
    sender = shelf.organizations[row["office"]]
    wording = notices.Wording(row["title"], row["text"].strip(), row["plain_summary"])
    made = notices.draft(paper_type=row["kind"], name=row["title"], sender=sender, by=by)
    notices.revise(made, wording=wording, revision=1, by=by)


def _district_proposal(shelf: Shelf, row: Facts) -> None:
    by, council = shelf.users[row["by"]], shelf.organizations[row["council"]]
    wording = district_proposals.Wording(
        row["title"], row["proposal"].strip(), row["reasons"].strip(), row["plain_summary"]
    )
    made = district_proposals.draft(name=row["title"], council=council, by=by)
    district_proposals.submit(made, wording=wording, revision=1, by=by, at=shelf.now)
