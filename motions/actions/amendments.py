"""Acts on amendments: write, hand in, judge and number, take over, withdraw."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from council import journal, life
from council.law.amendments import RANKS
from council.models import Body, Organization, User
from council.states import Audience
from documents import numbering
from documents.actions import papers
from documents.models import Paper, PaperVersion
from documents.states import PaperType
from motions import drafting, slate
from motions.actions import mergings, movers, writing
from motions.amending import phrasing
from motions.amending.edits import Edit, Unfit
from motions.amending.parent import Parent
from motions.may import amendments as may
from motions.models import Amendment

_SERIAL = re.compile(r"/Ä(\d+)$")


@dataclass(frozen=True)
class Wording:
    """What the author of an amendment writes: the edits of the main text, why, and in plain words."""

    name: str
    edits: tuple[Edit, ...] = ()
    reason: str = ""
    plain_summary: str = ""
    typed: dict[str, str] = field(default_factory=dict)

    def text(self, main: Paper, base: PaperVersion) -> str:
        """The canonical text of the amendment itself; nothing while it changes nothing."""
        if not self.edits:
            return ""
        called = f"{main.kind_label} {main.reference}" if main.reference else f"„{main.name}“"
        return phrasing.compose(self.edits, parent=Parent(base.text), of=called, reason=self.reason)


def missing(wording: Wording) -> list[str]:
    """Say in German what an amendment lacks before it can be handed in; empty when nothing does."""
    faults = []
    if not wording.name.strip():
        faults.append("Der Titel fehlt.")
    if not wording.edits:
        faults.append("Es ist noch nichts geändert.")
    if not wording.reason.strip() and not all(edit.reason for edit in wording.edits):
        faults.append("Die Begründung fehlt.")
    if not wording.plain_summary.strip():
        faults.append("„Kurz und einfach“ fehlt: ein Satz, den alle verstehen.")
    return faults


@journal.act
def draft(main: Paper, *, mover: Organization | None, by: User) -> Amendment:
    """Begin an amendment of the text as it stands; only its author reads it until it is shown round.

    Raises WrongState while the main text takes no amendments, or for a closed one that a faction would read with it.
    """
    main = life.lock(main)
    may.draft(by, main)
    base = _base(main)
    if mover is not None and main.audience != Audience.PUBLIC:
        raise life.WrongState(movers.AS_A_PERSON)
    paper = Paper(
        body=Body.objects.get(home=True),
        paper_type=PaperType.AMENDMENT,
        name=f"Änderungsantrag zu „{main.name}“"[:300],
        superordinate=main,
    )
    writing.begin(paper, body_text="", typed={"name": paper.name}, by=by)
    amendment = Amendment.objects.create(paper=paper, parent_version=base, mover=mover)
    movers.name_originators(amendment, by=by)
    return amendment


@journal.act
def revise(amendment: Amendment, *, wording: Wording, revision: int, by: User) -> Amendment:
    """Save the draft. Whoever began from an older state is refused (Stale)."""
    amendment = movers.opened(amendment, by=by)
    _keep(amendment, wording, revision=revision, by=by)
    return amendment


@journal.act
def submit(amendment: Amendment, *, wording: Wording, revision: int, by: User) -> Amendment:
    """Hand the amendment in as it is written: its text, its rank as proposed and its movers are recorded.

    Only those who agreed to exactly this text bring it in. Raises WrongState naming what is missing, once the debate
    is closed, or when the main text is another by now.
    """
    amendment = movers.opened(amendment, by=by)
    may.submit(by, amendment)
    base = _base(_main(amendment))
    faults = missing(wording)
    if faults:
        raise life.WrongState("So kann der Änderungsantrag noch nicht eingereicht werden. " + " ".join(faults))
    if base.pk != amendment.parent_version_id:
        raise life.WrongState("Der Text, den Sie ändern, hat eine neue Fassung. Bitte übertragen Sie Ihre Änderungen.")
    version = _keep(amendment, wording, revision=revision, by=by)
    amendment.handed_in = version
    amendment.rank_proposed = _rank(wording.edits, base)
    amendment.save(update_fields=["handed_in", "rank_proposed"])
    factions = movers.agreed_factions(amendment, sha256=version.sha256)
    co_movers = movers.agreed_co_movers(amendment, sha256=version.sha256)
    movers.name_originators(amendment, by=by, factions=factions, co_movers=co_movers)
    writing.forget_drafts(amendment.paper, version=version)
    amendment.paper = papers.submit(amendment.paper, by=by)
    journal.record("amendment.handed_in", amendment.paper, by=by, text=version.pk, sha256=version.sha256)
    return amendment


@journal.act
def carry_over(amendment: Amendment, *, by: User) -> Amendment:
    """Go on writing on the newest version of the main text; what changed blocks that are other now waits beside it."""
    amendment = movers.opened(amendment, by=by)
    base = _base(_main(amendment))
    scratch = life.lock(amendment.scratch)
    scratch.content = carried(scratch.content, old=Parent(amendment.parent_version.text), new=Parent(base.text))
    scratch.revision += 1
    scratch.kept_at = timezone.now()
    scratch.save(update_fields=["content", "revision", "kept_at"])
    amendment.parent_version, amendment.edits = base, []
    amendment.save(update_fields=["parent_version", "edits"])
    journal.record("amendment.carried_over", amendment.paper, by=by, text=base.pk)
    return amendment


@journal.act
def withdraw(amendment: Amendment, *, by: User) -> Amendment:
    """Withdraw the amendment before it is voted on."""
    may.edit(by, amendment)
    amendment.paper = papers.withdraw(amendment.paper, by=by)
    return amendment


@journal.act
def admit(amendment: Amendment, *, by: User | None, on: date) -> Amendment:
    """Admit the amendment as the next one of its main text (101.20.1/Ä1); whoever reads that, reads it."""
    main = life.lock(_main(amendment))
    paper = life.lock(amendment.paper)
    if by is not None:
        may.examine(by, amendment)
    if main.reference is None or main.audience not in slate.AUDIENCES:
        raise life.WrongState(
            "Die Vorlage, die geändert werden soll, ist selbst noch nicht zugelassen oder geschlossen."
        )
    if life.can(paper, "admit"):
        paper.reference = numbering.amendment(of=main.reference, serial=_next_serial(main))
        life.touch(paper, fields=("reference",))
    amendment.paper = papers.admit(paper, by=by, on=on, public=main.audience == Audience.PUBLIC)
    if main.audience != Audience.PUBLIC:
        amendment.paper = papers.restrict(
            amendment.paper, audience=main.audience, organization=main.audience_organization, by=None
        )
    return amendment


@journal.act
def take_over(amendment: Amendment, *, by: User) -> Amendment:
    """Take the amendment over into the main text, for those who brought that in: it is not voted on any more."""
    main = life.lock(_main(amendment))
    paper = life.lock(amendment.paper)
    may.take_over(by, amendment)
    if main.state not in slate.OPEN:
        raise life.WrongState("Über den Hauptantrag ist schon entschieden; übernehmen lässt sich nichts mehr.")
    paper = life.take(paper, "take_over", by=by)
    amendment = life.lock(amendment)
    amendment.accepted_at, amendment.accepted_by, amendment.paper = timezone.now(), by, paper
    amendment.save(update_fields=["accepted_at", "accepted_by"])
    mergings.follow(main, by=by)
    return amendment


@journal.act
def hand_back(amendment: Amendment, *, by: User) -> Amendment:
    """Undo that the amendment was taken over: it will be voted on."""
    main = life.lock(_main(amendment))
    paper = life.lock(amendment.paper)
    may.take_over(by, amendment)
    amendment = life.lock(amendment)
    if main.state not in slate.OPEN or amendment.accepted_at is None:
        raise life.WrongState("Dieser Änderungsantrag ist nicht übernommen, oder die Abstimmung ist abgeschlossen.")
    amendment.accepted_at, amendment.accepted_by = None, None
    amendment.save(update_fields=["accepted_at", "accepted_by"])
    amendment.moot_through.clear()
    amendment.paper = life.take(paper, "hand_back", by=by)
    mergings.follow(main, by=by)
    return amendment


@journal.act
def settle(amendment: Amendment, *, by: User) -> Amendment:
    """Note that the amendment is settled because its main text is: withdrawn, settled or lapsed."""
    may.examine(by, amendment)
    main = life.lock(_main(amendment))
    paper = life.lock(amendment.paper)
    if main.state in slate.OPEN:
        raise life.WrongState("Der Hauptantrag steht noch zur Beratung; der Änderungsantrag bleibt offen.")
    amendment.paper = life.take(paper, "settle", by=by)
    return amendment


@journal.act
def record(
    paper: Paper, *, base: PaperVersion, edits: Sequence[Edit], by: User | None, reason: str = "", **more: object
) -> Amendment:
    """Enter an amendment of the past in any state (Altvorgang erfassen); `more` goes to the recording of its paper.

    Raises Unfit for edits that do not fit the text.
    """
    parent = Parent(base.text)
    sealed = parent.sealed(edits)
    parent.check(sealed)
    called = f"{base.paper.kind_label} {base.paper.reference or ''}".strip()
    text = phrasing.compose(sealed, parent=parent, of=called, reason=reason)
    papers.record(paper, by=by, body_text=text, **more)  # type: ignore[arg-type]  # handed on as they are
    first = paper.originators.filter(organization__isnull=False).order_by("order").first()
    return Amendment.objects.create(
        paper=paper,
        parent_version=base,
        mover=first.organization if first else None,
        edits=drafting.dump(sealed),
        reason=reason,
        handed_in=paper.versions.get(),
        rank_proposed=_rank(sealed, base),
    )


def carried(content: dict[str, str], *, old: Parent, new: Parent) -> dict[str, str]:
    """What was typed on one version of a text, for another: blocks are found by their wording.

    What belongs to no block any more is gathered under `left`.
    """
    numbers = {block.text: block.number for block in new.blocks}
    moved: dict[str, str] = {}
    left = [content["left"]] if content.get("left") else []
    for name, value in content.items():
        sort, dash, number = name.rpartition("-")
        if not dash or not number.isdigit() or number == "0":
            moved[name] = value
            continue
        block = old.blocks[int(number) - 1] if 0 < int(number) <= len(old.blocks) else None
        found = numbers.get(block.text) if block else None
        if found is not None:
            moved[f"{sort}-{found}"] = value
        elif sort != "strike":
            left.append(value)
    return moved | ({"left": "\n\n".join(left)} if left else {})


def _main(amendment: Amendment) -> Paper:
    main = amendment.paper.superordinate
    if main is None:
        raise life.WrongState("Zu diesem Änderungsantrag gibt es keine Vorlage.")
    return main


def _base(main: Paper) -> PaperVersion:
    """The text to amend. Raises WrongState while the paper takes no amendments."""
    refusal = slate.refusal(main)
    if refusal:
        raise life.WrongState(refusal)
    base = slate.base_of(main)
    if base is None or not base.text.strip():
        raise life.WrongState("Zu dieser Vorlage ist kein Text hinterlegt, der sich ändern ließe.")
    return base


def _rank(edits: Sequence[Edit], base: PaperVersion) -> int:
    try:
        return RANKS[drafting.kind(edits, parent=base.text)]
    except Unfit as problem:
        raise life.WrongState(str(problem)) from problem


def _keep(amendment: Amendment, wording: Wording, *, revision: int, by: User) -> PaperVersion:
    """Write the wording to paper, amendment and scratch, unless somebody did since `revision`."""
    amendment.edits, amendment.reason = drafting.dump(wording.edits), wording.reason
    amendment.save(update_fields=["edits", "reason"])
    return writing.keep(
        amendment.paper,
        body_text=wording.text(_main(amendment), amendment.parent_version),
        typed=wording.typed,
        revision=revision,
        by=by,
        name=wording.name,
        plain_summary=wording.plain_summary,
    )


def _next_serial(main: Paper) -> int:
    """The number after the highest ever given to an amendment of this text; the main paper is locked."""
    known = Paper.objects.filter(body=main.body_id, reference__startswith=f"{main.reference}/Ä")
    found = (_SERIAL.search(reference or "") for reference in known.values_list("reference", flat=True))
    return max((int(match[1]) for match in found if match), default=0) + 1
