"""Turns what people and programs say about notes into clean values, for pages and JSON alike."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from collaboration import anchoring
from collaboration.circles import Choice
from collaboration.states import Motivation
from council.models import Membership, Person, User
from council.states import Audience
from documents import text as canonical

LONGEST_NOTE = 10_000  # code points
NOT_YOURS = "In diesem Kreis können Sie keine Anmerkung schreiben."


class _Kind(forms.Select):
    """What is not said is a comment."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The kind that was sent, or the usual one."""
        return super().value_from_datadict(data, files, name) or Motivation.COMMENTING


class _Words(forms.Form):
    """The words of a note."""

    text = forms.CharField(
        label="Ihre Anmerkung",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Bitte schreiben Sie etwas."},
    )

    def clean_text(self) -> str:
        """Normalise the words and count them as they will be kept."""
        text = canonical.normalise(self.cleaned_data["text"]).strip()
        if len(text) > LONGEST_NOTE:
            written = f"{len(text):,}".replace(",", ".")
            raise forms.ValidationError(f"Eine Anmerkung hat höchstens 10.000 Zeichen; diese hat {written}.")
        if not text and self.fields["text"].required:
            raise forms.ValidationError("Bitte schreiben Sie etwas.")
        return text


class NoteForm(_Words):
    """A new note: its words, its kind, its circle, and the passage of a text by words, place or both."""

    motivation = forms.ChoiceField(
        label="Art",
        choices=[*Motivation.choices[1:], (Motivation.HIGHLIGHTING, "Markierung, ohne Text")],
        initial=Motivation.COMMENTING,
        widget=_Kind,
    )
    circle = forms.ChoiceField(
        label="Wer soll das lesen?",
        widget=forms.RadioSelect,
        initial=Audience.PRIVATE,
        error_messages={"invalid_choice": NOT_YOURS, "required": "Bitte wählen Sie, wer das lesen soll."},
    )
    start = forms.IntegerField(required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, widget=forms.HiddenInput)
    exact = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    before = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    after = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, canonical_text: str, choices: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.canonical_text = canonical_text
        self.fields["text"].required = self.data.get("motivation") != Motivation.HIGHLIGHTING
        _offer(self, choices)

    def clean(self) -> dict[str, Any]:
        """Find the passage: `selector` is how it will be stored."""
        clean = self.cleaned_data
        if {"start", "end", "exact", "before", "after"} <= set(clean):
            try:
                clean["selector"] = self._selector(clean)
            except anchoring.AnchorProblem as problem:
                self.add_error(None, str(problem))
        return clean

    def _selector(self, clean: dict[str, Any]) -> anchoring.Selector:
        # Browsers send every line end of a form as \r\n, the canonical text knows only \n.
        exact, before, after = (clean[name].replace("\r\n", "\n") for name in ("exact", "before", "after"))
        start, end = clean["start"], clean["end"]
        if start is None or end is None:
            start = end = -1
        elif not exact:
            exact = anchoring.describe(self.canonical_text, start, end).exact
        return anchoring.locate(anchoring.Selector(exact, before, after, start, end), self.canonical_text)


class EditForm(_Words):
    """New words for a note, made from a certain state of it."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, motivation: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = motivation != Motivation.HIGHLIGHTING


class ReplyForm(_Words):
    """A reply: its words, and a circle within that of the note."""

    circle = forms.ChoiceField(
        label="Wer soll die Antwort lesen?",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": NOT_YOURS, "required": "Bitte wählen Sie, wer das lesen soll."},
    )

    def __init__(self, *args: Any, choices: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Ihre Antwort"
        _offer(self, choices)


class ShareForm(forms.Form):
    """Whom a note is shown to by name: holders of an office with an account, whose names are public."""

    person = forms.ModelChoiceField(
        label="Mit wem?",
        queryset=Person.objects.none(),
        to_field_name="key",
        empty_label="Bitte wählen",
        error_messages={
            "required": "Bitte wählen Sie eine Person.",
            "invalid_choice": "Mit dieser Person können Sie hier nicht teilen.",
        },
    )

    def __init__(self, *args: Any, by: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        seats = Membership.objects.current(on=on).values("person")
        people = Person.objects.filter(pk__in=seats, account__is_active=True, deleted_at=None)
        field.queryset = people.exclude(account=by.pk).select_related("account").order_by("name")

    def clean_person(self) -> User:
        """The account of the person."""
        account: User = self.cleaned_data["person"].account
        return account


class LiftForm(forms.Form):
    """The wider circle a note is lifted to."""

    circle = forms.ChoiceField(
        label="In welchen Kreis?",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Eine Anmerkung kann nur in einen weiteren Kreis gehoben werden."},
    )

    def __init__(self, *args: Any, choices: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, choices)


def _offer(form: forms.Form, choices: list[Choice]) -> None:
    field: Any = form.fields["circle"]
    field.choices = [(choice.circle.value, _named(choice)) for choice in choices]


def _named(choice: Choice) -> SafeString:
    icon = SafeString(render_to_string("components/icon.html", {"name": choice.icon}))
    return format_html("{}<span>{}</span>", icon, choice.label)
