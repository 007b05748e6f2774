"""What a resident says when opening an account: the name others see, their age, and that they know the rules."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from council import rulebook, unjournaled
from council.models import Person, User

LONGEST_NAME = 80
SHORTEST_NAME = 2


class SignUpForm(forms.Form):
    """Stands before e-mail and password on the page of signing up; allauth takes it from here."""

    pseudonym = forms.CharField(
        label="Anzeigename",
        min_length=SHORTEST_NAME,
        max_length=LONGEST_NAME,
        help_text="So heißen Sie für andere. Es muss nicht Ihr wirklicher Name sein. Ihre E-Mail sieht niemand.",
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    of_age = forms.BooleanField(
        error_messages={"required": "Bitte bestätigen Sie Ihr Alter, oder lassen Sie Ihre Eltern einwilligen."}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        age = rulebook.value("comments.min_age", on=timezone.localdate())
        self.fields["of_age"].label = (
            f"Ich bin mindestens {age} Jahre alt, oder meine Eltern haben eingewilligt. "
            "Ich kenne die Netiquette und halte mich daran."
        )

    def clean_pseudonym(self) -> str:
        """Nobody takes the name of a person of the council or of another account, however it is spelt."""
        name = " ".join(visible(self.cleaned_data["pseudonym"]).split())
        if len(name) < SHORTEST_NAME:
            raise forms.ValidationError("Bitte einen Namen mit sichtbaren Buchstaben wählen.")
        taken = {folded(known) for known in Person.objects.filter(deleted_at=None).values_list("name", flat=True)}
        taken |= {folded(known) for known in User.objects.exclude(pseudonym="").values_list("pseudonym", flat=True)}
        if folded(name) in taken:
            raise forms.ValidationError("So heißt hier schon jemand. Bitte wählen Sie einen anderen Namen.")
        return name

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name; the account itself is allauth's to make."""
        unjournaled.keep_pseudonym(user, pseudonym=self.cleaned_data["pseudonym"])


def visible(name: str) -> str:
    """The name without what cannot be seen: controls, direction marks, joiners."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", name) if unicodedata.category(letter)[0] != "C")


def folded(name: str) -> str:
    """The name as the eye confuses it: without case, accents, blanks and signs."""
    parted = unicodedata.normalize("NFKD", visible(name).casefold())
    return "".join(letter for letter in parted if letter.isalnum())
