"""Says who may do what with papers, consultations and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from council import audiences
from council.may import Denied, allowed, be_clerk, be_signed_in, manage_agenda
from council.models import AgendaItem, Membership
from documents import admission
from documents.models.files import Quarantine

if TYPE_CHECKING:
    from council.audiences import Viewer
    from documents.models import Consultation, File, Inspection, Paper

__all__ = ["Denied", "allowed", "be_clerk", "be_signed_in"]

PRESIDING = ("Ortsvorsteher", "Vorsitz", "Sprecher")


def record(user: Viewer) -> None:
    """Entering past matter (Altvorgang erfassen) is the assembly office's."""
    be_clerk(user)


def write(user: Viewer, paper: Paper | None = None) -> None:
    """A draft is written by its author; the assembly office writes what it recorded."""
    standing = audiences.standing_of(user)
    if standing.user_id is None:
        raise Denied("Bitte zuerst anmelden.")
    if paper is not None and admission.is_written_elsewhere(paper):
        raise Denied("Vorlagen dieser Art werden auf ihren eigenen Seiten geschrieben und neu gefasst.")
    if paper is None or paper.owner_id == standing.user_id or (standing.clerk and paper.state != "draft"):
        return
    raise Denied("Diesen Text bearbeitet nur, wer ihn verfasst hat.")


def submit(user: Viewer, paper: Paper) -> None:
    """A paper is handed in by its author, who sits on the assembly, in a faction, the Magistrat or a board."""
    standing = audiences.standing_of(user)
    if paper.owner_id != standing.user_id:
        raise Denied("Einreichen kann nur, wer den Entwurf verfasst hat.")
    if not (standing.member or standing.executive or standing.factions or standing.bodies):
        raise Denied("Vorlagen reichen Mitglieder der Gremien, Fraktionen und der Magistrat ein.")


def examine(user: Viewer, paper: Any = None) -> None:
    """Admitting, returning, numbering and publishing papers is the assembly office's."""
    be_clerk(user)


def keep_synonyms(user: Viewer) -> None:
    """The list of words that mean the same to the search is the assembly office's."""
    be_clerk(user)


def refer(user: Viewer, paper: Any = None) -> None:
    """Referring a paper is the chair's, or recorded by the assembly office (domain brief §3.3)."""
    standing = audiences.standing_of(user)
    if not (standing.clerk or standing.chair):
        raise Denied("Überweisen kann der Vorsitz; das Büro der Stadtverordnetenversammlung hält es fest.")


def plan(user: Viewer, thing: Any = None) -> None:
    """The way of a paper through the bodies is laid out by the assembly office, or by the chair."""
    manage_agenda(user)


def speak_for(user: Viewer, consultation: Consultation) -> None:
    """For a body that is heard speaks whoever presides over it (Ortsvorsteher/in); the assembly office records it."""
    standing = audiences.standing_of(user)
    if standing.clerk or _presides_over(standing, consultation.organization_id):
        return
    raise Denied("Für das Gremium spricht, wer ihm vorsitzt; das Büro hält die Stellungnahme fest.")


def waive(user: Viewer, consultation: Consultation) -> None:
    """A body renounces its say through whoever presides over it; office and chair of the assembly record it."""
    if allowed(manage_agenda, user) or allowed(speak_for, user, consultation):
        return
    raise Denied("Verzichten kann, wer dem Gremium vorsitzt; das Büro hält es fest.")


def decide_early(user: Viewer, consultation: Any = None) -> None:
    """Letting a body decide before all others were asked is the chair's."""
    if not audiences.standing_of(user).chair:
        raise Denied("Das entscheidet der/die Stadtverordnetenvorsteher/in.")


def presided_by(standing: audiences.Standing) -> set[int]:
    """The district councils and boards over which this person presides."""
    if standing.person_id is None or not standing.bodies:
        return set()
    seats = Membership.objects.current(on=standing.on).filter(
        person=standing.person_id, organization__in=standing.bodies, organization__deleted_at=None
    )
    return {body for body, role in seats.values_list("organization_id", "role") if role.startswith(PRESIDING)}


def withdraw(user: Viewer, paper: Paper) -> None:
    """Whoever brought a paper in may withdraw it."""
    standing = audiences.standing_of(user)
    if standing.user_id is not None and paper.owner_id == standing.user_id:
        return
    raise Denied("Zurückziehen kann nur, wer die Vorlage eingebracht hat.")


def attach(user: Viewer, paper: Any = None) -> None:
    """Files are attached by the assembly office, and by the author while the paper is a draft."""
    standing = audiences.standing_of(user)
    if standing.clerk:
        return
    if paper is not None and paper.state == "draft" and paper.owner_id == standing.user_id:
        return
    raise Denied("Dateien fügt das Büro der Stadtverordnetenversammlung hinzu.")


def locate(user: Viewer, thing: Paper | AgendaItem) -> None:
    """Which districts a paper concerns says the assembly office; for an item, whoever keeps its agenda."""
    if isinstance(thing, AgendaItem):
        manage_agenda(user, thing.meeting)
    else:
        be_clerk(user)


def publish(user: Viewer, thing: Paper | File | None = None) -> None:
    """Publishing is an act of its own and the assembly office's."""
    be_clerk(user)


def fetch(user: Viewer, file: File) -> None:
    """Bytes that the virus scanner has not passed are handed out to nobody."""
    if Quarantine.objects.filter(file=file).exists():
        raise Denied("Diese Datei ist noch nicht auf Schadsoftware geprüft, oder es wurde welche in ihr gefunden.")


def open_file(user: Viewer, inspection: Inspection) -> None:
    """A file that was closed, or gives something away, is opened by a second person of the office."""
    be_clerk(user)
    if not inspection.needs_two:
        return
    if inspection.proposed_by_id is None:
        raise Denied("Vier Augen: Erst legt eine Person des Büros die Datei vor, dann veröffentlicht sie eine andere.")
    if audiences.standing_of(user).user_id == inspection.proposed_by_id:
        raise Denied(
            "Vier Augen: Veröffentlichen muss eine zweite Person des Büros, nicht wer die Datei vorgelegt hat."
        )


def _presides_over(standing: audiences.Standing, body: int | None) -> bool:
    return body is not None and body in presided_by(standing)
