"""Forms around invitations: what kind goes out, and what the postman or the messenger brought."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from council.actions import invitations
from council.actions.invitations import FIRST, Letter
from council.models import Invitation, Meeting
from council.states import InvitationKind

KINDS = [
    (InvitationKind.REGULAR, "mit voller Ladungsfrist"),
    (InvitationKind.URGENT, "mit verkürzter Frist, weil es eilt"),
    (InvitationKind.SECOND, "zur zweiten Sitzung, weil die erste nicht beschlussfähig war"),
]


class LetterForm(forms.Form):
    """What kind of invitation goes out; a supplement needs no more than a click."""

    kind = forms.ChoiceField(
        label="Art der Einladung", choices=KINDS, widget=forms.RadioSelect, initial=InvitationKind.REGULAR
    )
    urgency_note = forms.CharField(
        label="Warum es eilt",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Nur bei verkürzter Frist; der Satz steht in der Einladung (HGO §58(1)).",
    )
    second_of = forms.ModelChoiceField(
        label="Welche Sitzung wiederholt wird",
        required=False,
        queryset=Meeting.objects.none(),
        to_field_name="key",
        empty_label="keine",
        help_text="Nur bei einer zweiten Sitzung (HGO §53(2)).",
    )
    announces_quorum = forms.BooleanField(
        label="Darauf hinweisen, dass jede Zahl von Anwesenden genügt",
        required=False,
        initial=True,
        help_text="Ohne diesen Hinweis gilt in der zweiten Sitzung die gewöhnliche Beschlussfähigkeit.",
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if meeting.state not in FIRST:
            self.fields = {}
            return
        lapsed = [row.pk for row in invitations.lapsed(meeting)] if meeting.date is not None else []
        if lapsed:
            self.fields["second_of"].queryset = Meeting.objects.filter(pk__in=lapsed)  # type: ignore[attr-defined]
            return
        del self.fields["second_of"], self.fields["announces_quorum"]
        self.fields["kind"].choices = KINDS[:2]  # type: ignore[attr-defined]  # a choice among words

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen kind has to say."""
        super().clean()
        kind = self.cleaned_data.get("kind")
        if kind == InvitationKind.URGENT and not self.cleaned_data.get("urgency_note", "").strip():
            self.add_error("urgency_note", "Die Einladung muss sagen, warum die Frist verkürzt ist (HGO §58(1)).")
        if kind == InvitationKind.SECOND and self.cleaned_data.get("second_of") is None:
            self.add_error("second_of", "Bitte die Sitzung wählen, die nicht beschlussfähig war.")
        return self.cleaned_data

    def letter(self) -> Letter:
        """What goes out."""
        if not self.fields:
            return Letter(kind=InvitationKind.SUPPLEMENT)
        kind, cleaned = self.cleaned_data["kind"], self.cleaned_data
        second = kind == InvitationKind.SECOND
        return Letter(
            kind=kind,
            urgency_note=cleaned["urgency_note"].strip() if kind == InvitationKind.URGENT else "",
            second_of=cleaned["second_of"] if second else None,
            announces_quorum=bool(second and cleaned["announces_quorum"]),
        )


class ReceiptForm(forms.Form):
    """Who got the invitation by post or by hand, on which day."""

    on = forms.DateField(
        label="Zugegangen am",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Bitte den Tag des Zugangs angeben."},
    )
    people = forms.MultipleChoiceField(
        label="Wem?",
        error_messages={
            "required": "Bitte wenigstens eine Person auswählen.",
            "invalid_choice": "Diese Person steht nicht zur Wahl. Bitte in der Liste auswählen.",
        },
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = invitation.deliveries.filter(delivered_at=None).values_list("person__key", flat=True)
        self.fields["people"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]  # a choice of words
        self.initial.setdefault("on", timezone.localdate())

    def sentences(self) -> list[str]:
        """What is wrong, one sentence after the other."""
        return [str(sentence) for errors in self.errors.values() for sentence in errors]
