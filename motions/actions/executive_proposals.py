"""Acts on Magistratsvorlagen: write, co-sign, decide in the Magistrat, hand in to the assembly, revise, withdraw."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from council import journal, life, rulebook
from council.models import Body, Organization, User
from council.states import Audience, BodyKind
from documents.actions import papers
from documents.models import Paper, PaperVersion
from documents.states import PaperState, PaperType
from motions import drafts, filing
from motions.actions import writing
from motions.may import executive_proposals as may
from motions.models import CoSignature, Proposal, Scratch
from motions.states import REVISABLE

IMPACTS = {"cost_impact": "Kosten", "climate_impact": "Klima", "gender_impact": "Gleichstellung"}
_HEADINGS = {
    "cost_impact": "### Finanzielle Auswirkungen",
    "climate_impact": "### Auswirkungen auf das Klima",
    "gender_impact": "### Auswirkungen auf die Gleichstellung",
}


@dataclass(frozen=True)
class Wording:
    """What the author of a Magistratsvorlage writes and wishes; `impacts` by the names of IMPACTS."""

    name: str
    resolution: str
    reasons: str = ""
    plain_summary: str = ""
    impacts: dict[str, str] = field(default_factory=dict)
    lead: Organization | None = None
    closed: bool = False

    @property
    def text(self) -> str:
        """The canonical text."""
        return compose(self.resolution, self.reasons, self.impacts)

    @property
    def sha256(self) -> str:
        """The hash of the canonical text, as its version will carry it."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def typed(self) -> dict[str, str]:
        """The fields of the form that would give this wording."""
        return {
            "name": self.name,
            "resolution": self.resolution,
            "reasons": self.reasons,
            "plain_summary": self.plain_summary,
            **{name: self.impacts.get(name, "") for name in IMPACTS},
            "lead": self.lead.key if self.lead else "",
            "closed": "on" if self.closed else "",
        }


def compose(resolution: str, reasons: str, impacts: dict[str, str]) -> str:
    """Write the canonical text of a Magistratsvorlage: what to resolve, why, and how it works."""
    effects = drafts.join([(heading, impacts.get(name, "")) for name, heading in _HEADINGS.items()])
    return drafts.join([(drafts.RESOLUTION, resolution), (drafts.REASONS, reasons), ("", effects)])


def missing(wording: Wording, *, on: date) -> list[str]:
    """Say in German what a Magistratsvorlage lacks before it leaves its office; empty when nothing does."""
    required = rulebook.value("proposal.required_impacts", on=on)
    faults = []
    if not wording.name.strip():
        faults.append("Der Titel fehlt.")
    if not drafts.is_begun(wording.resolution):
        faults.append("Der Beschlusstext fehlt.")
    if not drafts.tidy(wording.reasons):
        faults.append("Die Begründung fehlt.")
    if not wording.plain_summary.strip():
        faults.append("„Kurz und einfach“ fehlt: ein, zwei Sätze, die alle verstehen.")
    if wording.lead is None:
        faults.append("Das federführende Dezernat fehlt.")
    return faults + [
        f"Zu den Auswirkungen ({word}) steht noch nichts."
        for name, word in IMPACTS.items()
        if word in required and not drafts.tidy(wording.impacts.get(name, ""))
    ]


# Writing ----------------------------------------------------------------------------------------------------------


@journal.act
def draft(*, name: str, office: Organization, by: User) -> Proposal:
    """Begin a Magistratsvorlage with its opening formula; only its author reads it until it is sent round."""
    may.write_for(by, office)
    wording = Wording(name=name, resolution=drafts.TO_THE_ASSEMBLY, lead=_department(office))
    paper = Paper(
        body=Body.objects.get(home=True),
        paper_type=PaperType.EXECUTIVE_PROPOSAL,
        name=name,
        under_direction_of=wording.lead,
    )
    writing.begin(paper, body_text=wording.text, typed=wording.typed, by=by)
    papers.name_originator(paper, organization=magistrat() or office)
    return Proposal.objects.create(paper=paper, office=office)


@journal.act
def revise(proposal: Proposal, *, wording: Wording, revision: int, by: User) -> Proposal:
    """Save the draft as a version of its text. Whoever began from an older state is refused (Stale)."""
    proposal = _open(proposal, by=by)
    _keep(proposal, wording, revision=revision, by=by)
    return proposal


# Co-signing -------------------------------------------------------------------------------------------------------


@journal.act
def send_round(
    proposal: Proposal, *, wording: Wording, revision: int, offices: Sequence[Organization], by: User
) -> Proposal:
    """Send the draft to the offices that co-sign, one after the other; the whole administration reads it from now on.

    Raises WrongState naming what is missing. What was said to an earlier text no longer counts.
    """
    proposal = _open(proposal, by=by)
    faults = missing(wording, on=timezone.localdate())
    if faults:
        raise life.WrongState("So kann die Vorlage noch nicht in die Mitzeichnung. " + " ".join(faults))
    _refuse_unfit(proposal, offices)
    version = _keep(proposal, wording, revision=revision, by=by)
    writing.forget_drafts(proposal.paper, version=version)
    _begin_chain(proposal, offices)
    papers.share(proposal.paper, audience=Audience.ADMINISTRATION, by=by)
    life.take(proposal.paper, "send_round", by=by, offices=[office.pk for office in offices], text=version.pk)
    return proposal


