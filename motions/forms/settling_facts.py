"""Turns what the office says about a past paper and the meeting that dealt with it into clean values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms

from council.models import Organization
from council.states import Audience, BodyKind, Result
from documents.forms import MEETING_KINDS
from documents.states import ConsultationRole, PaperState
from motions.importing import register
from motions.importing.plain import decided
from motions.importing.plain.proposal import AnswerMode as TextMode
from motions.states import AnswerMode

BODIES = "bodies"  # the id of the list of names that the page suggests
UNKNOWN = "nicht angegeben"
_AUDIENCES = (Audience.PUBLIC, Audience.COUNCIL, Audience.MEMBERS, Audience.ADMINISTRATION)
_ASKING = (
    BodyKind.FACTION,
    BodyKind.ADVISORY_BOARD,
    BodyKind.DISTRICT_COUNCIL,
    BodyKind.EXECUTIVE,
    BodyKind.COMMITTEE,
)
_FACTS_OF_MEETING = ("name", "number", "date", "body", "public")
_OF_A_MEETING = ("meeting_audience", "item_number", "item_public", "item_result", "item_audience")


def choice(label: str, choices: Iterable[tuple[str, Any]], *, unknown: str = UNKNOWN, help_text: str = "") -> Any:
    """A choice that may stay unknown."""
    return forms.ChoiceField(label=label, choices=[("", unknown), *choices], required=False, help_text=help_text)


def yes_or_no(label: str, *, yes: str = "ja", no: str = "nein") -> Any:
    """A fact that may be unknown: True, False or None."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("", UNKNOWN), ("yes", yes), ("no", no)],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )


def circle(label: str, *, help_text: str = "") -> Any:
    """Who may read; "" is not decided."""
    circles = [(audience.value, audience.label) for audience in _AUDIENCES]
    return choice(label, circles, unknown="noch nicht entschieden (bleibt beim Büro)", help_text=help_text)


