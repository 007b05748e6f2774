"""The forms around an account: to whom it is opened, and with which password it is taken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from council import residents
from council.models import User


class AccessForm(forms.Form):
    """The address to which the link goes."""

    email = forms.EmailField(
        label="E-Mail-Adresse",
        help_text="Dorthin geht der Link, mit dem die Person ihr Passwort festlegt; mit ihr meldet sie sich an.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Bitte eine Adresse angeben.", "invalid": "Das ist keine E-Mail-Adresse."},
    )


class ResidentForm(forms.Form):
    """Whose account somebody writes about: by their address alone. `account` is the one it leads to."""

    email = forms.EmailField(
        label="E-Mail-Adresse des Kontos",
        help_text="Genau die Adresse, mit der sich die Person anmeldet. Eine Liste der Konten gibt es nicht.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Bitte eine Adresse angeben.", "invalid": "Das ist keine E-Mail-Adresse."},
    )

    def clean(self) -> dict[str, Any]:
        """Find it."""
        super().clean()
        if not self.errors:
            self.cleaned_data["account"] = residents.at(self.cleaned_data["email"])
            if self.cleaned_data["account"] is None:
                self.add_error("email", "Mit dieser Adresse meldet sich hier niemand an.")
        return self.cleaned_data


class PasswordForm(forms.Form):
    """A password, twice, by the rules of the house."""

    password = forms.CharField(
        label="Passwort",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Mindestens zwölf Zeichen. Am besten ein ganzer Satz, den nur Sie kennen.",
        max_length=1_000,
    )
    again = forms.CharField(
        label="Passwort wiederholen",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=1_000,
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Both the same, and no password that others guess."""
        super().clean()
        if self.errors:
            return self.cleaned_data
        if self.cleaned_data["password"] != self.cleaned_data["again"]:
            self.add_error("again", "Die beiden Passwörter sind verschieden.")
            return self.cleaned_data
        try:
            validate_password(self.cleaned_data["password"], User(email=self.email))
        except forms.ValidationError as problem:
            self.add_error("password", problem)
        return self.cleaned_data
