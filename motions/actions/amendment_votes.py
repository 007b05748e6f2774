"""Acts on the voting of amendments: fix the order, close the debate, vote one after the other, then on the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils import timezone

from council import journal, life, may
from council.models import AgendaItem, User
from council.states import Result
from documents.models import Paper
from documents.states import PaperState
from motions import points, procedural, slate
from motions.actions import ballots, debates, mergings, treatment
from motions.actions.ballots import Poll
from motions.may import amendments as amendment_may
from motions.models import Amendment, Ballot, DebateClosing
from motions.slate import Slate

HIGHEST = 100


@journal.act
def fix_ranks(main: Paper, *, ranks: Mapping[int, int | None], by: User) -> None:
    """Fix the ranks of amendments (by primary key, 0 to 100), None for the one proposed; the order follows from them.

    Raises WrongState once one of them was voted on: what comes first was first then.
    """
    main = life.lock(main)
    amendment_may.order(by, main)
    standing = _slate(main)
    if any(one.ballot_id is not None for one in standing.amendments if one.paper.state != PaperState.ADMITTED):
        raise life.WrongState("Die Abstimmung hat begonnen; die Reihenfolge steht fest.")
    for amendment in standing.amendments:
        if amendment.pk in ranks and ranks[amendment.pk] != amendment.rank_fixed:
            _fix(amendment, ranks[amendment.pk], by=by)
    mergings.follow(main, by=by)


@journal.act
def close_debate(main: Paper, *, by: User) -> DebateClosing:
    """Close the debate on the called item: no amendment is brought in any more, and voting begins."""
    return debates.close(_called(main), by=by)


@journal.act
def open_debate(main: Paper, *, by: User) -> None:
    """Open the debate again, as long as no amendment was voted on."""
    debates.reopen(_called(main), by=by)


@journal.act
def vote(amendment: Amendment, *, poll: Poll, by: User) -> Ballot:
    """Vote on the amendment that is next: it is adopted or rejected, and those whose places it changed are moot.

    Raises WrongState for one that is not next, while its item is not called, or while a procedural motion on it waits.
    """
    main = _main(amendment)
    item = _called(main)
    life.lock(item.meeting)
    procedural.refuse_while_waiting(item)
    named = replace(poll, subject=f"Änderungsantrag {amendment.label}"[:200])
    ballot = ballots.take(item, paper=amendment.paper, poll=named, by=by)
    main = life.lock(main)
    standing = _slate(main)
    following = (*standing.open, *standing.waiting)[:1]
    if [one.pk for one in following] != [amendment.pk]:
        first = f" Zuerst ist über {following[0].label} abzustimmen." if following else ""
        raise life.WrongState(f"Über {amendment.label} wird jetzt nicht abgestimmt.{first}")
    if ballot.passed and amendment.pk in standing.unfit:
        raise life.WrongState(f"{amendment.label} lässt sich nicht einfügen. {standing.unfit[amendment.pk]}")
    amendment = life.lock(amendment)
    amendment.ballot = ballot
    amendment.save(update_fields=["ballot"])
    life.take(life.lock(amendment.paper), "adopt" if ballot.passed else "reject", by=by, ballot=ballot.pk)
    journal.record("item.amendment_voted", item, by=by, ballot=ballot.pk, amendment=amendment.pk)
    mergings.follow(main, by=by)
    return ballot


@journal.act
def undo(amendment: Amendment, *, by: User) -> Amendment:
    """Undo the last vote on an amendment while its item is called; the ballot stays until the next one corrects it."""
    main = _main(amendment)
    item = _called(main)
    life.lock(item.meeting)
    may.preside(by, item.meeting)
    main = life.lock(main)
    last = last_voted(main, item)
    if last is None or last.pk != amendment.pk:
        raise life.WrongState("Zurücknehmen lässt sich nur die letzte Abstimmung über einen Änderungsantrag.")
    paper = life.lock(amendment.paper)
    amendment = life.lock(amendment)
    amendment.ballot = None
    amendment.save(update_fields=["ballot"])
    amendment.paper = life.take(paper, "undo", by=by)
    journal.record("item.amendment_vote_undone", item, by=by, amendment=amendment.pk)
    mergings.follow(main, by=by)
    return amendment


@journal.act
def finish(main: Paper, *, poll: Poll, by: User) -> AgendaItem:
    """Vote on the main text as amended and close the item: the text as adopted is the resolution.

    Where the body decides, no amendment may be undecided (Contradiction), and the text is kept as a new version with
    the origin of each change; a body that prepares recommends it, and undecided ones stay open.
    """
    item = _called(main)
    life.lock(item.meeting)
    outcome = ballots.result_of(poll, meeting=item.meeting)
    standing = _slate(main)
    settled = points.of(standing, item=item)
    changed = settled.is_changed
    return treatment.close_item(
        item,
        result=_result(passed=outcome.passed, changed=changed),
        result_text=_wording(poll, outcome.wording, changed=changed and outcome.passed),
        resolution_text=settled.resolution if outcome.passed else "",
        poll=poll,
        by=by,
    )


def last_voted(main: Paper, item: AgendaItem) -> Amendment | None:
    """The amendment that was voted on last at the item."""
    rows = Amendment.objects.filter(
        paper__superordinate=main, ballot__item=item, paper__state__in=(PaperState.ADOPTED, PaperState.REJECTED)
    )
    return rows.select_related("paper", "ballot").order_by("-ballot__taken_at", "-ballot__pk").first()


def _called(main: Paper) -> AgendaItem:
    item = slate.called_item(main)
    if item is None:
        raise life.WrongState(
            "Die Vorlage ist in keiner laufenden Sitzung aufgerufen; abgestimmt wird über Aufgerufenes."
        )
    return item


def _slate(main: Paper) -> Slate:
    base = slate.base_of(main)
    if base is None:
        raise life.WrongState("Zu dieser Vorlage ist kein Text hinterlegt.")
    return slate.of(main, base=base)


def _main(amendment: Amendment) -> Paper:
    main = amendment.paper.superordinate
    if main is None:
        raise life.WrongState("Zu diesem Änderungsantrag gibt es keine Vorlage.")
    return main


def _fix(amendment: Amendment, rank: int | None, *, by: User) -> None:
    if rank is not None and not 0 <= rank <= HIGHEST:
        raise life.WrongState("Ein Rang liegt zwischen 0 und 100.")
    amendment = life.lock(amendment)
    amendment.rank_fixed = rank
    amendment.rank_fixed_at, amendment.rank_fixed_by = (None, None) if rank is None else (timezone.now(), by)
    amendment.save(update_fields=["rank_fixed", "rank_fixed_at", "rank_fixed_by"])
    journal.record("amendment.rank_fixed", amendment.paper, by=by, rank=rank)


def _result(*, passed: bool, changed: bool) -> str:
    if not passed:
        return Result.REJECTED
    return Result.ADOPTED_AMENDED if changed else Result.ADOPTED


def _wording(poll: Poll, outcome: str, *, changed: bool) -> str:
    """The result in words where the text was changed; else the ballot's own."""
    tally = poll.tally
    heads = Ballot(yes=tally.yes, no=tally.no, abstain=tally.abstain)
    return f"in geänderter Fassung {outcome} ({heads})" if changed else ""
