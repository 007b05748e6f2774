"""Acts on motions: write, show round, bring in jointly, hand in, judge, withdraw."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from council import journal, life
from council.models import Body, Organization, User
from council.states import Audience
from documents import may as documents_may
from documents.actions import papers
from documents.models import Consultation, Originator, Paper, PaperVersion
from documents.states import ConsultationRole, PaperState, PaperType
from motions import drafts, filing
from motions.actions import rulings, writing
from motions.may import motions as may
from motions.models import CoMover, JointFaction, Motion, Ruling


@dataclass(frozen=True)
class Wording:
    """What the author of a motion writes and wishes."""

    name: str
    kind: str
    parts: drafts.Parts
    plain_summary: str = ""
    oral_reasons: bool = False
    direct_referral: bool = False
    direct_treatment: bool = False
    urgent: bool = False
    target: Organization | None = None

    @property
    def text(self) -> str:
        """The canonical text."""
        return drafts.compose(self.parts, oral=self.oral_reasons)

    @property
    def sha256(self) -> str:
        """The hash of the canonical text, as its version will carry it."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def typed(self) -> dict[str, str]:
        """The fields of the form that would give this wording, for the next opening of the draft."""
        way = "referral" if self.direct_referral else "treatment" if self.direct_treatment else "regular"
        return {
            "name": self.name,
            "kind": self.kind,
            "resolution": self.parts.resolution,
            "reasons": self.parts.reasons,
            "oral_reasons": "on" if self.oral_reasons else "",
            "plain_summary": self.plain_summary,
            "way": way,
            "target": self.target.key if self.target else "",
            "urgent": "on" if self.urgent else "",
        }


def missing(wording: Wording) -> list[str]:
    """Say in German what a motion lacks before it can be handed in; empty when nothing does."""
    faults = []
    if not wording.name.strip():
        faults.append("Der Titel fehlt.")
    if not drafts.is_begun(wording.parts.resolution):
        faults.append("Der Beschlusstext fehlt.")
    if not drafts.tidy(wording.parts.reasons) and not wording.oral_reasons:
        faults.append("Die Begründung fehlt.")
    if not wording.plain_summary.strip():
        faults.append("„Kurz und einfach“ fehlt: ein, zwei Sätze, die alle verstehen.")
    if wording.direct_referral and wording.target is None:
        faults.append("Für die direkte Überweisung fehlt der Ausschuss.")
    return faults


@journal.act
def draft(*, kind: str, name: str, mover: Organization | None, by: User) -> Motion:
    """Begin a motion with the opening formula of its kind; only its author reads it until it is shown round."""
    may.draft(by)
    parts = drafts.Parts(drafts.OPENINGS[kind], "")
    paper = Paper(
        body=Body.objects.get(home=True), paper_type=PaperType.MOTION, name=name, addressed_to="Magistrat", type_text=""
    )
    typed = Wording(name=name, kind=kind, parts=parts).typed
    writing.begin(paper, body_text=drafts.compose(parts, oral=False), typed=typed, by=by)
    motion = Motion.objects.create(paper=paper, kind=kind, mover=mover)
    _name_originators(motion, by=by, factions=())
    return motion


@journal.act
def revise(motion: Motion, *, wording: Wording, revision: int, by: User) -> Motion:
    """Save the draft as a version of its text. Whoever began from an older state is refused (Stale)."""
    motion = _open(motion, by=by)
    _keep(motion, wording, revision=revision, by=by)
    return motion


@journal.act
def show_to_faction(motion: Motion, *, by: User) -> Motion:
    """Let the mover's faction read the draft, so that members can join; others still see nothing."""
    motion = _open(motion, by=by)
    if motion.mover is None:
        raise life.WrongState("Dieser Antrag gehört zu keiner Fraktion.")
    return _open_draft_to(motion, Audience.FACTION, motion.mover, by=by)


