"""Takes the demo town in through the acts of the house: as one act, so that it is there wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.utils import timezone

from collaboration.demo import content, nouns
from collaboration.demo.intake import (
    accounts,
    administration,
    amendments,
    ballots,
    blackened,
    bodies,
    districts,
    drafts,
    following,
    inquiries,
    meetings,
    minutes,
    notes,
    panels,
    papers,
    participation,
    prints,
    programmes,
    resolutions,
    talks,
    ways,
)
from collaboration.demo.intake.shelf import Shelf
from council import journal
from council.actions import bodies as acts
from council.models import Body


def load(*, now: datetime, say: Callable[[str], None] = lambda line: None) -> bool:
    """Load the town as it stands at that moment; False if there is a town already, which is then left alone.

    `say` gets a German line for each stage.
    """
    if Body.objects.filter(home=True).exists():
        return False
    town = content.load(today=timezone.localdate(now))
    with journal.acting():
        _take_in(town, now=timezone.localtime(now), say=say)
    return True


def _take_in(town: nouns.Town, *, now: datetime, say: Callable[[str], None]) -> None:
    home = Body(name=town.name, short_name=town.short_name, website=town.website, home=True)
    shelf = Shelf(town=town, now=now, body=acts.enter(home, by=None))
    say(f"{town.name}: {len(town.bodies)} Gremien und Ämter, {len(town.people)} Menschen")
    bodies.take_in(shelf)
    accounts.take_in(shelf)
    say(f"{len(town.meetings)} Sitzungen")
    meetings.take_in(shelf)
    panels.take_in(shelf)
    say(f"{len(town.papers)} Vorlagen, {len(town.inquiries)} Anfragen")
    _take_in_papers(shelf)
    ballots.take_in(shelf)
    ways.take_in(shelf)
    districts.take_in(shelf)
    administration.take_in(shelf)
    programmes.take_in(shelf)
    notes.take_in(shelf)
    say("Drucksachen als PDF")
    prints.take_in(shelf)
    amendments.keep_adopted_texts(shelf)
    participation.take_in(shelf)
    resolutions.take_in(shelf)
    talks.take_in(shelf)
    minutes.take_in(shelf)
    drafts.take_in(shelf)
    following.take_in(shelf)
    blackened.take_in(shelf)
    meetings.open_todays(shelf)


def _take_in_papers(shelf: Shelf) -> None:
    """In the order of their numbers, so that the counters of the house stand where the files say."""
    things: list[nouns.Paper | nouns.Inquiry] = [*shelf.town.papers, *shelf.town.inquiries]
    for thing in sorted(things, key=lambda thing: (thing.admitted or date.max, thing.key)):
        if isinstance(thing, nouns.Inquiry):
            inquiries.take_in(shelf, thing)
        else:
            papers.take_in(shelf, thing)
