"""What pages say about who brings something in beside its author: who was asked, who joined, who agreed to the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from council import audiences
from documents.models import PaperVersion
from documents.states import PaperState
from motions.actions import movers, writing
from motions.models import Amendment, CoMover, JointFaction, Motion
from motions.models.movers import Moved

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from council.audiences import Standing, Viewer

SHOWN = 10
AGREED, OLDER, OPEN, DECLINED = (
    "stimmt zu",
    "hat einer früheren Fassung zugestimmt",
    "noch nicht zugestimmt",
    "abgelehnt",
)


class Support(NamedTuple):
    """Who was asked or joined, and how they stand to the text."""

    name: str
    word: str
    key: str
    counts: bool


def of(moved: Moved, user: Viewer, *, internal: bool) -> dict[str, Any]:
    """Who brings it in beside its author, as far as this person may know. Costs up to three queries."""
    standing = audiences.standing_of(user)
    paper = moved.paper
    draft = paper.state == PaperState.DRAFT
    current = writing.newest_text(paper) if draft or moved.handed_in is None else moved.handed_in
    asked = list(paper.joint_factions.select_related("organization").order_by("invited_at", "pk"))
    joined = list(paper.co_movers.select_related("person").order_by("joined_at", "pk"))
    mine = [joint for joint in asked if joint.organization_id in standing.factions and joint.declined_at is None]
    return {
        "moved": moved,
        "is_draft": draft,
        "current": current,
        "is_written": bool(current.text.strip()),
        "asked": [_of_faction(joint, current) for joint in asked] if internal or mine else [],
        "joined": [_of_member(co_mover, current) for co_mover in joined] if internal else [],
        "invitations": mine if draft else [],
        "my_word": next((_of_member(row, current) for row in joined if row.person_id == standing.person_id), None),
    }


def of_text(moved: Moved, *, sha256: str) -> dict[str, Any]:
    """Who brings in the text of this hash beside the author, and who was asked or joined but did not agree to it."""
    asked = moved.paper.joint_factions.exclude(agreed_text=sha256).select_related("organization").order_by("pk")
    joined = moved.paper.co_movers.exclude(agreed_text=sha256).select_related("person").order_by("pk")
    return {
        "factions": movers.agreed_factions(moved, sha256=sha256),
        "co_movers": movers.agreed_co_movers(moved, sha256=sha256),
        "silent": [_of_faction(joint, None) for joint in asked] + [_of_member(co_mover, None) for co_mover in joined],
    }


def invitations(standing: Standing, drafts: QuerySet[Motion] | QuerySet[Amendment]) -> QuerySet[JointFaction]:
    """What the factions of this person were asked to bring in and have not answered, the oldest first."""
    rows = JointFaction.objects.filter(organization__in=standing.factions, accepted_at=None, declined_at=None)
    rows = rows.filter(paper__in=drafts.filter(paper__state=PaperState.DRAFT).values_list("paper", flat=True))
    rows = rows.select_related(f"paper__{drafts.model.noun}__mover", "organization").order_by("invited_at", "pk")
    return rows[:SHOWN] if standing.member else rows.none()


def _of_faction(joint: JointFaction, current: PaperVersion | None) -> Support:
    """How a faction that was asked stands to the text as it is now."""
    word = _word(joint.agreed_text, current)
    return Support(
        str(joint.organization), DECLINED if joint.declined_at else word, joint.organization.key, word == AGREED
    )


def _of_member(co_mover: CoMover, current: PaperVersion | None) -> Support:
    """How a member who joined stands to the text as it is now."""
    word = _word(co_mover.agreed_text, current)
    return Support(str(co_mover.person), word, "", word == AGREED)


def _word(agreed_text: str, current: PaperVersion | None) -> str:
    if not agreed_text:
        return OPEN
    return AGREED if current is not None and agreed_text == current.sha256 else OLDER