def day_field(label: str) -> Any:
    """A day that may stay unknown."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class BodyField(forms.CharField):
    """A body by its name; one that is not entered yet is entered, if its name says what it is."""

    def __init__(self, *, kinds: tuple[BodyKind, ...], **kwargs: Any) -> None:
        self.kinds = kinds
        widget = forms.TextInput(attrs={"list": BODIES, "autocomplete": "off"})
        super().__init__(max_length=register.LONGEST_NAME, required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        """The name on one line; refuses one that names no body which may stand here."""
        name = " ".join(super().clean(value).split())
        if name and self.kind_of(name) not in self.kinds:
            raise forms.ValidationError(
                "Kein erfasstes Gremium, das hier stehen kann, und der Name sagt nicht, was für eines es ist"
                " (wie „Ausschuss für …“, „Fraktion …“ oder „Seniorenbeirat“)."
            )
        return name

    def kind_of(self, name: str) -> str | None:
        """What the body of that name is, by what is entered, else by the name."""
        known = self.known(name)
        return known.kind if known else register.kind_of(name)

    def known(self, name: str) -> Organization | None:
        """The body of that name that is entered already."""
        return Organization.objects.living().filter(body__home=True, name=name).order_by("pk").first()


class FactsForm(forms.Form):
    """What is known of the paper and of where it was treated; everything but title, kind and state may stay unknown."""

    title = forms.CharField(label="Titel", max_length=1000)
    paper_type = forms.ChoiceField(label="Art")
    state = forms.ChoiceField(label="Stand", initial=PaperState.RECORDED)
    reference = forms.CharField(label="Nummer der Vorlage", max_length=100, required=False)
    date = day_field("Datum der Vorlage")
    audience = circle("Wer darf die Vorlage lesen?")
    notes_audience = circle(
        "Wer darf die Notizen lesen?", help_text="Notizen bleiben in jedem Fall als „ohne Gewähr“ gekennzeichnet."
    )
    originator = BodyField(label="Eingebracht von", kinds=_ASKING)
    originator_inferred = forms.BooleanField(label="Das steht nicht im Text; es ist daraus erschlossen", required=False)
    answer_mode_requested = choice("Antwort erbeten", AnswerMode.choices)
    answer_mode_actual = choice("Antwort gegeben", AnswerMode.choices)
    respondents = forms.CharField(
        label="Wer hat geantwortet?",
        max_length=200,
        required=False,
        help_text="Ämter oder Gremien, durch Kommas getrennt, zum Beispiel „Oberbürgermeister, Magistrat“.",
    )
    direct_referral = yes_or_no("Direkte Überweisung")
    referred_to = BodyField(label="Überwiesen an", kinds=MEETING_KINDS)
    keywords = forms.CharField(label="Schlagwörter", max_length=500, required=False, help_text="Durch Kommas getrennt.")
    plain_language = choice("Sprache", [("simple", "Einfache Sprache"), ("easy", "Leichte Sprache")])
    outline = forms.BooleanField(label="Die vorgeschlagenen Überschriften übernehmen", required=False)
    meeting_body = BodyField(label="Gremium der Sitzung", kinds=MEETING_KINDS)
    meeting_date = day_field("Tag der Sitzung")
    meeting_number = forms.IntegerField(
        label="Nummer der Sitzung", min_value=1, max_value=9_999, required=False, help_text="Die wievielte es war."
    )
    meeting_public = yes_or_no("Öffentlichkeit der Sitzung", yes="öffentlich", no="nichtöffentlich")
    meeting_name = forms.CharField(label="Bezeichnung der Sitzung", max_length=300, required=False)
    meeting_audience = circle("Wer darf die Sitzung sehen?")
    item_number = forms.CharField(label="Nummer des Tagesordnungspunkts", max_length=40, required=False)
    item_public = yes_or_no("Öffentlichkeit des Tagesordnungspunkts", yes="öffentlich", no="nichtöffentlich")
    item_result = choice("Ergebnis", Result.choices)
    item_audience = circle("Wer darf den Tagesordnungspunkt sehen?")
    consultation_role = choice("Zweck der Beratung", ConsultationRole.choices, unknown="wie bei dieser Art üblich")
    consultation_authoritative = yes_or_no("Abschließende Entscheidung")

    def check_facts(self) -> None:
        """What belongs together is said together."""
        clean = self.cleaned_data
        if not self._names_a_meeting() and not any(name.startswith("meeting_") for name in self.errors):
            for name in _OF_A_MEETING:
                if clean.get(name) not in ("", None):
                    self.add_error(name, "Das braucht eine Sitzung; bitte Tag, Nummer oder Gremium nennen.")
        if clean.get("item_public") is False and clean.get("item_audience") == Audience.PUBLIC:
            self.add_error(
                "item_audience", "Was nichtöffentlich behandelt wurde, lässt sich hier nicht für alle öffnen."
            )

    def decided_meeting(self) -> decided.MeetingDecision | None:
        """The meeting; None where nothing is said about it."""
        clean = self.cleaned_data
        if not self._names_a_meeting():
            return None
        return decided.MeetingDecision(
            name=clean["meeting_name"] or None,
            number=clean["meeting_number"],
            date=clean["meeting_date"],
            body=clean["meeting_body"] or None,
            public=clean["meeting_public"],
            state=None,
            audience=audience_of(clean["meeting_audience"]),
        )

    def decided_item(self) -> decided.AgendaItemDecision:
        """Its place on the agenda."""
        clean = self.cleaned_data
        return decided.AgendaItemDecision(
            number=clean["item_number"] or None,
            public=clean["item_public"],
            result=clean["item_result"] or None,
            audience=audience_of(clean["item_audience"]),
        )

    def decided_consultation(self) -> decided.ConsultationDecision:
        """Why the matter lay before the body."""
        clean = self.cleaned_data
        return decided.ConsultationDecision(
            role=clean["consultation_role"] or None, authoritative=clean["consultation_authoritative"]
        )

    def _names_a_meeting(self) -> bool:
        return any(self.cleaned_data.get(f"meeting_{fact}") not in ("", None) for fact in _FACTS_OF_MEETING)


def audience_of(value: str) -> decided.Audience | None:
    """The decided circle; None is not decided."""
    return decided.Audience(value) if value else None


def mode_of(value: str) -> TextMode | None:
    """The form of an answer; None is unknown."""
    return TextMode(value) if value else None


def listed(value: str) -> Iterator[str]:
    """The parts of a list with commas."""
    return (part.strip() for part in value.split(",") if part.strip())


def respondents_in(value: str) -> Iterator[decided.Participant]:
    """Who answered, by role."""
    return (decided.Participant(role=role, part="respondent") for role in listed(value))
