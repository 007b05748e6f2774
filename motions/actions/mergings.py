"""Acts on what amendments make of a text: which are moot follows from what was decided; the adopted text is kept."""

from __future__ import annotations

import hashlib
from contextlib import suppress

from django.db.models import ProtectedError
from django.utils import timezone

from council import journal, life
from council.models import AgendaItem, User
from documents import text
from documents.models import Paper, PaperVersion
from documents.states import PaperState
from motions import points, slate
from motions.actions.ballots import Contradiction
from motions.models import Amendment, ChangeOrigin, Merging
from motions.points import Settled
from motions.slate import Slate


@journal.act
def follow(main: Paper, *, by: User | None) -> None:
    """Let each open amendment become moot whose places others have changed, and revive those whose are free again."""
    base = slate.base_of(main)
    if base is None:
        return
    if points.votes_at(main, slate.called_item(main)):
        raise life.WrongState(
            "Über einzelne Punkte wird schon abgestimmt. Bitte zuerst diese Abstimmungen zurücknehmen."
        )
    standing = slate.of(main, base=base)
    for amendment in standing.ordered:
        if amendment.pk in standing.course.moot:
            _become_moot(amendment, standing, by=by)
        elif amendment.paper.state == PaperState.MOOT:
            _revive(amendment, by=by)


@journal.act
def keep(main: Paper, *, item: AgendaItem, by: User | None) -> Merging | None:
    """Keep the text as adopted as a new version of the main paper, with the origin of every change; None for none."""
    main = life.lock(main)
    take_back(main, by=by)
    base = slate.base_of(main)
    standing = slate.of(main, base=base) if base is not None else None
    settled = points.of(standing, item=item) if standing is not None else None
    if standing is None or settled is None or not settled.is_changed:
        return None
    merged = settled.text
    version = PaperVersion.objects.create(
        paper=main,
        number=standing.base.number + 1,
        text=merged,
        sha256=hashlib.sha256(merged.encode()).hexdigest(),
        made_at=timezone.now(),
        made_by=by,
    )
    merging = Merging.objects.create(version=version, base=standing.base, item=item)
    ChangeOrigin.objects.bulk_create(_origins(merging, settled))
    life.touch(main, fields=())
    journal.record("paper.merged", main, by=by, text=version.pk, item=item.pk)
    return merging


@journal.act
def take_back(main: Paper, *, by: User | None) -> None:
    """Take back the adopted text, because the item is open again; where notes hang on it, the old one follows it."""
    newest = main.versions.select_related("merging__base").order_by("-number").first()
    merging = getattr(newest, "merging", None)
    if newest is None or merging is None:
        return
    base = merging.base
    with suppress(ProtectedError):
        newest.delete()
    if PaperVersion.objects.filter(pk=newest.pk).exists():
        PaperVersion.objects.create(
            paper=main,
            number=newest.number + 1,
            text=base.text,
            sha256=base.sha256,
            made_at=timezone.now(),
            made_by=by,
        )
    life.touch(main, fields=())
    journal.record("paper.merging_taken_back", main, by=by, text=base.pk)


def refuse_unfinished(main: Paper, *, item: AgendaItem, unchanged: bool) -> None:
    """Refuse to decide on a text while amendments or single points are undecided, or `unchanged` where it is changed.

    Raises Contradiction with the German sentence that says where to go on.
    """
    base = slate.base_of(main)
    standing = slate.of(main, base=base) if base is not None else None
    if standing is None:
        return
    _refuse_open_points(points.of(standing, item=item), unchanged=unchanged)
    undecided = [one.label for one in (*standing.open, *standing.waiting)]
    if undecided:
        raise Contradiction(f"Zuerst ist über die Änderungsanträge abzustimmen; offen: {', '.join(undecided)}.")
    if unchanged and standing.adopted:
        labels = ", ".join(one.label for one in standing.adopted)
        raise Contradiction(f"{labels} ändert den Text: Er kann nur in geänderter Fassung angenommen werden.")


def _refuse_open_points(settled: Settled, *, unchanged: bool) -> None:
    if settled.open:
        labels = ", ".join(vote.label for vote in settled.open)
        raise Contradiction(f"Zuerst ist über die einzelnen Punkte abzustimmen; offen: {labels}.")
    if unchanged and settled.left_out:
        labels = ", ".join(vote.label for vote in settled.left_out)
        raise Contradiction(
            f"{labels} ist nicht angenommen: Der Text kann nur in geänderter Fassung beschlossen werden."
        )


def _become_moot(amendment: Amendment, standing: Slate, *, by: User | None) -> None:
    amendment.moot_through.set(standing.through(amendment.pk))
    if life.can(amendment.paper, "become_moot"):
        life.take(life.lock(amendment.paper), "become_moot", by=by, through=[*_keys(amendment)])


def _revive(amendment: Amendment, *, by: User | None) -> None:
    amendment.moot_through.clear()
    step = "revive" if amendment.accepted_at is None else "revive_taken_over"
    life.take(life.lock(amendment.paper), step, by=by)


def _keys(amendment: Amendment) -> list[int]:
    return sorted(amendment.moot_through.values_list("pk", flat=True))


def _origins(merging: Merging, settled: Settled) -> list[ChangeOrigin]:
    """One row for each paragraph and amendment, and for each point left out; blocks are counted as in the new text."""
    rows, number = [], 1
    for paragraph in settled.slate.merged.paragraphs:
        blocks = len(text.blocks(f"{paragraph.new_label} {paragraph.new}")) if paragraph.new.strip() else 0
        block = settled.number(number) if blocks else None
        rows += [
            ChangeOrigin(merging=merging, amendment_id=origin, block=block, was=paragraph.number)
            for origin in paragraph.origins
        ]
        number += blocks
    rows += [
        ChangeOrigin(merging=merging, ballot=vote.ballot, was=settled.was[vote.block]) for vote in settled.left_out
    ]
    return rows
