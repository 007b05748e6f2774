"""Refuses passwords that are guessed from what everybody knows of this house."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from council.models import User

# Longer words before the shorter ones they begin with.
WORDS = (
    *("stadtverordnetenversammlung", "stadtverordneter", "stadtverordnete", "ratsinformation", "rathaus", "magistrat"),
    *("ausschuss", "fraktion", "sitzung", "stadt", "papierlos", "passwort", "password"),
)
LEFT = 8  # characters that must remain when the words of the house are taken away


class WordsOfTheHouse:
    """A password may hold the town's name and the words of its council, but not consist of them."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError with the sentence to show."""
        words = (settings.CITY_NAME.casefold(), *WORDS)
        rest = re.sub("|".join(map(re.escape, words)), "", password.casefold())
        if rest != password.casefold() and len(rest) < LEFT:
            raise ValidationError(
                "Das Passwort besteht fast nur aus dem Namen der Stadt oder Wörtern der Stadtverordnetenversammlung."
                " Bitte fügen Sie eigene Wörter hinzu.",
                code="words_of_the_house",
            )

    def get_help_text(self) -> str:
        """What is told beside the field."""
        return (
            "Das Passwort darf nicht nur aus dem Namen der Stadt und Wörtern der Stadtverordnetenversammlung bestehen."
        )
