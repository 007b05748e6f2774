"""Forms around persons: choosing from the list, entering, changing."""

from __future__ import annotations

from typing import Any

from django import forms

from council.forms.lines import AskingForm, Line
from council.models import Body, Organization, Person
from council.models.people import LONGEST_LIFE

ADDRESSES = ("Frau", "Herr")
_LONGEST_NAME = 200
_LONGEST_TITLE = 50
_SEATED = [("", "alle"), ("now", "mit Sitz am heutigen Tag"), ("none", "ohne Sitz am heutigen Tag")]
_LACKING = [("", "alle"), ("account", "ohne Zugang"), ("channel", "ohne Einladungsweg")]


class PeopleFilter(forms.Form):
    """Which persons to list; what only the office may ask for is no field for others."""

    q = Line(label="Name", required=False)
    body = forms.ChoiceField(label="Gremium", required=False)
    seated = forms.ChoiceField(label="Mitgliedschaft", required=False, choices=_SEATED)
    lacking = forms.ChoiceField(label="Was fehlt", required=False, choices=_LACKING)

    def __init__(self, *args: Any, town: Body | None, office: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["body"]
        assert isinstance(choice, forms.ChoiceField)
        rows = Organization.objects.living().filter(body=town).order_by("name", "pk")
        choice.choices = [("", "alle"), *rows.values_list("key", "name")]
        if not office:
            del self.fields["lacking"]

    def chosen(self, name: str) -> str:
        """What was chosen or typed; nothing for what does not exist or may not be asked."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class PersonForm(AskingForm):
    """Name and form of address of a person, and a few words on their life."""

    given_name = Line(label="Vorname", required=False, max_length=100)
    affix = Line(label="Namenszusatz", required=False, max_length=50, help_text="Zum Beispiel „von der“.")
    family_name = Line(label="Nachname", max_length=100)
    form_of_address = Line(label="Anrede", required=False, max_length=50, offers="addresses")
    titles = Line(label="Titel", required=False, help_text="Mehrere durch Komma getrennt, zum Beispiel „Prof., Dr.“.")
    name = Line(
        label="Anzeigename",
        required=False,
        help_text="Bleibt das Feld leer, ist es Titel, Vorname, Namenszusatz und Nachname.",
    )

    life = Line(
        label="Zur Person",
        required=False,
        max_length=LONGEST_LIFE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Wenige Sätze, nur mit Einwilligung der Person: Sie erscheinen öffentlich und in den offenen Daten.",
    )
    life_source = Line(
        label="Quelle der Angaben zur Person",
        required=False,
        help_text="Zum Beispiel „Selbstauskunft, Mai 2026“.",
    )

    def clean_titles(self) -> list[str]:
        """The titles one by one."""
        titles = [title.strip() for title in self.cleaned_data["titles"].split(",")]
        if any(len(title) > _LONGEST_TITLE for title in titles):
            raise forms.ValidationError(f"Ein Titel darf höchstens {_LONGEST_TITLE} Zeichen haben.")
        return [title for title in titles if title]

    def clean(self) -> dict[str, Any]:
        """Put the name together where none was typed."""
        super().clean()
        cleaned = self.cleaned_data
        if not self.errors and not cleaned["name"]:
            cleaned["name"] = composed(
                **{name: cleaned[name] for name in ("titles", "given_name", "affix", "family_name")}
            )
            if len(cleaned["name"]) > _LONGEST_NAME:
                self.add_error("name", f"Der ganze Name darf höchstens {_LONGEST_NAME} Zeichen haben.")
        if bool(cleaned.get("life")) != bool(cleaned.get("life_source")):
            self.add_error("life_source", "Angaben zur Person und ihre Quelle gehören zusammen.")
        return cleaned

    def values(self) -> dict[str, Any]:
        """The clean values as the fields of a person."""
        names = ("given_name", "affix", "family_name", "form_of_address", "titles", "name", "life", "life_source")
        return {name: self.cleaned_data[name] for name in names}


def composed(*, titles: list[str], given_name: str, affix: str, family_name: str) -> str:
    """The name as it is shown: „Dr. Ada von der Aue“."""
    return " ".join(part for part in (*titles, given_name, affix, family_name) if part)


def initial_of(person: Person) -> dict[str, Any]:
    """What the form shows of a person; a name that is just put together is left empty, so that it follows its parts."""
    parts = {name: getattr(person, name) for name in ("titles", "given_name", "affix", "family_name")}
    own = person.name != composed(**parts)
    shown = parts | {"titles": ", ".join(person.titles), "form_of_address": person.form_of_address}
    shown |= {"life": person.life, "life_source": person.life_source}
    return shown | {"name": person.name if own else "", "version": person.version}
