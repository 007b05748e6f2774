"""Minutes that were written, sent, objected to and signed here, notes beside them, and announced closed resolutions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from collaboration.demo import nouns
from collaboration.demo.intake.shelf import Shelf
from council.models import AgendaItem, Meeting
from council.states import Audience
from motions.actions import meeting_notes, minutes, minutes_signing, releases, resolutions
from motions.models import Minutes, MinutesSection
from motions.states import MinutesPlace

FILE = Path(__file__).parents[1] / "minutes.toml"
HERE = frozenset({"signed", "objected"})  # the others were written elsewhere, and lie here as files

Facts = Mapping[str, Any]


def take_in(shelf: Shelf) -> None:
    """Take every document as far as its file says; what was signed is printed and sealed."""
    facts = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for written in shelf.town.minutes:
        if written.status in HERE:
            _take_in(shelf, written, facts)
    for key in facts["drafted"]:
        minutes.draft(shelf.meetings[key], by=None)
    for row in facts["note"]:
        _note(shelf, row)
    for row in facts["release"]:
        _announce(shelf, row)


def _take_in(shelf: Shelf, written: nouns.Minutes, facts: Facts) -> None:
    meeting = shelf.meetings[written.meeting]
    clerk = shelf.users["clerk"]
    for made in minutes.draft(meeting, by=None):
        for section, text in _texts(shelf, written, made):
            minutes.write(section, text=text, revision=section.revision, by=clerk)
        chair, secretary = shelf.people[written.chair], shelf.people[written.secretary]
        made = minutes.name_signatories(made, chair=chair, secretary=secretary, by=clerk, version=made.version)
        made = minutes.review(made, by=clerk, version=made.version)
        made = minutes.send(made, by=clerk)
        if written.status == "signed":
            _sign(shelf, made)
    for row in facts["objection"]:
        if row["meeting"] == written.meeting:
            _object(shelf, meeting, row)


def _texts(shelf: Shelf, written: nouns.Minutes, made: Minutes) -> Iterator[tuple[MinutesSection, str]]:
    """The sections of which the file says more than the journal, with what both say."""
    papers = {item.pk: paper for (key, paper), item in shelf.items.items() if key == written.meeting}
    for section in made.sections.select_related("item"):
        if section.place == MinutesPlace.PRESENCE:
            said = [_presence(shelf, written)]
        elif section.item is None:
            said = [*written.sections.get("Eröffnung", ()), *written.sections.get("Schluss", ())]
        else:
            heading = papers.get(section.item.pk, section.item.name)
            said = [*written.sections.get(heading, ()), section.text]
        if any(said):
            yield section, "\n\n".join(filter(None, said))


def _presence(shelf: Shelf, written: nouns.Minutes) -> str:
    names = {body.letters: body.short_name for body in shelf.town.bodies if body.letters}
    lines = [f"Anwesend: {', '.join(f'{names[letters]} {heads}' for letters, heads in written.present.items())}"]
    if written.excused:
        lines.append(f"Entschuldigt: {', '.join(shelf.people[key].name for key in written.excused)}")
    return "\n\n".join(lines)


def _sign(shelf: Shelf, made: Minutes) -> None:
    made = minutes_signing.finish(made, by=shelf.users["clerk"])
    for name in ("chair", "deputy"):
        made = minutes_signing.sign(made, by=shelf.users[name])
    minutes_signing.file(made)


def _object(shelf: Shelf, meeting: Meeting, row: Facts) -> None:
    item = shelf.items[row["meeting"], row["paper"]]
    section = MinutesSection.objects.select_related("minutes__meeting").get(minutes__meeting=meeting, item=item)
    minutes_signing.object_to(section, text=row["text"], by=shelf.users[row["by"]])


def _note(shelf: Shelf, row: Facts) -> None:
    by = shelf.users[row["by"]]
    faction = None
    if row["circle"] == Audience.FACTION and by.person is not None:
        seats = by.person.memberships.filter(organization__kind="faction").select_related("organization")
        faction = seats.order_by("-start_date")[0].organization
    meeting_notes.write(
        shelf.meetings[row["meeting"]],
        heading=row["heading"],
        text=row["text"].strip(),
        audience=row["circle"],
        organization=faction,
        by=by,
    )


def _announce(shelf: Shelf, row: Facts) -> None:
    """Make the extract of a closed resolution, propose a wording for the public, and release it if the file says so."""
    item = AgendaItem.objects.get(meeting=shelf.meetings[row["meeting"]], name=row["item"])
    extract = resolutions.file(resolutions.make(item, text=row["closed"], by=None))
    proposal = releases.propose(
        extract, title=row["title"], text=row["text"], result=extract.outcome, by=shelf.users["clerk"]
    )
    if row["released"]:
        releases.release(proposal, by=shelf.users["deputy"], version=proposal.version)
