"""Acts by which others bring a motion or an amendment in, too: the faction reads it, members join, factions agree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.utils import timezone

from council import journal, life
from council.models import Organization, User
from council.states import Audience
from documents.models import Originator
from documents.states import PaperState
from motions.actions import writing
from motions.may import movers as may
from motions.models import Amendment, CoMover, JointDraft, JointFaction, Motion
from motions.models.movers import Moved

AS_A_PERSON = "Zu einer nichtöffentlichen Vorlage stellen Sie den Änderungsantrag als Person."

_Moved = TypeVar("_Moved", bound=Motion | Amendment)


@journal.act
def show_to_faction(moved: _Moved, *, by: User) -> _Moved:
    """Let the mover's faction read the draft, so that members can join; others still see nothing."""
    moved = opened(moved, by=by)
    if moved.mover is None:
        raise life.WrongState(f"Dieser {moved.word} gehört zu keiner Fraktion.")
    return _open_draft_to(moved, Audience.FACTION, moved.mover, by=by)


@journal.act
def keep_private(moved: _Moved, *, by: User) -> _Moved:
    """Take the draft back from the faction, which no longer writes in it either; whoever joined stays named."""
    moved = opened(moved, by=by)
    JointDraft.objects.filter(paper=moved.paper).delete()
    return _open_draft_to(moved, Audience.PRIVATE, None, by=by)


@journal.act
def invite(moved: Moved, *, faction: Organization, by: User) -> JointFaction:
    """Ask another faction to bring it in jointly; its members in the assembly then read the draft."""
    moved = opened(moved, by=by)
    if not moved.for_factions:
        raise life.WrongState(AS_A_PERSON)
    if faction.pk == moved.mover_id:
        raise life.WrongState("Das ist die eigene Fraktion.")
    joint, fresh = JointFaction.objects.get_or_create(
        paper=moved.paper, organization=faction, defaults={"invited_at": timezone.now()}
    )
    if not fresh:
        joint.declined_at = None
        joint.save(update_fields=["declined_at"])
    journal.record(f"{moved.noun}.faction_invited", moved.paper, by=by, faction=faction.pk)
    return joint


@journal.act
def uninvite(moved: Moved, *, faction: Organization, by: User) -> None:
    """Take the invitation back; the faction no longer reads the draft."""
    moved = opened(moved, by=by)
    moved.paper.joint_factions.filter(organization=faction).delete()
    journal.record(f"{moved.noun}.faction_uninvited", moved.paper, by=by, faction=faction.pk)


@journal.act
def accept(joint: JointFaction, *, sha256: str, by: User) -> JointFaction:
    """Agree for the faction to bring in the text that was read; if it changed meanwhile, nobody has agreed (Stale)."""
    may.agree(by, joint.organization)
    moved = _draft(joint.moved)
    _same_text(moved, sha256)
    joint = life.lock(joint)
    joint.accepted_at, joint.accepted_by, joint.agreed_text, joint.declined_at = timezone.now(), by, sha256, None
    joint.save(update_fields=["accepted_at", "accepted_by", "agreed_text", "declined_at"])
    journal.record(f"{moved.noun}.faction_agreed", moved.paper, by=by, faction=joint.organization_id)
    return joint


@journal.act
def decline(joint: JointFaction, *, by: User) -> JointFaction:
    """Decline for the faction, or take its agreement back; it no longer reads the draft."""
    may.agree(by, joint.organization)
    moved = _draft(joint.moved)
    joint = life.lock(joint)
    joint.accepted_at, joint.accepted_by, joint.agreed_text, joint.declined_at = None, None, "", timezone.now()
    joint.save(update_fields=["accepted_at", "accepted_by", "agreed_text", "declined_at"])
    journal.record(f"{moved.noun}.faction_declined", moved.paper, by=by, faction=joint.organization_id)
    return joint


@journal.act
def join(moved: Moved, *, sha256: str, by: User) -> CoMover:
    """Join as a co-mover of the text that was read; joining again agrees to the text as it stands now."""
    moved = _draft(moved)
    may.join(by, moved)
    _same_text(moved, sha256)
    co_mover, _ = CoMover.objects.update_or_create(
        paper=moved.paper, person=by.person, defaults={"joined_at": timezone.now(), "agreed_text": sha256}
    )
    journal.record(f"{moved.noun}.joined", moved.paper, by=by)
    return co_mover


@journal.act
def leave(moved: Moved, *, by: User) -> None:
    """Take one's name off the draft."""
    moved = _draft(moved)
    may.join(by, moved)
    moved.paper.co_movers.filter(person=by.person).delete()
    journal.record(f"{moved.noun}.left", moved.paper, by=by)


def agreed_factions(moved: Moved, *, sha256: str) -> list[JointFaction]:
    """The factions that agreed to exactly this text, in the order of their agreement."""
    rows = moved.paper.joint_factions.filter(agreed_text=sha256).select_related("organization")
    return list(rows.order_by("accepted_at", "pk"))


def agreed_co_movers(moved: Moved, *, sha256: str) -> list[CoMover]:
    """The members who agreed to exactly this text, in the order they joined."""
    rows = moved.paper.co_movers.filter(agreed_text=sha256).select_related("person")
    return list(rows.order_by("joined_at", "pk"))


def opened(moved: _Moved, *, by: User) -> _Moved:
    """A draft for its author, read again and held. Raises Denied and WrongState; call it inside an act."""
    may.edit(by, moved)
    return _draft(moved)


def name_originators(
    moved: Moved, *, by: User, factions: Iterable[JointFaction] = (), co_movers: Iterable[CoMover] = ()
) -> None:
    """The mover's faction or body, those that agreed, the author, the co-movers; call it inside an act."""
    moved.paper.originators.all().delete()
    bodies = [moved.mover, *(joint.organization for joint in factions)]
    people = [by.person, *(co_mover.person for co_mover in co_movers)]
    named = [Originator(organization=body) for body in bodies if body]
    named += [Originator(person=person) for person in people if person]
    for order, originator in enumerate(named):
        originator.paper, originator.order = moved.paper, order
        originator.save(force_insert=True)


def _draft(moved: _Moved) -> _Moved:
    paper = life.lock(moved.paper)
    moved = life.lock(moved)
    moved.paper = paper
    if paper.state != PaperState.DRAFT:
        raise life.WrongState(f"Der {moved.word} ist kein Entwurf mehr; sein Text steht fest.")
    return moved


def _same_text(moved: Moved, sha256: str) -> None:
    newest = writing.newest_text(moved.paper)
    if newest.sha256 != sha256:
        raise life.Stale("Der Text wurde inzwischen geändert. Bitte lesen Sie ihn noch einmal, bevor Sie zustimmen.")
    if not newest.text.strip():
        raise life.WrongState("Es ist noch nichts geändert; zustimmen lässt sich erst einem Text.")


def _open_draft_to(moved: _Moved, audience: Audience, organization: Organization | None, *, by: User) -> _Moved:
    moved.paper.audience, moved.paper.audience_organization = audience, organization
    life.touch(moved.paper, fields=("audience", "audience_organization"))
    step = "shown" if organization else "kept_private"
    journal.record(f"{moved.noun}.{step}", moved.paper, by=by, organization=organization.pk if organization else None)
    return moved
