"""Turns input about political programmes into clean values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from council import life
from council.models import Organization
from council.states import BodyKind
from motions.actions.programmes import LINKED
from motions.chapters import Chapter, Point
from motions.models import Programme, ProgrammeItem
from motions.states import LinkStrength, ProgrammePart

KEEPERS = (
    BodyKind.ASSEMBLY,
    BodyKind.COMMITTEE,
    BodyKind.FACTION,
    BodyKind.EXECUTIVE,
    BodyKind.OFFICE,
)
STEPS = {"begin": "in Arbeit", "reach": "erreicht", "drop": "aufgegeben", "reopen": "wieder offen"}


class ProgrammeForm(forms.Form):
    """What is known of a programme as a whole."""

    title = forms.CharField(
        label="Name des Programms", max_length=300, help_text="Zum Beispiel „Koalitionsvertrag 2026 – 2031“."
    )
    section = forms.CharField(label="Abschnitt", max_length=40, required=False, help_text="Zum Beispiel „X“.")
    compared_with = forms.CharField(
        label="Daneben gestellt", max_length=300, required=False, help_text="Das Wahlprogramm, das daneben steht."
    )
    parties = forms.CharField(
        label="Parteien oder Wählergruppen", max_length=500, required=False, help_text="Durch Kommas getrennt."
    )
    valid_until = forms.DateField(
        label="Gilt bis", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    keeper = forms.ModelChoiceField(
        label="Wer pflegt den Stand der Ziele?",
        queryset=Organization.objects.none(),
        to_field_name="key",
        required=False,
        empty_label="nur das Büro der Stadtverordnetenversammlung",
        help_text="Alle Mitglieder dieses Gremiums können dann sagen, was aus den Zielen geworden ist.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["keeper"]
        field.queryset = Organization.objects.living().of_kind(*KEEPERS).filter(body__home=True).order_by("name")

    def clean_parties(self) -> list[str]:
        """The names one by one."""
        return [name.strip() for name in self.cleaned_data["parties"].split(",") if name.strip()]

    def values(self) -> dict[str, Any]:
        """The clean values as fields of a programme."""
        names = ("title", "section", "compared_with", "parties", "valid_until", "keeper")
        return {name: self.cleaned_data[name] for name in names}

    @staticmethod
    def initial_of(programme: Programme) -> dict[str, Any]:
        """The form as it stands for a programme."""
        kept = {name: getattr(programme, name) for name in ("title", "section", "compared_with", "valid_until")}
        keeper = programme.keeper.key if programme.keeper else None
        return kept | {"parties": ", ".join(programme.parties), "keeper": keeper, "version": programme.version}


class DescribeForm(ProgrammeForm):
    """The same for a programme that is there."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class LayOutForm(ProgrammeForm):
    """A paper becomes a programme: which of its chapters is what."""

    overview = forms.TypedChoiceField(label="Überblick", coerce=int, empty_value=None, required=False)
    manifesto = forms.TypedChoiceField(label="Wahlprogramm", coerce=int, empty_value=None, required=False)
    goals = forms.TypedChoiceField(label="Ziele", coerce=int, empty_value=None, required=False)
    field_order = ["title", "section", "parties", "goals", "overview", "manifesto", "compared_with", "valid_until"]

    def __init__(self, *args: Any, chapters: Sequence[Chapter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chapters = chapters
        known = [(chapter.number, f"{chapter.heading[:80]} ({len(chapter.points)})") for chapter in chapters]
        for name in ("overview", "manifesto", "goals"):
            field: Any = self.fields[name]
            field.choices = [("", "steht nicht in diesem Text"), *known]
            field.help_text = "Ein Kapitel des Textes; in Klammern steht, wie viele Punkte es hat."

    def clean(self) -> dict[str, Any]:
        """At least one chapter, and each for one thing only."""
        super().clean()
        chosen = [number for number in self._chosen().values() if number is not None]
        if not chosen and not self.errors:
            raise forms.ValidationError("Bitte mindestens ein Kapitel auswählen.")
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError("Jedes Kapitel kann nur eines sein: Überblick, Wahlprogramm oder Ziele.")
        return self.cleaned_data

    def parts(self) -> dict[str, Sequence[Point]]:
        """The points of each chosen part."""
        return {kind: self.chapters[number - 1].points for kind, number in self._chosen().items() if number is not None}

    def _chosen(self) -> dict[str, int | None]:
        get = self.cleaned_data.get
        return {
            ProgrammePart.OVERVIEW: get("overview"),
            ProgrammePart.MANIFESTO: get("manifesto"),
            ProgrammePart.GOAL: get("goals"),
        }


class PointForm(forms.Form):
    """How a point is called and put in a sentence, and by when a goal is meant."""

    short_heading = forms.CharField(label="Kurze Überschrift", max_length=300, required=False)
    one_sentence = forms.CharField(
        label="In einem Satz", widget=forms.Textarea(attrs={"rows": 4}), max_length=5_000, required=False
    )
    deadline = forms.CharField(
        label="Bis wann?",
        max_length=100,
        required=False,
        help_text="So wie es im Text steht: „Frühjahr 2028“, „Ende 2027“, „1. Halbjahr 2029“ oder ein Tag.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, item: ProgrammeItem, **kwargs: Any) -> None:
        initial = {name: getattr(item, name) for name in ("short_heading", "one_sentence", "deadline", "version")}
        super().__init__(*args, **{"initial": initial} | kwargs)
        if item.kind != ProgrammePart.GOAL:
            del self.fields["deadline"]

    def values(self) -> dict[str, Any]:
        """The clean values as fields of a point."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class StateForm(forms.Form):
    """What became of a goal."""

    step = forms.ChoiceField(label="Neuer Stand", widget=forms.RadioSelect)
    note = forms.CharField(
        label="Woran sieht man das?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        required=False,
        help_text="Ein Satz genügt; er ist so öffentlich wie das Programm.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, goal: ProgrammeItem, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"note": goal.note, "version": goal.version}} | kwargs)
        field: Any = self.fields["step"]
        field.choices = [(name, label) for name, label in STEPS.items() if life.can(goal, name)]


class LinkForm(forms.Form):
    """Two points of a programme that belong together."""

    source = forms.ChoiceField(label="Dieser Punkt")
    target = forms.ChoiceField(label="gehört zu diesem")
    strength = forms.ChoiceField(label="Wie eng?", choices=LinkStrength.choices, initial=LinkStrength.STRONG)

    def __init__(self, *args: Any, items: Sequence[ProgrammeItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {item.anchor: item for item in items}
        for name, kinds in (("source", LINKED.keys()), ("target", LINKED.values())):
            field: Any = self.fields[name]
            field.choices = [(item.anchor, _named(item)) for item in items if item.kind in kinds]

    def clean(self) -> dict[str, Any]:
        """Manifesto with overview, overview with goal."""
        super().clean()
        source, target = (self.items.get(self.cleaned_data.get(name, "")) for name in ("source", "target"))
        if source and target and LINKED.get(ProgrammePart(source.kind)) != target.kind:
            raise forms.ValidationError("Verbunden werden Wahlprogramm und Überblick oder Überblick und Ziel.")
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """The points and how close they are."""
        clean = self.cleaned_data
        return {"source": self.items[clean["source"]], "target": self.items[clean["target"]]} | {
            "strength": clean["strength"]
        }


def _named(item: ProgrammeItem) -> str:
    return f"{item}: {(item.short_heading or item.one_sentence)[:80]}"