@journal.act
def sign(cosignature: CoSignature, *, by: User) -> CoSignature:
    """Co-sign for the office whose turn it is; the next one is asked."""
    cosignature = _turn(cosignature, by=by)
    cosignature.signed_at, cosignature.by = timezone.now(), by
    cosignature.save(update_fields=["signed_at", "by"])
    journal.record("proposal.cosigned", cosignature.proposal.paper, by=by, office=cosignature.office_id)
    _ask_next(cosignature)
    return cosignature


@journal.act
def object_to(cosignature: CoSignature, *, reason: str, by: User) -> CoSignature:
    """Object for the office whose turn it is; the reason goes with the draft to the Magistrat, the next is asked."""
    cosignature = _turn(cosignature, by=by)
    cosignature.objected_at, cosignature.reason, cosignature.by = timezone.now(), reason, by
    cosignature.save(update_fields=["objected_at", "reason", "by"])
    journal.record("proposal.objected", cosignature.proposal.paper, by=by, office=cosignature.office_id)
    _ask_next(cosignature)
    return cosignature


@journal.act
def take_back(proposal: Proposal, *, by: User) -> Proposal:
    """Take the draft back to write on; it is sent round anew afterwards."""
    may.edit(by, proposal)
    proposal = _locked(proposal)
    life.take(proposal.paper, "take_back", by=by)
    return proposal


@journal.act
def present(proposal: Proposal, *, by: User) -> Proposal:
    """Lay the draft before the Magistrat once every office has spoken; objections go with it."""
    may.edit(by, proposal)
    proposal = _locked(proposal)
    silent = [str(row) for row in chain(proposal) if row.signed_at is None and row.objected_at is None]
    if silent and proposal.paper.state == PaperState.COSIGNING:
        raise life.WrongState(f"Noch nicht gesprochen haben: {', '.join(silent)}.")
    life.take(proposal.paper, "present", by=by)
    return proposal


# In the Magistrat, and from there to the assembly -----------------------------------------------------------------


@journal.act
def decide(proposal: Proposal, *, decision: str, on: date, by: User) -> Proposal:
    """Record what the Magistrat resolved on a day; what it rejected goes no further."""
    may.decide(by, proposal)
    proposal = _locked(proposal)
    if on > timezone.localdate():
        raise life.WrongState("Der Tag des Beschlusses liegt in der Zukunft.")
    step = "magistrat_adopt" if decision == Proposal.Decision.ADOPTED else "magistrat_reject"
    life.take(proposal.paper, step, by=by, on=on.isoformat())
    proposal.decision, proposal.decided_on, proposal.decided_by = decision, on, by
    proposal.save(update_fields=["decision", "decided_on", "decided_by"])
    return proposal


@journal.act
def submit(proposal: Proposal, *, by: User, at: datetime) -> Proposal:
    """Bring into the assembly what the Magistrat resolved; text and deadline are recorded, the office examines it."""
    may.submit(by, proposal)
    proposal = _locked(proposal)
    version = writing.newest_text(proposal.paper)
    stands = filing.lateness(filing.assembly(), at=at)
    proposal.handed_in = version
    proposal.deadline_met = stands.in_time if stands else None
    proposal.aimed_at = stands.meeting if stands else None
    proposal.save(update_fields=["handed_in", "deadline_met", "aimed_at"])
    proposal.paper = papers.hand_over(proposal.paper, by=by)
    journal.record("proposal.handed_in", proposal.paper, by=by, text=version.pk, sha256=version.sha256)
    return proposal


@journal.act
def admit(proposal: Proposal, *, by: User, on: date) -> Proposal:
    """Admit the proposal under its number; one to be treated in closed session is read by the assembly alone."""
    may.examine(by, proposal)
    proposal = _locked(proposal)
    proposal.paper = papers.admit(proposal.paper, by=by, on=on, public=not proposal.closed)
    return proposal


@journal.act
def file_anew(proposal: Proposal, *, wording: Wording, version: int, by: User) -> Proposal:
    """File a revised version (Neufassung) under the same number; the earlier one stays readable.

    Raises Stale if the paper changed since `version`, WrongState once it is decided or when something is missing.
    """
    may.revise(by, proposal)
    proposal = _locked(proposal, version=version)
    refuse_settled(proposal)
    faults = missing(wording, on=timezone.localdate())
    if faults:
        raise life.WrongState("So kann die Neufassung nicht vorgelegt werden. " + " ".join(faults))
    scratch = life.lock(Scratch.objects.get(paper=proposal.paper))
    made = _keep(proposal, wording, revision=scratch.revision, by=by)
    journal.record("proposal.filed_anew", proposal.paper, by=by, text=made.pk)
    return proposal


