"""Acts on motions: write, hand in, judge, withdraw."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from council import journal, life
from council.models import Body, Organization, User
from documents import may as documents_may
from documents.actions import papers
from documents.models import Consultation, Paper, PaperVersion
from documents.states import ConsultationRole, PaperState, PaperType
from motions import drafts, filing
from motions.actions import movers, rulings, writing
from motions.may import motions as may
from motions.models import JointFaction, Motion, Ruling


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
    movers.name_originators(motion, by=by)
    return motion


@journal.act
def revise(motion: Motion, *, wording: Wording, revision: int, by: User) -> Motion:
    """Save the draft as a version of its text. Whoever began from an older state is refused (Stale)."""
    motion = movers.opened(motion, by=by)
    keep(motion, wording, revision=revision, by=by)
    return motion


@journal.act
def submit(motion: Motion, *, wording: Wording, revision: int, by: User, at: datetime) -> Motion:
    """Hand the motion in as it is written: text, deadline, movers and a rejection not long ago are recorded.

    Only those who agreed to exactly this text bring it in. Raises WrongState naming what is missing.
    """
    motion = movers.opened(motion, by=by)
    may.submit(by, motion)
    faults = missing(wording)
    if faults:
        raise life.WrongState("So kann der Antrag noch nicht eingereicht werden. " + " ".join(faults))
    version = keep(motion, wording, revision=revision, by=by)
    factions = movers.agreed_factions(motion, sha256=version.sha256)
    co_movers = movers.agreed_co_movers(motion, sha256=version.sha256)
    movers.name_originators(motion, by=by, factions=factions, co_movers=co_movers)
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


def newest_text(motion: Motion) -> PaperVersion:
    """The last saved version of the text; a motion always has one."""
    return writing.newest_text(motion.paper)


def keep(
    motion: Motion, wording: Wording, *, revision: int, by: User, typed: dict[str, str] | None = None
) -> PaperVersion:
    """Write the wording to paper, motion and scratch, unless somebody did since `revision` (Stale).

    `typed` is what the form shows the next time, if not the wording itself. Call it inside an act that asked.
    """
    version = writing.keep(
        motion.paper,
        body_text=wording.text,
        typed=typed or wording.typed,
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


def _measure(motion: Motion, *, version: PaperVersion, at: datetime, factions: Iterable[JointFaction]) -> None:
    """Record the text handed in, whether the deadline was met, and what blocks it."""
    stands = filing.lateness(motion.target or filing.assembly(), at=at)
    bodies = [motion.mover_id, *(joint.organization_id for joint in factions)]
    blocking = filing.rejected_before(
        motion.paper.name,
        factions=[pk for pk in bodies if pk],
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
