"""Says who may do what on the ground floor: each rule returns nothing or refuses with one sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from council import audiences, rights, rostrum
from council.audiences import Standing

if TYPE_CHECKING:
    from council.audiences import Viewer


class Denied(Exception):
    """The person may not do this; the message is the sentence they read."""


def allowed(rule: Callable[..., None], user: Viewer, *things: Any) -> bool:
    """Ask a rule without raising."""
    try:
        rule(user, *things)
    except Denied:
        return False
    return True


def _standing(user: Viewer) -> Standing:
    return audiences.standing_of(user)


def be_signed_in(user: Viewer) -> None:
    """Whoever acts has an account."""
    if _standing(user).user_id is None:
        raise Denied("Bitte zuerst anmelden.")


def be_clerk(user: Viewer) -> None:
    """Acts of the assembly office."""
    if not _standing(user).clerk:
        raise Denied("Das kann nur das Büro der Stadtverordnetenversammlung.")


def preside(user: Viewer, meeting: Any = None) -> None:
    """Running a meeting: the chair of the assembly, or the assembly office on the chair's behalf (HGO §58(4)).

    While a deputy has the leading of the meeting, the deputy does it in the chair's stead (HGO §57).
    """
    standing = _standing(user)
    if standing.clerk or (standing.chair if meeting is None else standing.presides(meeting.pk)):
        return
    if meeting is not None and standing.chair:
        raise Denied("Diese Sitzung leitet gerade Ihre Stellvertretung; nehmen Sie die Sitzungsleitung zuerst zurück.")
    if meeting is not None and standing.deputy:
        raise Denied("Sie haben die Leitung dieser Sitzung nicht oder nicht mehr.")
    raise Denied("Das kann nur die Sitzungsleitung oder das Büro der Stadtverordnetenversammlung.")


def hand_over(user: Viewer, meeting: Any) -> None:
    """The leading of a meeting is handed to a deputy by whoever has it, or by the assembly office."""
    preside(user, meeting)


def name_representation(user: Viewer, body: Any = None) -> None:
    """Who represents the chair for some days is recorded by the chair, or by the assembly office; not by a deputy."""
    standing = _standing(user)
    if not (standing.clerk or (standing.chair and not standing.deputy)):
        raise Denied("Eine Vertretung im Vorsitz trägt der Vorsitz selbst ein, sonst das Büro.")


def take_up(user: Viewer, meeting: Any = None) -> None:
    """Where the chair is not there, a deputy takes the leading up (HGO §57)."""
    if not _standing(user).deputy:
        raise Denied("Übernehmen kann die Sitzungsleitung nur eine Stellvertretung des Vorsitzes.")


def take_back(user: Viewer, meeting: Any) -> None:
    """The leading goes back to the chair by the chair, by the deputy who has it, or by the assembly office."""
    standing = _standing(user)
    if not (standing.clerk or standing.chair or meeting.pk in standing.led):
        raise Denied("Zurück geht die Sitzungsleitung durch den Vorsitz, das Büro oder wer sie hat.")


def manage_bodies(user: Viewer) -> None:
    """Bodies, persons and memberships are kept by the assembly office."""
    be_clerk(user)


def open_account(user: Viewer) -> None:
    """Persons of the council get their account from the assembly office."""
    be_clerk(user)


def manage_agenda(user: Viewer, meeting: Any = None) -> None:
    """The agenda is set by the chair and kept by the assembly office (HGO §58(5))."""
    preside(user, meeting)


def keep_channel(user: Viewer, person: Any) -> None:
    """How somebody is reached with invitations is set by themselves, or by the assembly office for them."""
    standing = _standing(user)
    if not (standing.clerk or (standing.person_id is not None and standing.person_id == person.pk)):
        raise Denied("Den Zustellweg legt jede Person selbst fest, sonst das Büro der Stadtverordnetenversammlung.")


def keep_rulebook(user: Viewer) -> None:
    """Local rules are entered by the assembly office with their legal basis."""
    be_clerk(user)


def name_readers(user: Viewer, thing: Any = None) -> None:
    """Closed matter is opened to single persons by the assembly office, which keeps the list of those entitled."""
    be_clerk(user)


def see_readings(user: Viewer, body: int | None) -> None:
    """Who read closed matter is shown to those who answer for it: assembly office, chair, and who leads its body."""
    standing = _standing(user)
    if (
        standing.clerk
        or standing.chair
        or (body is not None and body in standing.bodies and rights.leads(standing, body))
    ):
        return
    raise Denied("Wer Nichtöffentliches gelesen hat, sehen nur das Büro und der Vorsitz.")


def take_part(user: Viewer, meeting: Any) -> None:
    """Speaking in a meeting: members of the body, those who stand in, and the Magistrat at any time (HGO §59)."""
    standing = _standing(user)
    if standing.executive or meeting.organization_id in standing.bodies:
        return
    if meeting.joint_organizations.filter(pk__in=standing.bodies).exists():
        return
    if meeting.attendances.present().voting().filter(person=standing.person_id).exists():
        return
    raise Denied("Das können Mitglieder dieses Gremiums und der Magistrat; andere lässt die Sitzungsleitung zu.")


def ask_to_speak(user: Viewer, item: Any) -> None:
    """Asking for the floor: whoever takes part, and boards on their own matter (domain brief §2.2)."""
    try:
        take_part(user, item.meeting)
    except Denied:
        if not rostrum.concerns(item, _standing(user).bodies):
            raise
