"""What is typed of an election: what is filled, who stands, what was counted, whom the lot fell on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from council.models import Person
from motions.actions.elections import Post, Proposal
from motions.electing import Count
from motions.models import Candidacy
from motions.states import ElectionKind, ElectionManner

MOST = 40  # proposals in one election
_LONGEST = 200


class ElectionForm(forms.Form):
    """One election with everyone who is proposed, a line for each; a list's people follow its name after a colon."""

    office = forms.CharField(
        label="Was wird besetzt?", max_length=_LONGEST, help_text="Zum Beispiel: Stellvertretende Vorsitzende"
    )
    kind = forms.ChoiceField(
        label="Wie wird gewählt?",
        choices=ElectionKind.choices,
        widget=forms.RadioSelect,
        initial=ElectionKind.MAJORITY,
    )
    posts = forms.IntegerField(label="Zahl der Stellen", min_value=1, max_value=200, initial=1)
    proposals = forms.CharField(
        label="Wer ist vorgeschlagen?",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=20_000,
        help_text="Je Zeile ein Vorschlag. Bei Listen: Name der Liste, Doppelpunkt, dann die Namen mit Komma getrennt.",
    )
    full_time = forms.BooleanField(label="Hauptamtliche Stelle im Magistrat", required=False)
    manner = forms.ChoiceField(
        label="Abgabe der Stimmen",
        choices=ElectionManner.choices,
        widget=forms.RadioSelect,
        initial=ElectionManner.PAPER,
    )
    nobody_objects = forms.BooleanField(
        label="Der offenen Wahl widerspricht niemand", required=False, help_text="Nur bei offener Wahl (HGO §55)."
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people

    def clean_proposals(self) -> list[Proposal]:
        """Read one proposal a line; a name that one member alone bears is that member."""
        lines = [line.strip() for line in self.cleaned_data["proposals"].splitlines() if line.strip()]
        if len(lines) > MOST:
            raise forms.ValidationError(f"Höchstens {MOST} Vorschläge.")
        found = [_proposal(line) for line in lines]
        if any(len(one.name) > _LONGEST or not one.name for one in found):
            raise forms.ValidationError(f"Ein Name hat höchstens {_LONGEST} Zeichen und fehlt nie.")
        if len({one.name.casefold() for one in found}) < len(found):
            raise forms.ValidationError("Ein Vorschlag steht zweimal da.")
        known: dict[str, list[Person]] = {}
        for person in self.people.filter(name__in=[one.name for one in found]):
            known.setdefault(person.name, []).append(person)
        return [_with_person(one, known.get(one.name, [])) for one in found]

    def post(self) -> Post:
        """What is filled, once the form is valid."""
        names = ("office", "kind", "posts", "full_time", "manner", "nobody_objects")
        return Post(**{name: self.cleaned_data[name] for name in names})


class CountForm(forms.Form):
    """What was counted in one ballot."""

    def __init__(self, *args: Any, standing: Sequence[Candidacy], kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        for one in standing:
            self.fields[f"votes-{one.number}"] = _heads(one.name, required=True)
        if kind != ElectionKind.PROPORTIONAL:
            self.fields["no"] = _heads("Nein")
        self.fields["abstain"] = _heads("Enthaltungen")
        self.fields["invalid"] = _heads("Ungültig")

    def count(self) -> Count:
        """What was counted, once the form is valid."""
        data = self.cleaned_data
        return Count(
            votes={one.pk: data[f"votes-{one.number}"] for one in self.standing},
            no=data.get("no") or 0,
            abstain=data["abstain"] or 0,
            invalid=data["invalid"] or 0,
        )


class LotForm(forms.Form):
    """Whom the lot fell on."""

    drawn = forms.MultipleChoiceField(
        label="Das Los fiel auf",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Bitte eintragen, auf wen das Los fiel."},
    )

    def __init__(self, *args: Any, tied: Sequence[Candidacy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tied = {str(one.number): one for one in tied}
        choice = self.fields["drawn"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = [(number, one.name) for number, one in self.tied.items()]

    def chosen(self) -> list[int]:
        """The candidacies drawn, by primary key."""
        return [self.tied[number].pk for number in self.cleaned_data["drawn"]]


class StrikeForm(forms.Form):
    """Why a count was wrong."""

    reason = forms.CharField(label="Was war falsch?", max_length=500)


class ElectionObjectionForm(forms.Form):
    """Who objects to the election, when and why."""

    person = forms.ModelChoiceField(
        label="Wer widerspricht?",
        queryset=Person.objects.none(),
        to_field_name="key",
        empty_label="bitte wählen",
        error_messages={"invalid_choice": "Diese Person gehört nicht zum Gremium."},
    )
    raised_on = forms.DateField(
        label="Eingegangen am", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label="Begründung", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["person"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = people
        self.initial.setdefault("raised_on", timezone.localdate())


def _heads(label: str, *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=999,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": f"Bei „{label}“ fehlt die Stimmenzahl (auch 0 eintragen).",
            "invalid": f"{label}: Bitte eine ganze Zahl eintragen.",
            "min_value": f"{label}: Eine Stimmenzahl kann nicht negativ sein.",
            "max_value": f"{label}: So viele Stimmen gibt es nicht.",
        },
    )


def _proposal(line: str) -> Proposal:
    name, _, people = line.partition(":")
    return Proposal(name=name.strip(), people=tuple(filter(None, (one.strip() for one in people.split(",")))))


def _with_person(proposal: Proposal, namesakes: Sequence[Person]) -> Proposal:
    if len(namesakes) != 1 or proposal.people:
        return proposal
    return Proposal(name=proposal.name, person=namesakes[0])
