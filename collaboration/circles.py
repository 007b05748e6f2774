"""Says in plain words who will read a note of each circle, before it is written or lifted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone

from collaboration import may
from council import audiences, rulebook
from council.models import Organization
from council.states import Audience
from documents.models import File, Paper

if TYPE_CHECKING:
    from council.audiences import Viewer

ICONS = {Audience.PRIVATE: "lock", Audience.FACTION: "flag", Audience.COUNCIL: "circles", Audience.PUBLIC: "globe"}


class Choice(NamedTuple):
    """A circle someone may choose: its name in the list, its sign, and the sentence who will read the note."""

    circle: Audience
    label: str
    icon: str
    sentence: str


def choices(
    user: Viewer, *, paper: Paper, file: File | None = None, wider_than: str = "", within: str = ""
) -> list[Choice]:
    """The circles this person may write in beside this paper, or this file of it, narrowest first.

    Only those wider than a given one, and for a reply only those within the circle of what it replies to.
    """
    lowest = may.CIRCLES.index(Audience(wider_than)) + 1 if wider_than else 0
    highest = may.CIRCLES.index(Audience(within)) if within else len(may.CIRCLES)
    open_to = [circle for circle in may.circles(user) if lowest <= may.CIRCLES.index(circle) <= highest]
    faction = _faction(user) if Audience.FACTION in open_to else ""
    closed = "" if may.is_open(paper, file) else ("diese Vorlage" if file is None else "diese Datei")
    if open_to and within == Audience.PRIVATE:
        return [_answer(closed)]
    rule = _rule(user)
    return [
        Choice(circle, _label(circle, faction, closed), ICONS[circle], _sentence(circle, faction, closed, rule))
        for circle in open_to
    ]


def checked_first(user: Viewer) -> bool:
    """Whether what this person writes for everyone waits for moderation: residents, where the town checks first."""
    if not audiences.standing_of(user).outsider:
        return False
    waits: bool = rulebook.value("comments.premoderation", on=timezone.localdate())
    return waits


def _answer(closed: str) -> Choice:
    """To a private note one replies to all who read it now, and to nobody else."""
    as_far = _as_far(closed)
    who = f"wer die Anmerkung geschrieben hat, und alle, mit denen sie namentlich geteilt ist{as_far}"
    return Choice(Audience.PRIVATE, "Wer die Anmerkung liest", "key", f"Diese Antwort lesen, {who} – sonst niemand.")


def _rule(user: Viewer) -> str:
    """What becomes of a note for everyone."""
    if checked_first(user):
        return "Die Moderation sieht sie sich vorher an; bis dahin lesen nur Sie sie."
    return "Sie steht sofort da; was gegen die Regeln verstößt, kann die Moderation verbergen."


def _as_far(closed: str) -> str:
    """What narrows every circle; `closed` names what not everyone reads, if there is such."""
    return f", soweit sie {closed} lesen dürfen" if closed else ""


def _label(circle: Audience, faction: str, closed: str) -> str:
    if circle == Audience.PRIVATE:
        return "Nur Sie"
    if circle == Audience.FACTION:
        return f"Ihre Fraktion ({faction})"
    if circle == Audience.COUNCIL:
        return "Rat und Verwaltung"
    return f"Alle, die {closed} lesen dürfen" if closed else "Alle, auch ohne Anmeldung"


def _sentence(circle: Audience, faction: str, closed: str, rule: str) -> str:
    """Along paper, file and note the intersection holds, so what is closed narrows every circle."""
    as_far = _as_far(closed)
    if circle == Audience.PRIVATE:
        return "Diese Anmerkung lesen nur Sie."
    if circle == Audience.FACTION:
        return f"Diese Anmerkung lesen die Mitglieder Ihrer Fraktion ({faction}){as_far} – sonst niemand."
    if circle == Audience.COUNCIL:
        who = "die Stadtverordneten, der Magistrat, die Ämter und das Büro der Stadtverordnetenversammlung"
        return f"Diese Anmerkung lesen {who}{as_far}."
    if not closed:
        return f"Diese Anmerkung lesen alle, auch ohne Anmeldung. {rule}"
    later = f"und alle, sobald {closed.replace('diese', 'die')} öffentlich wird"
    return f"Diese Anmerkung lesen alle, die {closed} lesen dürfen – {later}. {rule}"


def _faction(user: Viewer) -> str:
    factions = audiences.standing_of(user).factions
    first = Organization.objects.filter(pk__in=factions).order_by("pk").first()
    return first.label.removeprefix("Fraktion ") if first is not None else ""