@journal.act
def keep_private(motion: Motion, *, by: User) -> Motion:
    """Take the draft back from the faction; whoever joined stays named."""
    return _open_draft_to(_open(motion, by=by), Audience.PRIVATE, None, by=by)


@journal.act
def invite(motion: Motion, *, faction: Organization, by: User) -> JointFaction:
    """Ask another faction to bring the motion in jointly; its members in the assembly then read the draft."""
    motion = _open(motion, by=by)
    if faction.pk == motion.mover_id:
        raise life.WrongState("Das ist die eigene Fraktion.")
    joint, fresh = JointFaction.objects.get_or_create(
        motion=motion, organization=faction, defaults={"invited_at": timezone.now()}
    )
    if not fresh:
        joint.declined_at = None
        joint.save(update_fields=["declined_at"])
    journal.record("motion.faction_invited", motion.paper, by=by, faction=faction.pk)
    return joint


@journal.act
def uninvite(motion: Motion, *, faction: Organization, by: User) -> None:
    """Take the invitation back; the faction no longer reads the draft."""
    motion = _open(motion, by=by)
    motion.joint_factions.filter(organization=faction).delete()
    journal.record("motion.faction_uninvited", motion.paper, by=by, faction=faction.pk)


@journal.act
def accept(joint: JointFaction, *, sha256: str, by: User) -> JointFaction:
    """Agree for the faction to bring in the text that was read; if it changed meanwhile, nobody has agreed (Stale)."""
    may.agree(by, joint.organization)
    motion = _draft(joint.motion)
    _same_text(motion, sha256)
    joint = life.lock(joint)
    joint.accepted_at, joint.accepted_by, joint.agreed_text, joint.declined_at = timezone.now(), by, sha256, None
    joint.save(update_fields=["accepted_at", "accepted_by", "agreed_text", "declined_at"])
    journal.record("motion.faction_agreed", motion.paper, by=by, faction=joint.organization_id)
    return joint


@journal.act
def decline(joint: JointFaction, *, by: User) -> JointFaction:
    """Decline for the faction, or take its agreement back; it no longer reads the draft."""
    may.agree(by, joint.organization)
    motion = _draft(joint.motion)
    joint = life.lock(joint)
    joint.accepted_at, joint.accepted_by, joint.agreed_text, joint.declined_at = None, None, "", timezone.now()
    joint.save(update_fields=["accepted_at", "accepted_by", "agreed_text", "declined_at"])
    journal.record("motion.faction_declined", motion.paper, by=by, faction=joint.organization_id)
    return joint


@journal.act
def join(motion: Motion, *, sha256: str, by: User) -> CoMover:
    """Join as a co-mover of the text that was read; joining again agrees to the text as it stands now."""
    motion = _draft(motion)
    may.join(by, motion)
    _same_text(motion, sha256)
    co_mover, _ = CoMover.objects.update_or_create(
        motion=motion, person=by.person, defaults={"joined_at": timezone.now(), "agreed_text": sha256}
    )
    journal.record("motion.joined", motion.paper, by=by)
    return co_mover


@journal.act
def leave(motion: Motion, *, by: User) -> None:
    """Take one's name off the motion while it is a draft."""
    motion = _draft(motion)
    may.join(by, motion)
    motion.co_movers.filter(person=by.person).delete()
    journal.record("motion.left", motion.paper, by=by)


@journal.act
def submit(motion: Motion, *, wording: Wording, revision: int, by: User, at: datetime) -> Motion:
    """Hand the motion in as it is written: text, deadline, movers and a rejection not long ago are recorded.

    Only those who agreed to exactly this text bring it in. Raises WrongState naming what is missing.
    """
    motion = _open(motion, by=by)
    may.submit(by, motion)
    faults = missing(wording)
    if faults:
        raise life.WrongState("So kann der Antrag noch nicht eingereicht werden. " + " ".join(faults))
    version = _keep(motion, wording, revision=revision, by=by)
    factions = agreed_factions(motion, sha256=version.sha256)
    _name_originators(motion, by=by, factions=factions, co_movers=agreed_co_movers(motion, sha256=version.sha256))
    _measure(motion, version=version, at=at, factions=factions)
    writing.forget_drafts(motion.paper, version=version)
    motion.paper = papers.submit(motion.paper, by=by)
    journal.record("motion.handed_in", motion.paper, by=by, text=version.pk, sha256=version.sha256)
    return motion


