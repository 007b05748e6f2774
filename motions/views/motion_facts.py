"""What the pages of a motion say about it: who brings it in and who does not yet, how it stands to the deadline."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from council import audiences, life
from council.may import allowed
from council.templatetags.council import day, moment
from documents.models import PaperVersion
from documents.states import PaperState
from motions import filing
from motions.actions import motions
from motions.may import motions as may
from motions.models import Amendment, AmendmentCoMover, AmendmentFaction, CoMover, JointFaction, Motion, Ruling

if TYPE_CHECKING:
    from council.audiences import Viewer

AGREED, OLDER, OPEN, DECLINED = (
    "stimmt zu",
    "hat einer früheren Fassung zugestimmt",
    "noch nicht zugestimmt",
    "abgelehnt",
)


class Deadline(NamedTuple):
    """The deadline in words, with the tone of the alert that says it."""

    tone: str
    title: str
    text: str


class Support(NamedTuple):
    """Who was asked or joined, and how they stand to the text."""

    name: str
    word: str
    key: str
    counts: bool


def of_motion(motion: Motion, user: Viewer) -> dict[str, Any]:
    """Everything a page shows beside the text; what is internal only for those it concerns. Costs up to six queries."""
    standing = audiences.standing_of(user)
    draft = motion.paper.state == PaperState.DRAFT
    current = motions.newest_text(motion) if draft or motion.handed_in is None else motion.handed_in
    asked = list(motion.joint_factions.select_related("organization").order_by("invited_at", "pk"))
    joined = list(motion.co_movers.select_related("person").order_by("joined_at", "pk"))
    mine = [joint for joint in asked if joint.organization_id in standing.factions and joint.declined_at is None]
    internal = allowed(may.read_rulings, user, motion)
    return {
        "motion": motion,
        "is_draft": draft,
        "current": current,
        "internal": internal,
        "asked": [of_faction(joint, current) for joint in asked] if internal or mine else [],
        "joined": [of_member(co_mover, current) for co_mover in joined] if internal else [],
        "invitations": mine if draft else [],
        "my_word": next((of_member(row, current) for row in joined if row.person_id == standing.person_id), None),
        "rulings": list(Ruling.objects.filter(paper=motion.paper).order_by("-made_at", "-pk")) if internal else [],
        "refiled_from": motion.refiled_from if internal else None,
        "can_withdraw": life.can(motion.paper, "withdraw"),
    }


def not_agreed(motion: Motion | Amendment, *, sha256: str) -> list[Support]:
    """Those who were asked or joined but did not agree to exactly this text: they are shown and do not count."""
    asked: Any = motion.joint_factions.exclude(agreed_text=sha256).select_related("organization").order_by("pk")
    joined: Any = motion.co_movers.exclude(agreed_text=sha256).select_related("person").order_by("pk")
    return [of_faction(joint, None) for joint in asked] + [of_member(co_mover, None) for co_mover in joined]


def deadline(stands: filing.Lateness | None, *, on: datetime) -> Deadline:
    """Say how a motion handed in now stands to the next meeting."""
    if stands is None:
        return Deadline("info", "Kein Termin", "Für das Gremium ist noch keine Sitzung geplant.")
    body, meeting = stands.meeting.organization, f"der Sitzung am {day(stands.meeting.date)}"
    if stands.in_time:
        return Deadline(
            "success", "In der Frist", f"{body}: Antragsschluss vor {meeting} ist {moment(stands.closes_at)}."
        )
    votes, seats = filing.extension_votes(on=timezone.localdate(on))
    next_one = (
        f"Er kommt in die Sitzung am {day(stands.reaches.date)}"
        if stands.reaches
        else "Er kommt in eine spätere Sitzung"
    )
    return Deadline(
        "warning",
        "Zu spät für die nächste Sitzung",
        f"{body}: Antragsschluss vor {meeting} war {moment(stands.closes_at)}. {next_one}, oder die Tagesordnung wird"
        f" mit {votes} von {seats} Stimmen erweitert (HGO § 58 Abs. 2).",
    )


def of_faction(joint: JointFaction | AmendmentFaction, current: PaperVersion | None) -> Support:
    """How a faction that was asked stands to the text as it is now."""
    word = _word(joint.agreed_text, current)
    return Support(
        str(joint.organization), DECLINED if joint.declined_at else word, joint.organization.key, word == AGREED
    )


def of_member(co_mover: CoMover | AmendmentCoMover, current: PaperVersion | None) -> Support:
    """How a member who joined stands to the text as it is now."""
    word = _word(co_mover.agreed_text, current)
    return Support(str(co_mover.person), word, "", word == AGREED)


def _word(agreed_text: str, current: PaperVersion | None) -> str:
    if not agreed_text:
        return OPEN
    return AGREED if current is not None and agreed_text == current.sha256 else OLDER
