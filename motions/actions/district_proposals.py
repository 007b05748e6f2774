"""Acts on proposals of district councils: write, hand in, put on the item that stands for them, read out, withdraw."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from council import journal, life
from council.actions import agenda
from council.may import manage_agenda
from council.models import AgendaItem, Body, District, Meeting, Organization, User
from council.states import ItemState
from documents.actions import consultations, papers
from documents.models import Consultation, Paper, PaperVersion
from documents.states import ConsultationRole, PaperState, PaperType
from documents.ways import Stage
from motions import drafts, filing
from motions.actions import writing
from motions.may import district_proposals as may
from motions.models import DistrictProposal

PROPOSAL = "## Vorschlag"
STANDING_ITEM = "Vorschläge der Ortsbeiräte"  # domain brief §4.3: on the first part of the assembly's agenda


@dataclass(frozen=True)
class Wording:
    """What the district council proposes, why, and in plain words."""

    name: str
    proposal: str
    reasons: str = ""
    plain_summary: str = ""

    @property
    def text(self) -> str:
        """The canonical text."""
        return drafts.join([(PROPOSAL, self.proposal), (drafts.REASONS, self.reasons)])

    @property
    def sha256(self) -> str:
        """The hash of the canonical text, as its version will carry it."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def typed(self) -> dict[str, str]:
        """The fields of the form that would give this wording."""
        return {
            "name": self.name,
            "proposal": self.proposal,
            "reasons": self.reasons,
            "plain_summary": self.plain_summary,
        }


def opening(council: Organization) -> str:
    """How a proposal of this council begins."""
    return f"Der {council} schlägt vor,"


def missing(wording: Wording, *, council: Organization) -> list[str]:
    """Say in German what a proposal lacks before it can be handed in; empty when nothing does."""
    faults = []
    if not wording.name.strip():
        faults.append("Der Titel fehlt.")
    if drafts.tidy(wording.proposal) in ("", opening(council)):
        faults.append("Der Vorschlag fehlt.")
    if not drafts.tidy(wording.reasons):
        faults.append("Die Begründung fehlt.")
    if not wording.plain_summary.strip():
        faults.append("„Kurz und einfach“ fehlt: ein, zwei Sätze, die alle verstehen.")
    return faults


@journal.act
def draft(*, name: str, council: Organization, by: User) -> DistrictProposal:
    """Begin a proposal of a district council; only its author reads it until it is handed in."""
    may.write_for(by, council)
    wording = Wording(name=name, proposal=opening(council))
    paper = Paper(
        body=Body.objects.get(home=True),
        paper_type=PaperType.DISTRICT_PROPOSAL,
        name=name,
        addressed_to="Stadtverordnetenversammlung",
    )
    writing.begin(paper, body_text=wording.text, typed=wording.typed, by=by)
    papers.name_originator(paper, organization=council)
    paper.districts.set(District.objects.filter(council=council, deleted_at=None))
    return DistrictProposal.objects.create(paper=paper, council=council)


@journal.act
def revise(proposal: DistrictProposal, *, wording: Wording, revision: int, by: User) -> DistrictProposal:
    """Save the draft as a version of its text. Whoever began from an older state is refused (Stale)."""
    proposal = _open(proposal, by=by)
    _keep(proposal, wording, revision=revision, by=by)
    return proposal


@journal.act
def submit(proposal: DistrictProposal, *, wording: Wording, revision: int, by: User, at: datetime) -> DistrictProposal:
    """Hand the proposal in to the assembly office; its text stands fast, and how it stands to the deadline is recorded.

    Raises WrongState naming what is missing.
    """
    proposal = _open(proposal, by=by)
    faults = missing(wording, council=proposal.council)
    if faults:
        raise life.WrongState("So kann der Vorschlag noch nicht eingereicht werden. " + " ".join(faults))
    version = _keep(proposal, wording, revision=revision, by=by)
    writing.forget_drafts(proposal.paper, version=version)
    stands = filing.lateness(filing.assembly(), at=at)
    proposal.handed_in = version
    proposal.deadline_met = stands.in_time if stands else None
    proposal.aimed_at = stands.meeting if stands else None
    proposal.save(update_fields=["handed_in", "deadline_met", "aimed_at"])
    proposal.paper = papers.hand_over(proposal.paper, by=by)
    journal.record("district_proposal.handed_in", proposal.paper, by=by, text=version.pk, sha256=version.sha256)
    return proposal


