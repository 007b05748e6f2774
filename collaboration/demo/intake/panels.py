"""The citizens' assembly with its draw and its sessions."""

from __future__ import annotations

from collaboration.demo.days import in_words
from collaboration.demo.intake.shelf import Shelf, moment
from council.models import Meeting
from council.states import Audience, MeetingState
from motions.actions import panels
from motions.models import SortitionProcess


def take_in(shelf: Shelf) -> None:
    """Enter the draw and the sessions, all of them over."""
    panel = shelf.town.panel
    process = SortitionProcess(
        organization=shelf.organizations[panel.body],
        letters_sent=panel.letters_sent,
        sent_on=panel.sent_on,
        replies=panel.replies,
        target_size=panel.target_size,
        actual_size=panel.actual_size,
        criteria=panel.criteria,
        begins=in_words(panel.sessions[0][0]),
        ends=in_words(panel.sessions[-1][0]),
    )
    sessions = [
        (
            Meeting(
                organization=process.organization,
                term=shelf.term(day),
                number=number,
                name=f"{number}. Sitzung des Bürgerrats am {in_words(day)}",
                state=MeetingState.CLOSED,
                public=True,
                audience=Audience.PUBLIC,
                date=day,
                starts_at=moment(day, "10:00"),
                ends_at=moment(day, "17:00"),
                location=shelf.places[panel.place],
            ),
            block,
        )
        for number, (day, block) in enumerate(panel.sessions, start=1)
    ]
    panels.record(process, sessions=sessions, blocks=panel.blocks, by=None)
