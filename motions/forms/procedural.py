"""What is typed of a procedural motion: what is moved for, by whom, and how the body decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from council import outline, presence
from council.forms.agenda import parts_of
from council.law import majorities, procedure
from council.models import AgendaItem, Meeting, Organization, Person
from council.states import BodyKind, ItemState
from motions import procedural
from motions.actions.procedural import Verdict, Wish
from motions.forms import choices
from motions.forms.ballots import BallotForm
from motions.models import ProceduralMotion
from motions.states import ProceduralKind
from motions.tally import Bench

K = ProceduralKind
LONGEST_REASON = 4000  # characters
NO_ITEM = "Dieser Punkt gehört nicht zu dieser Sitzung oder ist schon abgeschlossen."
NO_MOVER = "Diese Person ist nicht anwesend oder hat hier keine Stimme."
NO_BODY = "Dieses Gremium steht nicht zur Wahl."
# The short list a member chooses from, as the hall knows it.
GROUPS: Sequence[tuple[str, Sequence[ProceduralKind]]] = (
    ("Zur Aussprache", (K.END_DEBATE, K.END_LIST, K.ROLL_CALL)),
    ("Zu einem Punkt", (K.POSTPONE, K.REFER, K.TAKE_OFF, K.EXCLUDE_PUBLIC, K.ADMIT_PUBLIC)),
    ("Zur Sitzung", (K.INTERRUPT, K.CLOSE_MEETING, K.QUORUM)),
    ("Zur Tagesordnung", (K.EXTEND, K.REORDER, K.JOIN, K.TODAY)),
)


class WishForm(forms.Form):
    """What a member moves for; only what the kind needs must be filled in."""

    kind = forms.ChoiceField(
        label="Was beantragen Sie?",
        choices=[(heading, [(str(kind), kind.label) for kind in kinds]) for heading, kinds in GROUPS],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen, was beantragt wird.",
            "invalid_choice": "Einen solchen Antrag zur Geschäftsordnung gibt es nicht.",
        },
    )
    item = choices.one("Zu welchem Punkt?", AgendaItem, nothing="zur Sitzung im Ganzen", wrong=NO_ITEM)
    reason = forms.CharField(
        label="Begründung",
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    for_faction = forms.BooleanField(label="Ich stelle den Antrag für meine Fraktion", required=False)
    bodies = choices.several("Überweisen an", Organization, wrong=NO_BODY)
    along = choices.several("Gemeinsam aufrufen mit", AgendaItem, wrong=NO_ITEM)
    part = forms.ChoiceField(label="In welchen Teil?", required=False)
    before = choices.one("Vor welchen Punkt?", AgendaItem, nothing="bleibt an seinem Platz", wrong=NO_ITEM)
    subject = forms.CharField(
        label="Um welchen neuen Punkt soll die Tagesordnung erweitert werden?",
        required=False,
        max_length=1000,
    )

    def __init__(
        self, *args: Any, meeting: Meeting, items: QuerySet[AgendaItem], mover: Person | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.meeting, self.person = meeting, mover
        rows = items.filter(meeting=meeting, state__in=(ItemState.OPEN, ItemState.CALLED)).order_by("order", "pk")
        fields: Any = self.fields
        for name in ("item", "along", "before"):
            fields[name].queryset = rows
        fields["bodies"].queryset = bodies_of(meeting)
        fields["part"].choices = [
            ("", "bleibt in seinem Teil"),
            *((part, outline.part_name(part)) for part in parts_of(meeting)),
        ]

    def groups(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """The kinds in the groups of the hall: (heading, [(code, German word, is chosen)])."""
        chosen = self["kind"].value()
        return [
            (heading, [(str(kind), str(kind.label), str(kind) == chosen) for kind in kinds])
            for heading, kinds in GROUPS
        ]

    @property
    def shows_more(self) -> bool:
        """Whether the details that only some kinds need are shown open."""
        names = ("bodies", "along", "part", "before", "subject")
        return bool(self.errors) or any(self[name].value() for name in names)

    def clean(self) -> dict[str, Any]:
        """Say at the field what the kind needs and is not there."""
        data = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if kind == K.REFER and not data.get("bodies"):
            self.add_error("bodies", "Bitte sagen, an welches Gremium überwiesen werden soll.")
        if kind == K.JOIN and not data.get("along"):
            self.add_error("along", "Bitte sagen, welche Punkte gemeinsam aufgerufen werden sollen.")
        if kind == K.REORDER and not (data.get("part") or data.get("before")):
            self.add_error("before", "Bitte sagen, wohin der Punkt gestellt werden soll.")
        if kind == K.EXTEND and not (data.get("item") or (data.get("subject") or "").strip()):
            self.add_error("subject", "Bitte sagen, um welchen Punkt die Tagesordnung erweitert werden soll.")
        return data

    def wish(self) -> Wish:
        """What is moved for, once the form is valid; what the kind does not need is left out."""
        data = self.cleaned_data
        kind = data["kind"]
        item = data["item"]
        if kind in procedural.OF_THE_MEETING or (kind == K.EXTEND and data["subject"].strip()):
            item = None
        elif item is None and kind not in (K.EXTEND,):
            item = next(iter(procedural.called(self.meeting)), None)
        along = [row for row in data["along"] if row != item] if kind == K.JOIN else []
        return Wish(
            kind=kind,
            item=item,
            reason=data["reason"].strip(),
            faction=self._faction() if data["for_faction"] else None,
            part=data["part"] if kind == K.REORDER else "",
            before=data["before"] if kind == K.REORDER and data["before"] != item else None,
            along=along,
            bodies=list(data["bodies"]) if kind == K.REFER else [],
            lead=data["bodies"][0] if kind == K.REFER and len(data["bodies"]) == 1 else None,
            subject=data["subject"].strip() if kind == K.EXTEND and item is None else "",
        )

    def sentences(self) -> list[str]:
        """What is wrong, one sentence after the other."""
        return [str(sentence) for errors in self.errors.values() for sentence in errors]

    def _mover(self) -> Person | None:
        return self.person

    def _faction(self) -> Organization | None:
        mover = self._mover()
        if mover is None:
            return None
        return presence.factions_of([mover.pk], day=presence.day_of(self.meeting)).get(mover.pk)


class EnteredForm(WishForm):
    """What was moved aloud, as the chair or the office enters it."""

    mover = choices.one("Wer beantragt es?", Person, nothing="Vorschlag der Sitzungsleitung", wrong=NO_MOVER)
    field_order = ["kind", "mover", "item"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mover"].queryset = procedural.movers(self.meeting, item=None)  # type: ignore[attr-defined]  # a choice among rows
        self.fields["for_faction"].label = "für die ganze Fraktion"

    def _mover(self) -> Person | None:
        return self.cleaned_data.get("mover")


class VerdictForm(BallotForm):
    """How the body decided: by a tap, or with the heads that were counted."""

    verdict = forms.ChoiceField(
        choices=[
            ("unopposed", "ohne Widerspruch angenommen"),
            ("adopted", "angenommen"),
            ("rejected", "abgelehnt"),
            ("counted", "ausgezählt"),
        ],
        error_messages={
            "required": "Bitte sagen, wie entschieden wurde.",
            "invalid_choice": "Bitte sagen, wie entschieden wurde.",
        },
    )
    spoke_for = choices.one("Dafür sprach", Person, nothing="niemand", wrong=NO_MOVER)
    spoke_against = choices.one("Dagegen sprach", Person, nothing="niemand", wrong=NO_MOVER)
    supporters = forms.IntegerField(
        label="Wie viele Anwesende verlangen es?",
        required=False,
        min_value=0,
        max_value=999,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Bitte eine ganze Zahl eintragen.",
            "min_value": "Weniger als niemand kann es nicht verlangen.",
            "max_value": "So viele Mitglieder gibt es nicht.",
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Bitte die Seite neu laden."})

    def __init__(
        self, *args: Any, motion: ProceduralMotion, benches: Sequence[Bench[int | None]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, benches=benches, **kwargs)
        self.motion = motion
        people = procedural.movers(motion.meeting, item=motion.item)
        for name in ("spoke_for", "spoke_against"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]  # a choice among rows

    def clean(self) -> dict[str, Any]:
        """Where heads are needed, somebody must have been counted; heads and a tap do not go together."""
        data = super().clean()
        if self.errors:
            return data
        counted = data["verdict"] == "counted"
        if counted and self.poll() is None:
            self.add_error("yes", "Bitte die Stimmen eintragen.")
        if not counted and self.poll() is not None:
            raise ValidationError("Es sind Stimmen eingetragen. Bitte „Ausgezähltes Ergebnis festhalten“ wählen.")
        return data

    def decided(self) -> Verdict:
        """How the body decided, once the form is valid."""
        data = self.cleaned_data
        return Verdict(
            poll=self.poll() if data["verdict"] == "counted" else None,
            passed=data["verdict"] != "rejected",
            unopposed=data["verdict"] == "unopposed",
            supporters=data["supporters"],
            spoke_for=data["spoke_for"],
            spoke_against=data["spoke_against"],
        )


def bodies_of(meeting: Meeting) -> QuerySet[Organization]:
    """The bodies of the meeting's town that something can be referred to; not the one that refers."""
    town = Q(body__home=True) if meeting.organization is None else Q(body=meeting.organization.body_id)
    kinds = (BodyKind.COMMITTEE, BodyKind.DISTRICT_COUNCIL, BodyKind.ADVISORY_BOARD, BodyKind.ASSEMBLY)
    rows = Organization.objects.living().existing(on=presence.day_of(meeting)).filter(town, kind__in=kinds)
    if meeting.organization is not None:
        rows = rows.exclude(pk=meeting.organization.pk)
    return rows.order_by("kind", "name")


