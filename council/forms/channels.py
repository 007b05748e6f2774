"""The form by which somebody says how invitations reach them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from council import rulebook
from council.models import DeliveryChannel, Person
from council.models.channels import ELECTRONIC
from council.states import ChannelKind

_HELP = "Bei E-Mail die E-Mail-Adresse, bei Post die Anschrift, bei Übergabe zum Beispiel das Fach im Rathaus."


class ChannelForm(forms.Form):
    """Kind and address; whoever chooses an electronic way has to agree to it."""

    kind = forms.ChoiceField(
        label="Einladungen erreichen mich durch",
        choices=ChannelKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte einen Weg wählen."},
    )
    address = forms.CharField(label="Adresse", required=False, max_length=500, help_text=_HELP)
    consent = forms.BooleanField(
        label="Ich bin einverstanden, dass ich elektronisch geladen werde",
        required=False,
        help_text="Nur bei E-Mail und Postfach nötig. Sie können jederzeit zu Post oder Übergabe wechseln.",
    )
    opted_in_on = forms.DateField(
        label="Schriftliche Einwilligung vom",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Nur bei E-Mail und Postfach nötig.",
    )

    def __init__(self, *args: Any, person: Person, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        del self.fields["opted_in_on" if own else "consent"]
        if not own:
            self.fields["kind"].label = "Einladungen erreichen diese Person durch"

    def clean(self) -> dict[str, Any]:
        """An address where one is needed, and the consent that an electronic way asks for."""
        super().clean()
        if self.errors:
            return self.cleaned_data
        kind, address = self.cleaned_data["kind"], self.cleaned_data["address"].strip()
        if kind == ChannelKind.EMAIL:
            self._check_email(address)
        if kind == ChannelKind.POST and not address:
            self.add_error("address", "Für die Post fehlt die Anschrift.")
        if kind == ChannelKind.PORTAL and not _can_sign_in(self.person):
            self.add_error("kind", "Für das Postfach braucht die Person einen Zugang zu diesem System.")
        if kind in ELECTRONIC:
            self._check_consent()
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """The clean values as the act takes them."""
        cleaned = self.cleaned_data
        electronic = cleaned["kind"] in ELECTRONIC
        given = cleaned.get("opted_in_on") or (timezone.localdate() if cleaned.get("consent") else None)
        return {
            "kind": cleaned["kind"],
            "address": "" if cleaned["kind"] == ChannelKind.PORTAL else cleaned["address"].strip(),
            "opted_in_on": given if electronic else None,
        }

    def _check_email(self, address: str) -> None:
        try:
            validate_email(address)
        except ValidationError:
            self.add_error("address", "Das ist keine E-Mail-Adresse.")

    def _check_consent(self) -> None:
        today = timezone.localdate()
        name = "consent" if "consent" in self.fields else "opted_in_on"
        given = self.cleaned_data.get(name)
        if not given and rulebook.value("invitation.electronic_requires_optin", on=today):
            self.add_error(name, "Elektronisch wird nur eingeladen, wer eingewilligt hat.")
        if name == "opted_in_on" and given and given > today:
            self.add_error(name, "Dieser Tag liegt in der Zukunft.")


def initial_of(channel: DeliveryChannel | None) -> dict[str, Any]:
    """What the form shows before anyone typed; the consent is asked for anew."""
    if channel is None:
        return {}
    return {"kind": channel.kind, "address": channel.address, "opted_in_on": channel.opted_in_on}


def _can_sign_in(person: Person) -> bool:
    account = getattr(person, "account", None)
    return account is not None and account.is_active