@journal.act
def withdraw(proposal: Proposal, *, by: User) -> Proposal:
    """Withdraw the proposal before it is decided."""
    may.withdraw(by, proposal)
    proposal = _locked(proposal)
    life.take(proposal.paper, "withdraw", by=by)
    return proposal


# Facts ------------------------------------------------------------------------------------------------------------


def chain(proposal: Proposal) -> list[CoSignature]:
    """The co-signatures in their order. Costs one query."""
    return list(proposal.cosignatures.select_related("office", "by__person").order_by("order"))


def magistrat() -> Organization | None:
    """The Magistrat of the town."""
    return Organization.objects.living().of_kind(BodyKind.EXECUTIVE).filter(body__home=True).order_by("pk").first()


def refuse_settled(proposal: Proposal) -> None:
    """Raise WrongState unless a revised version can still be filed: it was handed in and nothing is decided."""
    if proposal.paper.state not in REVISABLE:
        raise life.WrongState(
            f"Der Stand ist „{proposal.paper.get_state_display()}“; eine Neufassung ist nicht möglich."
        )


# Inside -----------------------------------------------------------------------------------------------------------


def _department(office: Organization) -> Organization | None:
    """The Dezernat to which an office belongs, or that it is; the Magistrat as a whole belongs to none."""
    above = office.parent
    if above is not None and above.kind == BodyKind.OFFICE:
        return above
    return office if office.kind == BodyKind.OFFICE else None


def _locked(proposal: Proposal, *, version: int | None = None) -> Proposal:
    paper = life.lock(proposal.paper, version=version)
    proposal = life.lock(proposal)
    proposal.paper = paper
    return proposal


def _open(proposal: Proposal, *, by: User) -> Proposal:
    """Lock a draft for its author."""
    may.edit(by, proposal)
    proposal = _locked(proposal)
    if proposal.paper.state != PaperState.DRAFT:
        raise life.WrongState("Die Vorlage ist kein Entwurf mehr; ihr Text steht fest.")
    return proposal


def _keep(proposal: Proposal, wording: Wording, *, revision: int, by: User) -> PaperVersion:
    """Write the wording to paper, proposal and scratch, unless somebody did since `revision`."""
    version = writing.keep(
        proposal.paper,
        body_text=wording.text,
        typed=wording.typed,
        revision=revision,
        by=by,
        name=wording.name,
        plain_summary=wording.plain_summary,
        under_direction_of=wording.lead,
    )
    for name in IMPACTS:
        setattr(proposal, name, drafts.tidy(wording.impacts.get(name, "")))
    proposal.closed = wording.closed
    proposal.save(update_fields=[*IMPACTS, "closed"])
    return version


def _refuse_unfit(proposal: Proposal, offices: Sequence[Organization]) -> None:
    if not offices:
        raise life.WrongState("Wählen Sie mindestens eine Stelle, die mitzeichnet.")
    if len({office.pk for office in offices}) < len(offices):
        raise life.WrongState("Eine Stelle zeichnet nur einmal mit.")
    if any(office.kind != BodyKind.OFFICE or office.body_id != proposal.paper.body_id for office in offices):
        raise life.WrongState("Mitzeichnen können nur Ämter der Stadt.")
    if any(office.pk == proposal.office_id for office in offices):
        raise life.WrongState("Die Stelle, die die Vorlage schreibt, zeichnet sie nicht mit.")


def _begin_chain(proposal: Proposal, offices: Sequence[Organization]) -> None:
    """Ask the first office; what offices and Magistrat said to an earlier text is gone."""
    proposal.cosignatures.all().delete()
    for order, office in enumerate(offices):
        asked = timezone.now() if order == 0 else None
        CoSignature.objects.create(proposal=proposal, office=office, order=order, asked_at=asked)
    proposal.decision, proposal.decided_on, proposal.decided_by = "", None, None
    proposal.save(update_fields=["decision", "decided_on", "decided_by"])


def _turn(cosignature: CoSignature, *, by: User) -> CoSignature:
    """Lock the place in the chain of the office whose turn it is."""
    may.cosign(by, cosignature)
    proposal = _locked(cosignature.proposal)
    cosignature = life.lock(cosignature)
    cosignature.proposal = proposal
    if proposal.paper.state != PaperState.COSIGNING:
        raise life.WrongState(f"Der Stand ist „{proposal.paper.get_state_display()}“; mitgezeichnet wird nicht mehr.")
    if not cosignature.is_waiting:
        raise life.WrongState("Diese Stelle ist nicht an der Reihe, oder sie hat schon gesprochen.")
    return cosignature


def _ask_next(cosignature: CoSignature) -> None:
    later = CoSignature.objects.filter(proposal=cosignature.proposal, asked_at=None).order_by("order").first()
    if later is not None:
        later.asked_at = timezone.now()
        later.save(update_fields=["asked_at"])
