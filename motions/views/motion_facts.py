"""What the pages of a motion say about it: who brings it in, what was ruled on it, how it stands to the deadline."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from council import life
from council.may import allowed
from council.templatetags.council import day, moment
from motions import filing
from motions.may import motions as may
from motions.models import Motion, Ruling
from motions.views import mover_facts

if TYPE_CHECKING:
    from council.audiences import Viewer


class Deadline(NamedTuple):
    """The deadline in words, with the tone of the alert that says it."""

    tone: str
    title: str
    text: str


def of_motion(motion: Motion, user: Viewer) -> dict[str, Any]:
    """Everything a page shows beside the text; what is internal only for those it concerns. Costs up to six queries."""
    internal = allowed(may.read_rulings, user, motion)
    return {
        "motion": motion,
        "internal": internal,
        **mover_facts.of(motion, user, internal=internal),
        "rulings": list(Ruling.objects.filter(paper=motion.paper).order_by("-made_at", "-pk")) if internal else [],
        "refiled_from": motion.refiled_from if internal else None,
        "can_withdraw": life.can(motion.paper, "withdraw"),
    }


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
