"""Acts on notices (Mitteilung, Bericht): write, release with a number, withdraw; a body then takes note of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from council import journal, life
from council.models import Body, Organization, User
from council.states import Audience, Result
from documents import numbering
from documents.actions import papers
from documents.models import Paper, PaperVersion
from documents.states import PaperState
from motions import drafts, filing
from motions.actions import writing
from motions.may import notices as may
from motions.states import NOTICES

# A notice is heard; on its substance nobody votes (domain brief §3.10).
_VOTES = frozenset(
    {Result.ADOPTED, Result.ADOPTED_UNANIMOUSLY, Result.ADOPTED_AMENDED, Result.REJECTED, Result.ELECTED}
)


@dataclass(frozen=True)
class Wording:
    """What the author of a notice writes."""

    name: str
    body_text: str
    plain_summary: str = ""

    @property
    def text(self) -> str:
        """The canonical text."""
        return drafts.tidy(self.body_text)

    @property
    def sha256(self) -> str:
        """The hash of the canonical text, as its version will carry it."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def typed(self) -> dict[str, str]:
        """The fields of the form that would give this wording."""
        return {"name": self.name, "body_text": self.body_text, "plain_summary": self.plain_summary}


def missing(wording: Wording) -> list[str]:
    """Say in German what a notice lacks before it can be released; empty when nothing does."""
    faults = []
    if not wording.name.strip():
        faults.append("Der Titel fehlt.")
    if not wording.text:
        faults.append("Der Text fehlt.")
    return faults


def allows(paper: Paper, result: str) -> bool:
    """Whether an agenda item with this paper may end so: a notice is noted or put off, never adopted or rejected."""
    return paper.paper_type not in NOTICES or result not in _VOTES


@journal.act
def draft(*, paper_type: str, name: str, sender: Organization, by: User) -> Paper:
    """Begin a notice of an office, or of the Magistrat; only its author reads it until it is released."""
    may.write_for(by, sender)
    if paper_type not in NOTICES:
        raise life.WrongState("Das ist weder eine Mitteilung noch ein Bericht.")
    wording = Wording(name=name, body_text="")
    paper = Paper(
        body=Body.objects.get(home=True), paper_type=paper_type, name=name, under_direction_of=sender, addressed_to=""
    )
    writing.begin(paper, body_text=wording.text, typed=wording.typed, by=by)
    papers.name_originator(paper, organization=sender)
    return paper


@journal.act
def revise(paper: Paper, *, wording: Wording, revision: int, by: User) -> Paper:
    """Save the draft as a version of its text. Whoever began from an older state is refused (Stale)."""
    paper = _open(paper, by=by)
    _keep(paper, wording, revision=revision, by=by)
    return paper


@journal.act
def release(paper: Paper, *, wording: Wording, revision: int, public: bool, by: User, on: date) -> Paper:
    """Release the notice under its number to everyone, or to the assembly alone; its text stands fast.

    Raises WrongState naming what is missing.
    """
    paper = _open(paper, by=by)
    faults = missing(wording)
    if faults:
        raise life.WrongState("So kann das noch nicht freigegeben werden. " + " ".join(faults))
    version = _keep(paper, wording, revision=revision, by=by)
    writing.forget_drafts(paper, version=version)
    paper.reference = papers.next_reference(paper.body, on=on, series=numbering.PAPERS)
    paper.date, paper.term = on, paper.body.terms.filter(start_date__lte=on).order_by("-start_date").first()
    paper.submitted_at = timezone.now()
    papers.share(
        paper,
        audience=Audience.PUBLIC if public else Audience.BODY,
        organization=None if public else filing.assembly(),
        by=by,
    )
    paper.published_at = paper.submitted_at if public else None
    life.take(paper, "release", by=by, also=("reference", "date", "term", "submitted_at", "published_at"))
    return paper


@journal.act
def withdraw(paper: Paper, *, by: User) -> Paper:
    """Withdraw the notice before it is noted."""
    may.withdraw(by, paper)
    paper = life.lock(paper)
    return life.take(paper, "withdraw", by=by)


def _open(paper: Paper, *, by: User) -> Paper:
    """Lock a draft for its author."""
    may.edit(by, paper)
    paper = life.lock(paper)
    if paper.state != PaperState.DRAFT:
        raise life.WrongState("Das ist kein Entwurf mehr; der Text steht fest.")
    return paper


def _keep(paper: Paper, wording: Wording, *, revision: int, by: User) -> PaperVersion:
    return writing.keep(
        paper,
        body_text=wording.text,
        typed=wording.typed,
        revision=revision,
        by=by,
        name=wording.name,
        plain_summary=wording.plain_summary,
    )
