"""Turns input about amendments into clean values: for whom, what is changed block by block, ranks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField

from council import audiences
from council.models import Organization
from council.states import Audience
from documents.forms import LONGEST_TEXT
from documents.models import Paper
from documents.text import Block
from motions.actions.amendments import Wording
from motions.amending import scope, typed
from motions.amending.edits import Edit, Unfit
from motions.amending.parent import Parent
from motions.forms import writing
from motions.forms.movers import movers_of
from motions.models import Amendment
from motions.slate import Slate

if TYPE_CHECKING:
    from council.audiences import Viewer

PART = 60  # blocks of the main text on one page of the editor
LONGEST_REASON = 4000
HIGHEST_RANK = 100


class StartForm(forms.Form):
    """For whom an amendment is brought in."""

    mover = forms.ModelChoiceField(
        label="Wer bringt ihn ein?", queryset=Organization.objects.none(), to_field_name="key", required=False
    )

    def __init__(self, *args: Any, user: Viewer, main: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["mover"]
        field.queryset = movers_of(user) if main.audience == Audience.PUBLIC else Organization.objects.none()
        standing = audiences.standing_of(user)
        alone = standing.member or main.audience != Audience.PUBLIC
        field.required = not alone
        field.empty_label = "ich allein" if alone else None
        first = field.queryset.first()
        self.initial.setdefault("mover", first.key if first else None)


@dataclass(frozen=True)
class Row:
    """A block of the main text with the fields that change it; a heading above the text has only what follows it."""

    block: Block | None
    wording: BoundField | None
    strike: BoundField | None
    after: BoundField
    why: BoundField

    @property
    def is_changed(self) -> bool:
        """Whether something was typed for it, so that it is shown open."""
        text = self.wording is not None and self.block is not None and self.wording.value() != self.block.text
        struck = self.strike is not None and bool(self.strike.value())
        return text or struck or bool(self.after.value()) or bool(self.why.value()) or self.has_errors

    @property
    def has_errors(self) -> bool:
        """Whether one of its fields is refused."""
        return any(field.errors for field in (self.wording, self.strike, self.after, self.why) if field is not None)


class AmendmentForm(forms.Form):
    """An amendment as its author writes it: the blocks of one part of the main text, each to be changed directly.

    `kept` is what was typed so far, on other parts too. Only the title is needed to save.
    """

    name = forms.CharField(label="Titel", max_length=writing.LONGEST_TITLE)
    reason = forms.CharField(
        label="Begründung",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_TEXT // 4,
        required=False,
        template_name=writing.NEEDED,  # type: ignore[call-arg]  # known to Django since 5.0, not yet to its types
    )
    plain_summary = writing.summary()
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, parent: Parent, kept: Mapping[str, str], part: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent, self.kept = parent, dict(kept)
        amended = scope.amendable(parent.text)
        self.parts = max(1, -(-len(amended) // PART))
        self.part = min(max(1, part), self.parts)
        self.shown = amended[(self.part - 1) * PART : self.part * PART]
        self.has_title = bool(parent.blocks) and scope.is_title(parent.blocks[0])
        self._add_fields()
        for name in self.fields:
            self.initial.setdefault(name, self.kept.get(name, self._unchanged(name)))

    def _add_fields(self) -> None:
        self.fields["whole"] = forms.CharField(
            label="Neuer Text anstelle des ganzen Beschlusstextes",
            widget=forms.Textarea(attrs={"rows": 10, "data-structured": ""}),
            max_length=LONGEST_TEXT - 1000,
            required=False,
            help_text="Nur ausfüllen, wenn alles ersetzt werden soll. Die Begründung des Hauptantrags bleibt.",
        )
        self.fields["why-whole"] = _reason("Warum?")
        if self.part == 1:
            place = 1 if self.has_title else 0
            self.fields[f"after-{place}"] = _new_block("Neuer Absatz am Anfang")
            self.fields[f"why-{place}"] = _reason("Warum?")
        for block in self.shown:
            self.fields[f"text-{block.number}"] = forms.CharField(
                label=f"Wortlaut von Absatz {block.number}",
                widget=forms.Textarea(attrs={"rows": min(14, 2 + len(block.text) // 70)}),
                max_length=LONGEST_TEXT,
                strip=False,
                required=False,
            )
            self.fields[f"strike-{block.number}"] = forms.BooleanField(
                label=f"Absatz {block.number} streichen", required=False
            )
            self.fields[f"after-{block.number}"] = _new_block(f"Neuer Absatz nach Absatz {block.number}")
            self.fields[f"why-{block.number}"] = _reason(f"Warum? (zu Absatz {block.number})")

    def _unchanged(self, name: str) -> str:
        sort, _, number = name.rpartition("-")
        return self.parent.block(int(number)).text if sort == "text" else ""

    def rows(self) -> Iterator[Row]:
        """The blocks of this part with their fields."""
        if self.part == 1:
            place = 1 if self.has_title else 0
            yield Row(None, None, None, self[f"after-{place}"], self[f"why-{place}"])
        for block in self.shown:
            fields = (self[f"{sort}-{block.number}"] for sort in ("text", "strike", "after", "why"))
            yield Row(block, *fields)

    def clean(self) -> dict[str, Any]:
        """The changes must fit the text and each other."""
        super().clean()
        if not self.errors:
            try:
                self.cleaned_data["edits"] = typed.edits_of(self.typed(), parent=self.parent)
            except Unfit as problem:
                self.add_error(None, str(problem))
        if sum(map(len, self.typed().values())) > 2 * LONGEST_TEXT:
            self.add_error(None, f"Alle Änderungen zusammen sind länger als {2 * LONGEST_TEXT} Zeichen.")
        return self.cleaned_data

    def typed(self) -> dict[str, str]:
        """What was typed, on this part and the others; what is as it was is left out."""
        elsewhere = {name: value for name, value in self.kept.items() if name not in self.fields}
        here = {name: str(self.data.get(name, "")).replace("\r\n", "\n") for name in self.fields if name != "revision"}
        changed = {name: value for name, value in here.items() if value and value != self._unchanged(name)}
        emptied = {name: "" for name, value in here.items() if not value and name.startswith("text-")}
        return elsewhere | changed | emptied

    def wording(self) -> Wording:
        """Make the wording that the acts take."""
        clean = self.cleaned_data
        return Wording(
            name=clean["name"],
            edits=clean["edits"],
            reason=clean["reason"].strip(),
            plain_summary=clean["plain_summary"].strip(),
            typed=self.typed(),
        )


class AutosaveForm(AmendmentForm):
    """The same while it is being typed: even the title may be missing for a moment."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False

    def clean(self) -> dict[str, Any]:
        """What does not fit yet is kept all the same."""
        return self.cleaned_data


