"""A town in which anything may happen next: for those who follow it, here and elsewhere."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date

from django.utils import timezone

from council import journal, life
from council.actions import agenda, bodies, meetings
from council.models import Location
from council.states import Audience
from documents.actions import consultations, districts, files, papers
from documents.models import Consultation, Paper
from documents.states import ConsultationState
from tests import factories
from tests.documents.oparl import asking


class Town:
    """A town in which anything may happen next."""

    def __init__(self, cast, world: dict, *, chance: random.Random) -> None:
        self.cast = cast
        self.chance = chance
        self.meetings = [world["meeting"]]
        self.items = list(world["items"])
        self.papers = [world["paper"], world["amendment"]]
        self.files = [world["main"], world["invitation"], world["annex"]]
        self.bodies = [cast.committee]
        self.newcomers = []
        self.deeds = [name for name in dir(self) if name.startswith("do_")]

    def live(self) -> None:
        """Something happens; what the house refuses, such as an item for a meeting that is over, does not count."""
        while True:
            with suppress(life.WrongState):
                return getattr(self, self.chance.choice(self.deeds))()

    def any(self, things):
        thing = self.chance.choice(things)
        thing.refresh_from_db()
        return thing

    def audience(self) -> str:
        return self.chance.choice([Audience.PUBLIC, Audience.PRIVATE])

    def do_plan(self) -> None:
        body = self.chance.choice([self.cast.committee, self.cast.assembly])
        self.meetings.append(factories.meeting(body, location=self.chance.choice([None, Location.objects.first()])))

    def do_add_item(self) -> None:
        self.items.append(factories.item(self.any(self.meetings)))

    def do_close_item(self) -> None:
        agenda.close_to_public(self.any(self.items), by=None)

    def do_open_item(self) -> None:
        agenda.publish(self.any(self.items), by=None)

    def do_rename_item(self) -> None:
        agenda.change(self.any(self.items), name=f"Punkt {self.chance.random()}", by=self.cast.clerk)

    def do_move_item(self) -> None:
        agenda.move(self.any(self.items), to=self.chance.randint(0, 3), by=self.cast.clerk)

    def do_change_meeting(self) -> None:
        meetings.change(self.any(self.meetings), audience=self.audience(), by=self.cast.clerk)

    def do_bring_in(self) -> None:
        above = self.any(self.papers) if self.chance.random() < 0.3 else None
        self.papers.append(factories.paper(superordinate=above))

    def do_restrict(self) -> None:
        papers.restrict(self.any(self.papers), audience="private", by=None)

    def do_publish(self) -> None:
        papers.publish(self.any(self.papers), by=None)

    def do_rewrite(self) -> None:
        with journal.acting():
            papers.put_text(life.lock(self.any(self.papers)), body_text=f"Fassung {self.chance.random()}", by=None)

    def do_schedule(self) -> None:
        way = Consultation(organization=self.cast.committee)
        paper = papers.record(
            Paper(body=self.cast.town, paper_type="motion", name="Neu", state="admitted", audience=self.audience()),
            by=None,
            consultations=[way],
        )
        self.papers.append(paper)
        item = factories.item(self.any(self.meetings), audience=self.audience())
        self.items.append(item)
        consultations.schedule(way, item=item, by=None)

    def do_upload(self) -> None:
        hangs_on = self.chance.choice([{"paper": self.any(self.papers)}, {"meeting": self.any(self.meetings)}])
        role = self.chance.choice(["main", "auxiliary", "invitation"])
        self.files.append(asking.file(f"Datei {self.chance.random()}", role=role, audience=self.audience(), **hangs_on))

    def do_close_file(self) -> None:
        files.restrict(self.any(self.files), audience="private", by=None)

    def do_open_file(self) -> None:
        files.publish(self.any(self.files), by=None)

    def do_read_file(self) -> None:
        files.keep_text(self.any(self.files), pages=[f"Seite {self.chance.random()}"])

    def do_seat(self) -> None:
        factories.membership(self.any([self.cast.chair.person, self.cast.rival.person]), self.cast.committee)

    def do_unseat(self) -> None:
        seat = self.any(list(self.cast.committee.memberships.all()))
        bodies.change(seat, end_date=date(2026, 5, 5), deleted_at=self._moment(), by=None)

    def do_reform(self) -> None:
        faction = self.any([self.cast.our_faction, self.cast.other_faction])
        bodies.change(faction, name=f"Fraktion {self.chance.random()}", deleted_at=self._moment(), by=None)

    def do_place(self) -> None:
        paper = self.any(self.papers)
        districts.assign(paper, self.chance.choice([[], list(self.cast.town.districts.all())]), by=None)

    def do_arrive(self) -> None:
        newcomer = factories.person(name=f"Neu {self.chance.random()}", gender=self.chance.choice(["", "female"]))
        self.newcomers.append(newcomer)
        factories.membership(newcomer, self.chance.choice([self.cast.committee, self.cast.our_faction]))

    def do_leave(self) -> None:
        bodies.change(self.any(self.newcomers or [self.cast.rival.person]), deleted_at=self._moment(), by=None)

    def do_found(self) -> None:
        place = self.chance.choice([None, asking.place(room=f"Saal {self.chance.random()}")])
        self.bodies.append(factories.organization(parent=self.chance.choice([None, *self.bodies]), location=place))

    def do_dissolve(self) -> None:
        body = self.any([*self.bodies, self.cast.moderation])
        bodies.change(body, deleted_at=self._moment(), location=self.chance.choice([None, body.location]), by=None)

    def do_refurnish(self) -> None:
        place = self.any(list(Location.objects.order_by("pk")))
        moved = {"room": f"Saal {self.chance.random()}", "deleted_at": self._moment()}
        bodies.change(place, by=None, **moved)

    def do_name_meeting(self) -> None:
        name, hall = f"Sitzung {self.chance.random()}", self.chance.choice([None, *Location.objects.order_by("pk")])
        meetings.change(self.any(self.meetings), name=name, location=hall, by=self.cast.clerk)

    def do_cancel_meeting(self) -> None:
        meetings.cancel(self.any(self.meetings), by=self.cast.clerk)

    def do_strike(self) -> None:
        """Something that was entered is gone, or comes back."""
        thing = self.any(self.chance.choice([self.meetings, self.items, self.papers, self.files]))
        with journal.acting():
            row = life.lock(thing)
            row.deleted_at = self._moment()
            life.touch(row, fields=("deleted_at",))
            journal.record(f"{row._meta.model_name}.struck", row, by=None)

    def do_withdraw(self) -> None:
        papers.step(self.any(self.papers), "withdraw", by=None)

    def do_retitle(self) -> None:
        with journal.acting():
            paper = life.lock(self.any(self.papers))
            paper.name, paper.keywords = f"Vorlage {self.chance.random()}", self.chance.choice([[], ["Radweg"]])
            life.touch(paper, fields=("name", "keywords"))
            journal.record("paper.renamed", paper, by=None)

    def do_remove_way(self) -> None:
        ways = Consultation.objects.living().filter(state=ConsultationState.PLANNED, slots=None).order_by("pk")
        for way in ways[:1]:
            consultations.remove(way, by=self.cast.clerk)

    def do_plan_way(self) -> None:
        paper = papers.record(
            Paper(body=self.cast.town, paper_type="motion", name="Neu", state="admitted", audience="public"),
            by=None,
            consultations=[
                Consultation(organization=self.cast.committee),
                Consultation(organization=self.cast.assembly),
            ],
        )
        self.papers.append(paper)

    def do_decide(self) -> None:
        item = self.any(self.items)
        agenda.change(item, resolution_text=f"Beschluss {self.chance.random()}", by=self.cast.clerk)

    def _moment(self):
        return self.chance.choice([None, timezone.now()])