@journal.act
def withdraw(motion: Motion, *, by: User) -> Motion:
    """Withdraw the motion for all who brought it in; its author says that they agree."""
    may.edit(by, motion)
    motion.paper = papers.withdraw(motion.paper, by=by)
    return motion


@journal.act
def admit(motion: Motion, *, by: User | None, on: date) -> Motion:
    """Admit the motion under its number; everyone may read it. One rejected not long ago waits for the chair."""
    motion = life.lock(motion)
    if by is not None:
        may.examine(by, motion)
    if motion.is_blocked:
        raise life.WrongState(
            f"Derselbe Antrag wurde abgelehnt und ist bis {motion.blocked_until:%d.%m.%Y} gesperrt."
            " Zulassen kann ihn vorher nur der Vorsitz mit Begründung."
        )
    motion.paper = papers.admit(motion.paper, by=by, on=on)
    return motion


@journal.act
def give_back(motion: Motion, *, reason: str, by: User) -> Motion:
    """Return the motion for a formal defect: it is a draft again, and its author reads the reason."""
    motion.paper = rulings.give_back(motion.paper, reason=reason, by=by)
    return motion


@journal.act
def refuse(motion: Motion, *, reason: str, by: User) -> Motion:
    """Refuse the motion as inadmissible; those who brought it in read the reason."""
    motion.paper = rulings.refuse(motion.paper, reason=reason, by=by)
    return motion


@journal.act
def lift_block(motion: Motion, *, reason: str, by: User) -> Motion:
    """Let a motion through that was rejected not long ago; the office may then admit it."""
    may.judge(by, motion)
    motion = life.lock(motion)
    if motion.paper.state != PaperState.SUBMITTED or not motion.is_blocked:
        raise life.WrongState("Dieser Antrag ist nicht gesperrt.")
    motion.block_lifted_at, motion.block_lifted_by = timezone.now(), by
    motion.save(update_fields=["block_lifted_at", "block_lifted_by"])
    rulings.write_down(motion.paper, Ruling.Step.LIFT, reason=reason, by=by)
    journal.record("motion.block_lifted", motion.paper, by=by)
    return motion


@journal.act
def refer_directly(motion: Motion, *, by: User) -> Consultation:
    """Refer the motion to the committee its movers wished for, without a first reading."""
    may.examine(by, motion)
    if motion.target is None:
        raise life.WrongState("Die Antragstellenden haben keine direkte Überweisung gewünscht.")
    return papers.refer(motion.paper, to=motion.target, by=by, role=ConsultationRole.PREPARATION)


@journal.act
def summarise(paper: Paper, *, plain_summary: str, by: User) -> Paper:
    """Add „kurz und einfach“ to a paper that came without it."""
    paper = life.lock(paper)
    documents_may.examine(by, paper)
    paper.plain_summary = plain_summary
    life.touch(paper, fields=("plain_summary",))
    journal.record("paper.summarised", paper, by=by)
    return paper


def agreed_factions(motion: Motion, *, sha256: str) -> list[JointFaction]:
    """The factions that agreed to exactly this text, in the order of their agreement."""
    rows = motion.joint_factions.filter(agreed_text=sha256).select_related("organization")
    return list(rows.order_by("accepted_at", "pk"))


def agreed_co_movers(motion: Motion, *, sha256: str) -> list[CoMover]:
    """The members who agreed to exactly this text, in the order they joined."""
    return list(motion.co_movers.filter(agreed_text=sha256).select_related("person").order_by("joined_at", "pk"))


