"""Forms around invitations: what kind goes out, and what the postman or the messenger brought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from council.actions import invitations
from council.actions.invitations import FIRST, Letter
from council.models import AgendaItem, Invitation, Meeting
from council.states import InvitationKind

KINDS = [
    (InvitationKind.REGULAR, "mit voller Ladungsfrist"),
    (InvitationKind.URGENT, "mit verkürzter Frist, weil es eilt"),
    (InvitationKind.SECOND, "zur zweiten Sitzung, weil die erste nicht beschlussfähig war"),
]


NEW = "nichts, der Punkt ist neu"
_ALWAYS = ("kind", "urgency_note")


class LetterForm(forms.Form):
    """What kind of invitation goes out; a supplement needs no more than a click."""

    template_name = "council/_letter_fields.html"

    kind = forms.ChoiceField(
        label="Art der Einladung", choices=KINDS, widget=forms.RadioSelect, initial=InvitationKind.REGULAR
    )
    urgency_note = forms.CharField(
        label="Warum es eilt",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=(
            "Nur bei verkürzter Frist; der Satz steht in der Einladung (HGO §58(1)). Bitte nichts Nichtöffentliches"
            " nennen: Alle Eingeladenen lesen ihn, und er kann als E-Mail aus dem Haus gehen."
        ),
    )
    second_of = forms.ModelChoiceField(
        label="Welche Sitzung wiederholt wird",
        required=False,
        queryset=Meeting.objects.none(),
        to_field_name="key",
        empty_label="keine",
    )
    announces_quorum = forms.BooleanField(
        label="Darauf hinweisen, dass jede Zahl von Anwesenden genügt",
        required=False,
        initial=True,
        help_text="Ohne diesen Hinweis gilt in der zweiten Sitzung die gewöhnliche Beschlussfähigkeit.",
    )

    def __init__(
        self, *args: Any, meeting: Meeting, items: Sequence[AgendaItem], readable: QuerySet[AgendaItem], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.earlier = items, dict[str, AgendaItem]()
        if meeting.state not in FIRST:
            self.fields = {}
            return
        lapsed = [row.pk for row in invitations.lapsed(meeting)] if meeting.date is not None else []
        if lapsed:
            self.fields["second_of"].queryset = Meeting.objects.filter(pk__in=lapsed)  # type: ignore[attr-defined]
            self._ask_what_repeats(readable.filter(pk__in=AgendaItem.objects.lapsed(), meeting__in=lapsed))
            return
        del self.fields["second_of"], self.fields["announces_quorum"]
        self.fields["kind"].choices = KINDS[:2]  # type: ignore[attr-defined]  # a choice among words

    def always(self) -> list[forms.BoundField]:
        """The fields every invitation asks for."""
        return [self[name] for name in self.fields if name in _ALWAYS]

    def second(self) -> list[forms.BoundField]:
        """The fields for a second meeting alone; none where nothing can be repeated."""
        return [self[name] for name in self.fields if name not in _ALWAYS]

    def is_second(self) -> bool:
        """Whether those are shown open: a second meeting was chosen, or something in them is wrong."""
        chosen = "kind" in self.fields and self["kind"].value() == InvitationKind.SECOND
        return chosen or any(field.errors for field in self.second())

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen kind has to say."""
        super().clean()
        kind = self.cleaned_data.get("kind")
        if kind == InvitationKind.URGENT and not self.cleaned_data.get("urgency_note", "").strip():
            self.add_error("urgency_note", "Die Einladung muss sagen, warum die Frist verkürzt ist (HGO §58(1)).")
        if kind == InvitationKind.SECOND and self.cleaned_data.get("second_of") is None:
            self.add_error("second_of", "Bitte die Sitzung wählen, die nicht beschlussfähig war.")
        elif kind == InvitationKind.SECOND:
            self._check_repeats(self.cleaned_data["second_of"])
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
            repeats=self._repeats() if second else {},
        )

    def _ask_what_repeats(self, rows: QuerySet[AgendaItem]) -> None:
        """Offer for each item what the earlier meetings did not deal with; what has the same name is proposed."""
        earlier = list(rows.select_related("meeting").order_by("-meeting__date", "meeting", "order", "pk"))
        by_name = {row.name: row.key for row in reversed(earlier)}
        choices = [("", NEW), *((row.key, f"{row} ({row.meeting})") for row in earlier)]
        self.earlier = {row.key: row for row in earlier}
        for item in self.items:
            self.fields[_field(item)] = forms.ChoiceField(
                label=f"Was „{item}“ wiederholt",
                required=False,
                choices=choices,
                initial=by_name.get(item.name, ""),
            )

    def _repeats(self) -> dict[AgendaItem, AgendaItem]:
        chosen = {item: self.cleaned_data.get(_field(item)) for item in self.items}
        return {item: self.earlier[key] for item, key in chosen.items() if key}

    def _check_repeats(self, second_of: Meeting) -> None:
        repeats = self._repeats()
        if not repeats and not self.errors:
            self.add_error("second_of", "Bitte unten angeben, welche Punkte wiederholt werden: Nur für sie gilt das.")
        for item, earlier in repeats.items():
            if earlier.meeting_id != second_of.pk:
                self.add_error(_field(item), "Dieser Punkt stand nicht in der Sitzung, die wiederholt wird.")


def _field(item: AgendaItem) -> str:
    return f"repeats-{item.key}"


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
