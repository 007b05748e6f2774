"""Turns into values which passages answer which questions and who asked further, on taking in or setting right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms

from council.models import Body, Organization, Person
from motions.actions import inquiries
from motions.actions.inquiries import LONGEST_ROLE, Asker
from motions.models import FollowUp, Inquiry, Passage

MOST_BOXES = 2_000  # boxes on one page, one for each pair of a passage and a question
MOST_QUESTIONS = 200  # offered on one page; links with those beyond stay as they are
MOST_FOLLOW_UPS = 50  # on one page
ASKERS = "askers"  # the id of the list of names that the page suggests


def passages_on_a_page(questions: int) -> int:
    """How many passages a page can show, each with a box for every question; at least one."""
    return MOST_BOXES // max(1, min(questions, MOST_QUESTIONS))


class QuestionsField(forms.TypedMultipleChoiceField):
    """The numbers of the questions that a passage answers, as a row of boxes."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"invalid_choice": "Eine Frage %(value)s gibt es hier nicht."}

    def __init__(self, *, numbers: Sequence[int], **kwargs: Any) -> None:
        choices = [(number, str(number)) for number in numbers[:MOST_QUESTIONS]]
        super().__init__(choices=choices, coerce=int, required=False, **kwargs)
        self.widget.attrs["class"] = "numbers"


class AskerField(forms.CharField):
    """Who asked further: a person, a faction, a board, or a role in words; the page suggests names."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": ASKERS, "autocomplete": "off"})
        super().__init__(label="Wer hat nachgefragt?", max_length=LONGEST_ROLE, required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        """The name on one line."""
        return " ".join(super().clean(value).split())


class QuestionField(forms.IntegerField):
    """The number of the question to which a follow-up belongs; None is the inquiry as a whole."""

    def __init__(self, *, numbers: Iterable[int], **kwargs: Any) -> None:
        self.numbers = frozenset(numbers)
        super().__init__(label="Zu Frage Nummer", required=False, help_text="Leer: zur Anfrage im Ganzen.", **kwargs)

    def clean(self, value: Any) -> int | None:
        """A number among the questions."""
        number: int | None = super().clean(value)
        if number is not None and number not in self.numbers:
            raise forms.ValidationError(f"Eine Frage {number} gibt es hier nicht.")
        return number


def askers(town: Body | None) -> list[str]:
    """The names a page suggests for who asked: living bodies and persons of the town."""
    bodies = Organization.objects.living().filter(body=town).order_by("name").values_list("name", flat=True)
    people = Person.objects.filter(body=town, deleted_at=None).order_by("name").values_list("name", flat=True)
    return list(dict.fromkeys([*bodies, *people]))


class PassagesForm(forms.Form):
    """Which passages of the answers answer which questions, and who asked further; only what this person reads."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, inquiry: Inquiry, passages: Sequence[Passage], followups: Sequence[FollowUp], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.inquiry, self.shown, self.followups = inquiry, passages, followups
        self.initial = {"version": inquiry.paper.version}
        self.numbers = sorted(question.number for question in inquiry.questions.all())
        for passage in passages:
            answered = sorted(question.number for question in passage.questions.all())
            self.fields[f"passage_{passage.pk}"] = QuestionsField(
                numbers=self.numbers, label=f"Absatz {passage.number} beantwortet Frage", initial=answered
            )
        for followup in followups:
            self.fields |= _of_follow_up(followup, numbers=self.numbers)

    def passage_rows(self) -> Iterator[tuple[Passage, forms.BoundField]]:
        """Each passage with its boxes."""
        return ((passage, self[f"passage_{passage.pk}"]) for passage in self.shown)

    def follow_up_rows(self) -> Iterator[tuple[FollowUp, list[forms.BoundField]]]:
        """Each follow-up with its fields."""
        for followup in self.followups:
            yield followup, [self[f"follow_up_{followup.number}_{part}"] for part in ("asker", "question")]

    def wrong_fields(self) -> list[tuple[forms.BoundField, Any]]:
        """The fields with an error, for the summary above the form."""
        return [(field, field.errors) for field in self if field.errors]

    def passages(self) -> dict[int, list[int]]:
        """The numbers of questions by the id of the passage, with those that the page did not offer."""
        beyond = set(self.numbers[MOST_QUESTIONS:])
        return {
            passage.pk: self.cleaned_data[f"passage_{passage.pk}"]
            + [question.number for question in passage.questions.all() if question.number in beyond]
            for passage in self.shown
        }

    def asked(self) -> dict[int, tuple[Asker, int | None]]:
        """Who asked each follow-up, and on which question."""
        return {followup.number: self._asked(followup) for followup in self.followups}

    def _asked(self, followup: FollowUp) -> tuple[Asker, int | None]:
        name = self.cleaned_data[f"follow_up_{followup.number}_asker"]
        question = self.cleaned_data[f"follow_up_{followup.number}_question"]
        if name == asked_by(followup):
            return Asker(followup.asker_organization, followup.asker_person, followup.asker_role), question
        return inquiries.asker_named(name, town=self.inquiry.paper.body), question


def asked_by(followup: FollowUp) -> str:
    """Who asked, in words; empty if that is not stated."""
    return str(followup.asker_organization or followup.asker_person or followup.asker_role)


def _of_follow_up(followup: FollowUp, *, numbers: Sequence[int]) -> dict[str, forms.Field]:
    return {
        f"follow_up_{followup.number}_asker": AskerField(
            initial=asked_by(followup), help_text="Name einer Person oder eines Gremiums, sonst die Rolle in Worten."
        ),
        f"follow_up_{followup.number}_question": QuestionField(
            numbers=numbers, initial=followup.question.number if followup.question else None
        ),
    }