def newest_text(motion: Motion) -> PaperVersion:
    """The last saved version of the text; a motion always has one."""
    return writing.newest_text(motion.paper)


def _open(motion: Motion, *, by: User) -> Motion:
    """Lock a draft for its author."""
    may.edit(by, motion)
    return _draft(motion)


def _draft(motion: Motion) -> Motion:
    motion = life.lock(motion)
    motion.paper = life.lock(motion.paper)
    if motion.paper.state != PaperState.DRAFT:
        raise life.WrongState("Der Antrag ist kein Entwurf mehr; sein Text steht fest.")
    return motion


def _same_text(motion: Motion, sha256: str) -> None:
    if newest_text(motion).sha256 != sha256:
        raise life.Stale("Der Text wurde inzwischen geändert. Bitte lesen Sie ihn noch einmal, bevor Sie zustimmen.")


def _keep(motion: Motion, wording: Wording, *, revision: int, by: User) -> PaperVersion:
    """Write the wording to paper, motion and scratch, unless somebody did since `revision`."""
    version = writing.keep(
        motion.paper,
        body_text=wording.text,
        typed=wording.typed,
        revision=revision,
        by=by,
        name=wording.name,
        plain_summary=wording.plain_summary,
        direct_referral=wording.direct_referral,
        type_text="" if wording.kind == drafts.MotionKind.MOTION else drafts.MotionKind(wording.kind).label,
    )
    motion.kind, motion.oral_reasons, motion.urgent = wording.kind, wording.oral_reasons, wording.urgent
    motion.direct_treatment = wording.direct_treatment
    motion.target = wording.target if wording.direct_referral else None
    motion.save(update_fields=["kind", "oral_reasons", "urgent", "direct_treatment", "target"])
    return version


def _open_draft_to(motion: Motion, audience: Audience, organization: Organization | None, *, by: User) -> Motion:
    motion.paper.audience, motion.paper.audience_organization = audience, organization
    life.touch(motion.paper, fields=("audience", "audience_organization"))
    verb = "motion.shown" if organization else "motion.kept_private"
    journal.record(verb, motion.paper, by=by, organization=organization.pk if organization else None)
    return motion


def _name_originators(
    motion: Motion, *, by: User, factions: Iterable[JointFaction], co_movers: Iterable[CoMover] = ()
) -> None:
    """The mover's faction first, then those that agreed, then the author and those who joined."""
    paper = motion.paper
    paper.originators.all().delete()
    bodies = [motion.mover, *(joint.organization for joint in factions)]
    people = [by.person, *(co_mover.person for co_mover in co_movers)]
    named = [Originator(organization=body) for body in bodies if body] + [
        Originator(person=person) for person in people if person
    ]
    for order, originator in enumerate(named):
        originator.paper, originator.order = paper, order
        originator.save(force_insert=True)


def _measure(motion: Motion, *, version: PaperVersion, at: datetime, factions: Iterable[JointFaction]) -> None:
    """Record the text handed in, whether the deadline was met, and what blocks it."""
    stands = filing.lateness(motion.target or filing.assembly(), at=at)
    movers = [motion.mover_id, *(joint.organization_id for joint in factions)]
    blocking = filing.rejected_before(
        motion.paper.name,
        factions=[pk for pk in movers if pk],
        on=timezone.localtime(at).date(),
        but=motion.pk,
    )
    motion.handed_in = version
    motion.deadline_met = stands.in_time if stands else None
    motion.aimed_at = stands.meeting if stands else None
    motion.refiled_from = blocking.paper if blocking else None
    motion.blocked_until = blocking.until if blocking else None
    motion.block_lifted_at = motion.block_lifted_by = None
    motion.save(
        update_fields=[
            "handed_in",
            "deadline_met",
            "aimed_at",
            "refiled_from",
            "blocked_until",
            "block_lifted_at",
            "block_lifted_by",
        ]
    )