@journal.act
def admit(proposal: DistrictProposal, *, by: User, on: date) -> DistrictProposal:
    """Admit the proposal under its number; everyone may read it."""
    may.examine(by, proposal)
    proposal = _locked(proposal)
    proposal.paper = papers.admit(proposal.paper, by=by, on=on)
    return proposal


@journal.act
def place(proposal: DistrictProposal, *, meeting: Meeting, by: User) -> AgendaItem:
    """Put the proposal under the item of the meeting that stands for the proposals of the district councils.

    Raises WrongState if the meeting has no such item.
    """
    meeting = life.lock(meeting)
    manage_agenda(by, meeting)
    proposal = _locked(proposal)
    paper = proposal.paper
    if not life.can(paper, "schedule"):
        raise life.WrongState(
            f"Der Stand ist „{paper.get_state_display()}“; auf eine Tagesordnung kommt, was zugelassen ist."
        )
    standing = standing_item(meeting)
    if standing is None or meeting.organization is None:
        raise life.WrongState(f"Diese Sitzung hat keinen Punkt „{STANDING_ITEM}“.")
    item = agenda.add(
        AgendaItem(
            meeting=meeting,
            parent=standing,
            part=standing.part,
            name=f"{proposal.council}: {paper.name}"[:500],
            public=standing.public,
            audience=standing.audience,
            audience_organization=standing.audience_organization,
        ),
        by=by,
    )
    consultations.schedule(_consultation(paper, meeting.organization, by=by), item=item, by=by)
    return item


@journal.act
def read_out(proposal: DistrictProposal, *, by: User) -> DistrictProposal:
    """Record that the statement of the district council was read out; once is enough."""
    may.read_out(by, proposal)
    proposal = _locked(proposal)
    if proposal.read_out_at is not None:
        raise life.WrongState("Die Stellungnahme ist schon verlesen.")
    life.take(proposal.paper, "read_out", by=by)
    proposal.read_out_at, proposal.read_out_by = timezone.now(), by
    proposal.save(update_fields=["read_out_at", "read_out_by"])
    return proposal


@journal.act
def withdraw(proposal: DistrictProposal, *, by: User) -> DistrictProposal:
    """Withdraw the proposal before anything came of it."""
    may.edit(by, proposal)
    proposal = _locked(proposal)
    proposal.paper = papers.withdraw(proposal.paper, by=by)
    return proposal


def standing_item(meeting: Meeting) -> AgendaItem | None:
    """The item of a meeting that stands for the proposals of the district councils, while it is open."""
    rows = meeting.items.filter(name=STANDING_ITEM, parent=None, deleted_at=None)
    return rows.filter(state__in=(ItemState.OPEN, ItemState.CALLED)).order_by("order").first()


def _locked(proposal: DistrictProposal) -> DistrictProposal:
    paper = life.lock(proposal.paper)
    proposal = life.lock(proposal)
    proposal.paper = paper
    return proposal


def _open(proposal: DistrictProposal, *, by: User) -> DistrictProposal:
    """Lock a draft for its author."""
    may.edit(by, proposal)
    proposal = _locked(proposal)
    if proposal.paper.state != PaperState.DRAFT:
        raise life.WrongState("Der Vorschlag ist kein Entwurf mehr; sein Text steht fest.")
    return proposal


def _keep(proposal: DistrictProposal, wording: Wording, *, revision: int, by: User) -> PaperVersion:
    return writing.keep(
        proposal.paper,
        body_text=wording.text,
        typed=wording.typed,
        revision=revision,
        by=by,
        name=wording.name,
        plain_summary=wording.plain_summary,
    )


def _consultation(paper: Paper, body: Organization, *, by: User) -> Consultation:
    """What the assembly has ahead with the proposal, or that it takes note of it."""
    planned = consultations.ahead(paper).filter(organization=body).first()
    return planned or consultations.insert(paper, stage=Stage(body, ConsultationRole.NOTICE), by=by)
