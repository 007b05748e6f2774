"""The amendments to one text as they stand: their order, where they meet, which are moot, and what comes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.functional import cached_property

from council import rulebook
from council.law import amendments as law
from council.models import AgendaItem
from council.states import Audience, ItemState, MeetingState
from documents.models import Paper, PaperVersion, Slot
from documents.states import PaperState, PaperType
from motions import drafting
from motions.amending import edits as kinds
from motions.amending import phrasing, scope
from motions.amending.edits import Unfit
from motions.amending.parent import Parent
from motions.models import Amendment, Ballot, DebateClosing

if TYPE_CHECKING:
    from council.audiences import Standing
    from council.law.amendments import Course
    from motions.drafting import Collision, Draft, Merged

AMENDED = (PaperType.MOTION, PaperType.EXECUTIVE_PROPOSAL, PaperType.DISTRICT_PROPOSAL)
OPEN = frozenset(
    {
        PaperState.ADMITTED,
        PaperState.REFERRED,
        PaperState.SCHEDULED,
        PaperState.POSTPONED,
        PaperState.RECOMMENDED,
    }
)
# Amendments with a number, voted on or to be voted on.
STANDING = (
    PaperState.ADMITTED,
    PaperState.ADOPTED,
    PaperState.REJECTED,
    PaperState.ACCEPTED_BY_MOVER,
    PaperState.MOOT,
)
# Whom the main text may be open to: its amendments quote it, and the office that receives them must be among them.
AUDIENCES = (Audience.PUBLIC, Audience.MEMBERS, Audience.COUNCIL, Audience.BODY)

KINDS: Mapping[law.Kind, str] = {
    law.Kind.REPLACE_ALL: "ersetzt den ganzen Text",
    law.Kind.DELETE_POINT: "streicht einen ganzen Absatz",
    law.Kind.REPLACE_POINT: "fasst einen ganzen Absatz neu",
    law.Kind.CHANGE_WORDS: "ändert Worte oder Zahlen",
    law.Kind.INSERT: "fügt etwas hinzu",
    law.Kind.EDITORIAL: "ändert nur die Schreibweise",
}


@dataclass(frozen=True)
class Slate:
    """The amendments to one text. `unfit` are those whose edits no longer fit it, with the sentence that says why."""

    main: Paper
    base: PaperVersion
    amendments: tuple[Amendment, ...]
    drafts: Mapping[int, Draft[int]] = field(default_factory=dict)
    proposals: Mapping[int, law.Amendment[int]] = field(default_factory=dict)
    unfit: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def parent(self) -> Parent:
        """The text that is amended."""
        return Parent(self.base.text)

    @cached_property
    def by_key(self) -> Mapping[int, Amendment]:
        """The amendments by primary key."""
        return {amendment.pk: amendment for amendment in self.amendments}

    @cached_property
    def course(self) -> Course[int]:
        """Where the voting stands; the main text has its own primary key in it."""
        decided = {pk: stand for pk in self.proposals if (stand := _decided(self.by_key[pk])) is not None}
        return law.course(self.main.pk, amendments=list(self.proposals.values()), decided=decided)

    @cached_property
    def ordered(self) -> tuple[Amendment, ...]:
        """All of them in voting order; those that fit no longer come last."""
        fitting = law.voting_order(list(self.proposals.values()))
        return (*(self.by_key[one.key] for one in fitting), *(self.by_key[pk] for pk in self.unfit))

    @property
    def open(self) -> tuple[Amendment, ...]:
        """Those still to be voted on, in order; a main text that is put off leaves them all."""
        return tuple(self.by_key[pk] for pk in self.course.open if pk != self.main.pk)

    @property
    def waiting(self) -> tuple[Amendment, ...]:
        """Undecided ones that no longer fit the text: they must be cleared before the main text is voted on."""
        return tuple(self.by_key[pk] for pk in self.unfit if self.by_key[pk].paper.state == PaperState.ADMITTED)

    @property
    def adopted(self) -> tuple[Amendment, ...]:
        """Those in the text, adopted by vote or taken over, in the order in which they are put in."""
        return tuple(self.by_key[pk] for pk in self.course.adopted)

    @cached_property
    def merged(self) -> Merged[int]:
        """The text with those adopted so far."""
        touched = self.course.moot | self.course.partly_moot
        return drafting.merge(
            [self.drafts[pk] for pk in self.course.adopted],
            parent=self.base.text,
            pending=[self.drafts[one.pk] for one in self.ordered if one.pk in touched],
        )

    @property
    def resolution(self) -> str:
        """What the main text resolves with those adopted so far, word for word."""
        return scope.resolution(self.merged.text)

    def through(self, pk: int) -> tuple[Amendment, ...]:
        """The adopted amendments that changed the places of this one."""
        found = self.merged.moot.get(pk) or self.merged.touched.get(pk) or ()
        return tuple(self.by_key[key] for key in found)

    def left_out(self, pk: int) -> tuple[str, ...]:
        """What an adopted amendment could no longer change: „ändert Worte in Punkt 2 (schon geändert durch Ä3)“."""
        rows = (row for row in self.merged.left_out if row.key == pk)
        return tuple(
            f"{phrasing.brief(row.edit, parent=self.parent)}"
            f" (schon geändert durch {', '.join(self.by_key[key].label for key in row.through)})"
            for row in rows
        )

    @cached_property
    def collisions(self) -> tuple[Collision[int], ...]:
        """Which undecided amendments meet another one that is not rejected."""
        alive = [one.pk for one in self.ordered if one.pk in self.drafts and one.paper.state != PaperState.REJECTED]
        return drafting.collisions([self.drafts[pk] for pk in alive], parent=self.base.text)

    def told(self, collision: Collision[int]) -> str:
        """Say in German where two amendments meet."""
        pair = sorted((self.by_key[collision.first].label, self.by_key[collision.second].label))
        whole = [self.by_key[pk].label for pk in (collision.first, collision.second) if self.drafts[pk].replaces_all]
        if len(whole) == 1:
            other = next(label for label in pair if label != whole[0])
            return f"{whole[0]} ersetzt den ganzen Text, auch das, was {other} ändert."
        if whole:
            return f"{pair[0]} und {pair[1]} ersetzen beide den ganzen Text."
        places = [kinds.name(self.parent.block(number)) for number in collision.blocks] or ["den Anfang"]
        listed = f"{', '.join(places[:-1])} und {places[-1]}" if len(places) > 1 else places[0]
        return f"{pair[0]} und {pair[1]} ändern beide {listed}."

    def brief(self, pk: int) -> str:
        """What the amendment does, in a few words: „streicht Punkt 2, ändert Worte in Punkt 3“."""
        edits = kinds.telling(self.drafts[pk].edits) if pk in self.drafts else ()
        return ", ".join(dict.fromkeys(phrasing.brief(edit, parent=self.parent) for edit in edits))

    def why(self, pk: int) -> str:
        """Why the amendment has its rank, in the words of the practice."""
        proposal = self.proposals[pk]
        proposed = law.RANKS[proposal.kind]
        said = f"{KINDS[proposal.kind]} (Vorschlag: Rang {proposed})"
        if proposal.change:
            said += f"; größte Änderung einer Zahl: {_figure(proposal.change)}"
        if proposal.fixed_rank is not None and proposal.fixed_rank != proposed:
            said += f"; von der Sitzungsleitung auf Rang {proposal.fixed_rank} gesetzt"
        return said


def of(main: Paper, *, base: PaperVersion, standing: Standing | None = None) -> Slate:
    """Gather the amendments to a text, all of them or those someone of this standing may read. Costs one query."""
    rows = Amendment.objects.all() if standing is None else Amendment.objects.visible_for(standing)
    rows = rows.filter(paper__superordinate=main, paper__deleted_at=None, paper__state__in=STANDING)
    rows = rows.select_related("paper", "mover", "ballot").order_by("paper__submitted_at", "pk")
    return _slate(main, base, tuple(rows))


def base_of(main: Paper) -> PaperVersion | None:
    """The text that is amended: the newest one, or the one that the newest came of by amendments. Costs one query."""
    newest = main.versions.select_related("merging__base").order_by("-number").first()
    if newest is None:
        return None
    merging = getattr(newest, "merging", None)
    return newest if merging is None else merging.base


def called_item(main: Paper) -> AgendaItem | None:
    """The agenda item under discussion at which the text is treated. Costs one query."""
    slots = Slot.objects.filter(consultation__paper=main, item__state=ItemState.CALLED, item__deleted_at=None)
    slots = slots.filter(item__meeting__state__in=(MeetingState.RUNNING, MeetingState.INTERRUPTED))
    slot = slots.select_related("item__meeting__organization", "consultation__organization").first()
    return slot.item if slot else None


def refusal(main: Paper) -> str:
    """Say in German why no amendment can be brought in to this text now; empty when it can. Costs up to 4 queries."""
    if main.paper_type not in AMENDED or not main.body.home:
        return "Zu dieser Art von Vorlage gibt es keine Änderungsanträge."
    if main.state not in OPEN or main.reference is None:
        return f"Der Stand der Vorlage ist „{main.get_state_display()}“; ändern lässt sich, was zur Beratung steht."
    if main.audience not in AUDIENCES:
        return "Diese Vorlage lesen nur namentlich Berechtigte; Änderungsanträge nimmt die Sitzungsleitung entgegen."
    item = called_item(main)
    return _refusal_at(item, main) if item is not None else ""


def debate_is_closed(item: AgendaItem, main: Paper) -> bool:
    """Whether the chair closed the debate on the item, or voting on amendments has begun there."""
    if DebateClosing.objects.filter(item=item).exists():
        return True
    return Ballot.objects.standing().filter(item=item, amendments__paper__superordinate=main).exists()


def _refusal_at(item: AgendaItem, main: Paper) -> str:
    latest = rulebook.value("amendment.latest", on=timezone.localdate(), organization=item.meeting.organization)
    if latest == "call_of_item":
        return "Der Punkt ist aufgerufen; Änderungsanträge waren bis zum Aufruf möglich (GO)."
    if debate_is_closed(item, main):
        return "Die Aussprache ist geschlossen; Änderungsanträge waren bis dahin möglich (GO)."
    return ""


def _slate(main: Paper, base: PaperVersion, rows: tuple[Amendment, ...]) -> Slate:
    drafts: dict[int, Draft[int]] = {}
    proposals: dict[int, law.Amendment[int]] = {}
    unfit: dict[int, str] = {}
    for row in rows:
        try:
            draft = drafting.Draft(row.pk, drafting.load(row.edits))
            proposals[row.pk] = drafting.proposal(
                draft,
                parent=base.text,
                submitted_at=row.paper.submitted_at or row.paper.created_at,
                fixed_rank=row.rank_fixed,
            )
            drafts[row.pk] = draft
        except Unfit as problem:
            unfit[row.pk] = str(problem)
    return Slate(main, base, rows, drafts, proposals, unfit)


def _decided(amendment: Amendment) -> bool | None:
    if amendment.paper.state == PaperState.ADOPTED or amendment.accepted_at is not None:
        return True
    return False if amendment.paper.state == PaperState.REJECTED else None


def _figure(size: Fraction | int) -> str:
    """A number as Germans write it: 200.000 or 1,5."""
    written = f"{float(size):,.2f}".rstrip("0").rstrip(".")
    return written.translate(str.maketrans(",.", ".,"))
