"""Acts by which others bring an amendment in, too: members of the faction join, other factions are asked and agree."""

from __future__ import annotations

from django.utils import timezone

from council import journal, life
from council.models import Organization, User
from council.states import Audience
from documents.models import Paper
from documents.states import PaperState
from motions.actions import writing
from motions.may import amendments as may
from motions.may import motions as movers
from motions.models import Amendment, AmendmentCoMover, AmendmentFaction


@journal.act
def invite(amendment: Amendment, *, faction: Organization, by: User) -> AmendmentFaction:
    """Ask another faction to bring the amendment in jointly; its members in the assembly then read the draft."""
    may.edit(by, amendment)
    amendment = locked(amendment)
    main = Paper.objects.get(subordinates=amendment.paper_id)
    if main.audience != Audience.PUBLIC:
        raise life.WrongState("Zu einer nichtöffentlichen Vorlage stellen Sie den Änderungsantrag als Person.")
    if faction.pk == amendment.mover_id:
        raise life.WrongState("Das ist die eigene Fraktion.")
    joint, fresh = AmendmentFaction.objects.get_or_create(
        amendment=amendment, organization=faction, defaults={"invited_at": timezone.now()}
    )
    if not fresh:
        joint.declined_at = None
        joint.save(update_fields=["declined_at"])
    journal.record("amendment.faction_invited", amendment.paper, by=by, faction=faction.pk)
    return joint


@journal.act
def uninvite(amendment: Amendment, *, faction: Organization, by: User) -> None:
    """Take the invitation back; the faction no longer reads the draft."""
    may.edit(by, amendment)
    amendment = locked(amendment)
    amendment.joint_factions.filter(organization=faction).delete()
    journal.record("amendment.faction_uninvited", amendment.paper, by=by, faction=faction.pk)


@journal.act
def accept(joint: AmendmentFaction, *, sha256: str, by: User) -> AmendmentFaction:
    """Agree for the faction to bring in the text that was read; if it changed meanwhile, nobody has agreed (Stale)."""
    movers.agree(by, joint.organization)
    amendment = locked(joint.amendment)
    _same_text(amendment, sha256)
    joint = life.lock(joint)
    joint.accepted_at, joint.accepted_by, joint.agreed_text, joint.declined_at = timezone.now(), by, sha256, None
    joint.save(update_fields=["accepted_at", "accepted_by", "agreed_text", "declined_at"])
    journal.record("amendment.faction_agreed", amendment.paper, by=by, faction=joint.organization_id)
    return joint


@journal.act
def decline(joint: AmendmentFaction, *, by: User) -> AmendmentFaction:
    """Decline for the faction, or take its agreement back; it no longer reads the draft."""
    movers.agree(by, joint.organization)
    amendment = locked(joint.amendment)
    joint = life.lock(joint)
    joint.accepted_at, joint.accepted_by, joint.agreed_text, joint.declined_at = None, None, "", timezone.now()
    joint.save(update_fields=["accepted_at", "accepted_by", "agreed_text", "declined_at"])
    journal.record("amendment.faction_declined", amendment.paper, by=by, faction=joint.organization_id)
    return joint


@journal.act
def join(amendment: Amendment, *, sha256: str, by: User) -> AmendmentCoMover:
    """Join as a co-mover of the text that was read; joining again agrees to the text as it stands now."""
    amendment = locked(amendment)
    may.join(by, amendment)
    _same_text(amendment, sha256)
    co_mover, _ = AmendmentCoMover.objects.update_or_create(
        amendment=amendment, person=by.person, defaults={"joined_at": timezone.now(), "agreed_text": sha256}
    )
    journal.record("amendment.joined", amendment.paper, by=by)
    return co_mover


@journal.act
def leave(amendment: Amendment, *, by: User) -> None:
    """Take one's name off the amendment while it is a draft."""
    amendment = locked(amendment)
    may.join(by, amendment)
    amendment.co_movers.filter(person=by.person).delete()
    journal.record("amendment.left", amendment.paper, by=by)


def agreed_factions(amendment: Amendment, *, sha256: str) -> list[AmendmentFaction]:
    """The factions that agreed to exactly this text, in the order of their agreement."""
    rows = amendment.joint_factions.filter(agreed_text=sha256).select_related("organization")
    return list(rows.order_by("accepted_at", "pk"))


def agreed_co_movers(amendment: Amendment, *, sha256: str) -> list[AmendmentCoMover]:
    """The members who agreed to exactly this text, in the order they joined."""
    return list(amendment.co_movers.filter(agreed_text=sha256).select_related("person").order_by("joined_at", "pk"))


def locked(amendment: Amendment) -> Amendment:
    """A draft, read again and held. Raises WrongState for what is no draft any more; call it inside an act."""
    paper = life.lock(amendment.paper)
    amendment = life.lock(amendment)
    amendment.paper = paper
    if paper.state != PaperState.DRAFT:
        raise life.WrongState("Der Änderungsantrag ist kein Entwurf mehr; sein Text steht fest.")
    return amendment


def _same_text(amendment: Amendment, sha256: str) -> None:
    newest = writing.newest_text(amendment.paper)
    if newest.sha256 != sha256:
        raise life.Stale("Der Text wurde inzwischen geändert. Bitte lesen Sie ihn noch einmal, bevor Sie zustimmen.")
    if not newest.text.strip():
        raise life.WrongState("Es ist noch nichts geändert; zustimmen lässt sich erst einem Text.")