def wording_of(kept: Mapping[str, str], *, parent: Parent) -> Wording:
    """The wording that was kept, as it would be handed in. Raises Unfit with a German sentence."""
    edits: tuple[Edit, ...] = typed.edits_of(kept, parent=parent)
    return Wording(
        name=kept.get("name", "").strip(),
        edits=edits,
        reason=kept.get("reason", "").strip(),
        plain_summary=kept.get("plain_summary", "").strip(),
        typed=dict(kept),
    )


class RanksForm(forms.Form):
    """The ranks of the amendments of one text; an empty one is the rank proposed."""

    def __init__(self, *args: Any, slate: Slate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slate = slate
        for amendment in slate.ordered:
            self.fields[f"rank-{amendment.paper.key}"] = forms.IntegerField(
                label=f"Rang von {amendment.label}",
                min_value=0,
                max_value=HIGHEST_RANK,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                initial=amendment.rank_fixed,
            )

    def rows(self) -> list[tuple[Amendment, BoundField]]:
        """The amendments in order, each with its field."""
        return [(amendment, self[f"rank-{amendment.paper.key}"]) for amendment in self.slate.ordered]

    def ranks(self) -> dict[int, int | None]:
        """The ranks by primary key."""
        return {one.pk: self.cleaned_data[f"rank-{one.paper.key}"] for one in self.slate.ordered}


class TakeOverForm(forms.Form):
    """That all who brought the main text in agree to take the amendment over."""

    agreed = forms.BooleanField(label="Alle, die den Hauptantrag eingebracht haben, sind einverstanden.")


class WithdrawalForm(forms.Form):
    """That those who brought the amendment in agree to withdraw it."""

    agreed = forms.BooleanField(label="Alle Antragstellenden sind einverstanden.")


def _new_block(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": 3, "data-structured": ""}),
        max_length=LONGEST_TEXT,
        required=False,
    )


def _reason(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_REASON, required=False)
