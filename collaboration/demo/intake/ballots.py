"""What was counted at the items of past meetings, by faction."""

from __future__ import annotations

from collaboration.demo.intake.shelf import Shelf
from council.law import majorities
from motions.actions import ballots
from motions.actions.ballots import Poll
from motions.tally import Stand


def take_in(shelf: Shelf) -> None:
    """Keep the ballots of the files on the papers that stood at their items."""
    keys = {body.letters: body.key for body in shelf.town.bodies if body.letters}
    for item, entry in shelf.counted:
        stands: dict[int | None, Stand] = {
            shelf.organizations[keys[vote.faction]].pk: Stand(vote.yes, vote.no, vote.abstained, vote.absent)
            for vote in entry.votes
            if vote.faction
        }
        heads = [sum(getattr(vote, name) for vote in entry.votes) for name in ("yes", "no", "abstained")]
        poll = Poll(tally=majorities.Tally(*heads), by_faction=stands)
        ballots.take(item, paper=shelf.papers.get(entry.paper), poll=poll, by=None)