def short_list(*, called: bool, public: bool) -> list[ProceduralKind]:
    """What a member can move for with one tap, for it needs nothing but its kind."""
    of_the_item = [K.END_DEBATE, K.END_LIST, K.POSTPONE, K.TAKE_OFF, K.ROLL_CALL] if called else []
    if called:
        of_the_item.append(K.EXCLUDE_PUBLIC if public else K.ADMIT_PUBLIC)
    return [*of_the_item, K.INTERRUPT, K.CLOSE_MEETING, K.QUORUM]


def needed_words(motion: ProceduralMotion) -> str:
    """What the motion needs to pass, as a sentence for the chair."""
    if motion.kind == K.QUORUM:
        return "Hier wird nicht abgestimmt: Die Anwesenden werden gezählt."
    if motion.kind == K.ROLL_CALL:
        return "Hier wird nicht abgestimmt: Es genügt, dass eine Fraktion oder ein Viertel der Anwesenden es verlangt."
    if procedure.needs_heads(motion.kind):
        seats = presence.seats_of(motion.meeting)
        none = majorities.Tally(yes=0, no=0)
        heads = f": {majorities.two_thirds_statutory(none, statutory_seats=seats).needed} von {seats}" if seats else ""
        return f"Nötig sind zwei Drittel der gesetzlichen Mitgliederzahl{heads}. Die Stimmen werden gezählt."
    return "Nötig ist die einfache Mehrheit."


def needs_heads(motion: ProceduralMotion) -> bool:
    """Whether nothing but counted heads can decide it."""
    return procedure.needs_heads(motion.kind)
