"""Acts on single points of a text (Einzelabstimmung): ask for a vote on one, vote, take both back."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from council import journal, life, may
from council.models import AgendaItem, User
from documents.models import Paper
from motions import points, procedural, slate
from motions.actions import ballots
from motions.actions.ballots import Poll
from motions.amending import edits as kinds
from motions.models import Ballot, PointVote


@journal.act
def ask(main: Paper, *, block: int, seen: str, by: User) -> PointVote:
    """Have one point of the text voted on by itself before the whole; amendments come first.

    Raises Stale if the text is another than the one of the hash `seen`, WrongState for what is no point of it.
    """
    item = _called(main, by=by)
    main = life.lock(main)
    standing = _slate(main)
    undecided = (*standing.open, *standing.waiting)
    if undecided:
        raise life.WrongState(f"Zuerst ist über die Änderungsanträge abzustimmen; offen: {undecided[0].label}.")
    if points.seal(standing) != seen:
        raise life.Stale("Der Text wurde inzwischen geändert. Bitte die Seite neu laden.")
    chosen = next((one for one in points.of(standing, item=item).askable() if one.number == block), None)
    if chosen is None:
        raise life.WrongState("Über diesen Punkt lässt sich nicht einzeln abstimmen.")
    vote = PointVote.objects.create(
        item=item,
        paper=main,
        block=block,
        label=kinds.name(chosen)[:200],
        seen=seen,
        asked_at=timezone.now(),
        asked_by=by,
    )
    journal.record("item.point_vote_asked", item, by=by, paper=main.pk, block=block)
    return vote


@journal.act
def withdraw(vote: PointVote, *, by: User) -> None:
    """Take back that a point is voted on by itself, as long as it was not."""
    item = _called(vote.paper, by=by)
    vote = life.lock(vote)
    if vote.item_id != item.pk or vote.ballot_id is not None:
        raise life.WrongState("Über diesen Punkt ist schon abgestimmt.")
    block = vote.block
    vote.delete()
    journal.record("item.point_vote_withdrawn", item, by=by, paper=vote.paper_id, block=block)


@journal.act
def take(vote: PointVote, *, poll: Poll, by: User) -> Ballot:
    """Vote on the point: adopted it stays in the text, rejected the text goes on without it."""
    item = _called(vote.paper, by=by)
    procedural.refuse_while_waiting(item)
    vote = life.lock(vote)
    if vote.item_id != item.pk or vote.ballot_id is not None:
        raise life.WrongState(f"Über {vote.label} ist schon abgestimmt.")
    named = replace(poll, subject=f"Einzelabstimmung: {vote.label}"[:200])
    vote.ballot = ballots.take(item, paper=vote.paper, poll=named, by=by)
    vote.save(update_fields=["ballot"])
    journal.record("item.point_voted", item, by=by, ballot=vote.ballot.pk, block=vote.block)
    return vote.ballot


@journal.act
def undo(vote: PointVote, *, by: User) -> None:
    """Take the vote on a point back while its item is called; the ballot stays until the next one corrects it."""
    item = _called(vote.paper, by=by)
    vote = life.lock(vote)
    if vote.item_id != item.pk or vote.ballot_id is None:
        raise life.WrongState("Über diesen Punkt wurde an diesem Tagesordnungspunkt nicht abgestimmt.")
    ballot, vote.ballot = vote.ballot_id, None
    vote.save(update_fields=["ballot"])
    journal.record("item.point_vote_undone", item, by=by, ballot=ballot, block=vote.block)


def _called(main: Paper, *, by: User) -> AgendaItem:
    """The called item of the text, its meeting held; for whoever presides."""
    item = slate.called_item(main)
    if item is None:
        raise life.WrongState("Die Vorlage ist in keiner laufenden Sitzung aufgerufen.")
    may.preside(by, life.lock(item.meeting))
    return life.lock(item)


def _slate(main: Paper) -> slate.Slate:
    base = slate.base_of(main)
    if base is None:
        raise life.WrongState("Zu dieser Vorlage ist kein Text hinterlegt.")
    return slate.of(main, base=base)
