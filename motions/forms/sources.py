"""Turns input about sources of imports into clean values: a new one, when it is asked, and what is settled."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings

from council.models import Organization, Person
from motions.actions import import_rulings
from motions.importing.oparl import guard, rulings
from motions.importing.oparl.records import Kind
from motions.models import ImportRemark, ImportSource
from motions.states import ImportVerdict

NO_ADDRESS = "Bitte eine Adresse angeben, die mit https:// (oder http://) beginnt und kein Kennwort enthält."
NOT_LISTED = "Diese Adresse steht nicht auf der Liste der erlaubten Quellen. Die Liste führt der technische Betrieb."
NOT_PUBLIC = "Diese Adresse ist im öffentlichen Netz nicht zu finden, oder sie zeigt in ein privates Netz."


class OptionsForm(forms.Form):
    """What is taken over from a source, and when it is asked again."""

    body_name = forms.CharField(
        label="Name der Stadt",
        max_length=200,
        required=False,
        help_text="Nur nötig, wenn die Quelle ihn nicht selbst nennt.",
    )
    with_files = forms.BooleanField(
        label="Auch die Dateien laden (PDF)",
        required=False,
        initial=True,
        help_text="Sie werden nach den Angaben im Hintergrund geladen und für die Suche gelesen.",
    )
    nightly = forms.BooleanField(label="Jede Nacht nach Änderungen fragen", required=False)
    nightly_at = forms.TimeField(
        label="Uhrzeit", initial="02:30", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    whole_every = forms.IntegerField(
        label="Alles vergleichen alle … Tage",
        min_value=1,
        max_value=365,
        initial=7,
        help_text="Manche Systeme melden nicht jede Änderung. Der Vergleich findet, was fehlt oder verschwunden ist.",
    )


class NewForm(OptionsForm):
    """A source by its address. Our own network is out of reach, unless the installation names the host."""

    address = forms.CharField(
        label="Adresse der OParl-Schnittstelle",
        max_length=500,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Zum Beispiel https://ratsinfo.example.org/oparl/system – die Einstiegsadresse (System) der Stadt.",
    )
    field_order = ["address", "body_name", "with_files", "nightly", "nightly_at", "whole_every"]

    def clean_address(self) -> str:
        """An address in the web that is allowed here."""
        address: str = self.cleaned_data["address"].strip()
        try:
            parts = urlsplit(address)
            host, port = (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            raise forms.ValidationError(NO_ADDRESS) from None
        if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
            raise forms.ValidationError(NO_ADDRESS)
        listed = settings.IMPORT_HOSTS
        if listed and host not in listed and f"{host}:{port}" not in listed:
            raise forms.ValidationError(NOT_LISTED)
        if not listed and not guard.is_reachable(host, port):
            raise forms.ValidationError(NOT_PUBLIC)
        return address


class SwitchForm(OptionsForm):
    """The same for a source that is there."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(of: ImportSource) -> dict[str, Any]:
        """What is set now."""
        names = ("body_name", "with_files", "nightly", "nightly_at", "whole_every", "version")
        return {name: getattr(of, name) for name in names}


class SettleForm(forms.Form):
    """What becomes of one thing that was skipped or doubted; only what is possible with it is offered."""

    verdict = forms.ChoiceField(label="Entscheidung", widget=forms.RadioSelect)
    organization = forms.ModelChoiceField(
        label="Gremium oder Fraktion hier",
        queryset=Organization.objects.none(),
        to_field_name="key",
        required=False,
        empty_label="bitte wählen",
    )
    person = forms.ModelChoiceField(
        label="Person hier",
        queryset=Person.objects.none(),
        to_field_name="key",
        required=False,
        empty_label="bitte wählen",
    )

    def __init__(self, *args: Any, remark: ImportRemark, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = rulings.TARGETS.get(remark.field) if remark.target else None
        fields: dict[str, Any] = self.fields
        fields["verdict"].choices = _choices(remark, assignable=kind is not None)
        body = remark.run.body_id
        if kind is Kind.ORGANIZATION:
            fields["organization"].queryset = Organization.objects.living().filter(body=body).order_by("name", "pk")
        else:
            del fields["organization"]
        if kind is Kind.PERSON:
            fields["person"].queryset = Person.objects.filter(body=body, deleted_at=None).order_by("name", "pk")
        else:
            del fields["person"]

    def clean(self) -> dict[str, Any]:
        """Assigning needs somebody to assign."""
        clean = self.cleaned_data
        if clean.get("verdict") == ImportVerdict.ASSIGNED and not (clean.get("organization") or clean.get("person")):
            raise forms.ValidationError("Bitte auswählen, wem das zugeordnet werden soll.")
        return clean


def _choices(remark: ImportRemark, *, assignable: bool) -> list[tuple[str, str]]:
    found = [(str(ImportVerdict.AS_IS), "So ist es richtig; nicht mehr nachfragen")]
    if import_rulings.can_be_left_out(remark):
        found.append((str(ImportVerdict.LEFT_OUT), "Dieses Objekt auslassen; es wird hier entfernt"))
    if assignable:
        found.append((str(ImportVerdict.ASSIGNED), "Einem Eintrag hier zuordnen"))
    return found
