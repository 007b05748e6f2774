"""Forms around meetings: choosing from the calendar, planning, changing."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Max, Q
from django.utils import timezone

from council.law import holidays
from council.models import LegislativeTerm, Location, Meeting, Organization
from council.states import BodyKind

MEETING_KINDS = (
    BodyKind.ASSEMBLY,
    BodyKind.COMMITTEE,
    BodyKind.ELDERS,
    BodyKind.EXECUTIVE,
    BodyKind.DISTRICT_COUNCIL,
    BodyKind.ADVISORY_BOARD,
    BodyKind.COMMISSION,
    BodyKind.PANEL,
)
_LAST_YEAR = 2200
_PUBLICITY = [("yes", "öffentlich"), ("no", "nichtöffentlich")]


class CalendarFilter(forms.Form):
    """Which body's meetings to list; an unknown body is an error, not an empty list."""

    body = forms.ChoiceField(label="Gremium", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["body"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "alle Gremien"), *_bodies_by_town()]
        choice.error_messages["invalid_choice"] = "Dieses Gremium gibt es nicht. Gezeigt werden alle."


class MonthForm(forms.Form):
    """Which month to show; an unknown one is the present."""

    month = forms.DateField(required=False, input_formats=["%Y-%m"])

    def first(self) -> date:
        """The first day of the month."""
        asked = self.cleaned_data["month"] if self.is_valid() else None
        known = asked is not None and holidays.FIRST_YEAR <= asked.year < _LAST_YEAR
        return (asked if asked is not None and known else timezone.localdate()).replace(day=1)


class MeetingForm(forms.Form):
    """Day, hour, place, number and name of a meeting that is already planned."""

    date = forms.DateField(label="Tag", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    hour = forms.TimeField(
        label="Beginn", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    location = forms.ModelChoiceField(
        label="Ort",
        required=False,
        queryset=Location.objects.none(),
        to_field_name="key",
        empty_label="nicht angegeben",
    )
    public = forms.ChoiceField(label="Öffentlichkeit", choices=_PUBLICITY, widget=forms.RadioSelect, initial="yes")
    number = forms.IntegerField(
        label="Nummer der Sitzung",
        required=False,
        min_value=1,
        max_value=9999,
        help_text="Bleibt das Feld leer, wird die nächste freie Nummer dieses Gremiums in der Wahlperiode vergeben.",
    )
    name = forms.CharField(
        label="Name der Sitzung",
        required=False,
        max_length=300,
        help_text="Bleibt das Feld leer, heißt sie zum Beispiel „31. öffentliche Sitzung“.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    aware = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.clashes: list[str] = []
        location = self.fields["location"]
        assert isinstance(location, forms.ModelChoiceField)
        location.queryset = Location.objects.filter(body__home=True, deleted_at=None).order_by("description", "pk")

    @property
    def organization(self) -> Organization | None:
        """The body that meets; it stays what it was."""
        return self.meeting.organization if self.meeting is not None else None

    def clean(self) -> dict[str, Any]:
        """Fill in term, number and name where they were left open; refuse a number that is taken."""
        super().clean()
        cleaned = self.cleaned_data
        if self.errors:
            return cleaned
        body, day, public = self.organization, cleaned["date"], cleaned["public"] == "yes"
        cleaned["term"] = term_of(body, on=day)
        cleaned["number"] = cleaned["number"] or self._number(body, term=cleaned["term"])
        cleaned["name"] = cleaned["name"] or proposed_name(cleaned["number"], public=public)
        if _is_taken(body, term=cleaned["term"], number=cleaned["number"], besides=self.meeting):
            self.add_error("number", "Diese Nummer hat schon eine andere Sitzung des Gremiums.")
        return cleaned

    def values(self) -> dict[str, Any]:
        """The clean values as the fields of a meeting."""
        cleaned = self.cleaned_data
        return {
            "date": cleaned["date"],
            "starts_at": _moment(cleaned["date"], cleaned["hour"]),
            "location": cleaned["location"],
            "public": cleaned["public"] == "yes",
            "term": cleaned["term"],
            "number": cleaned["number"],
            "name": cleaned["name"],
        }

    def _number(self, body: Organization | None, *, term: LegislativeTerm | None) -> int | None:
        return next_number(body, term=term) if body is not None else None


class PlanForm(MeetingForm):
    """A new meeting: the body is chosen, and whether the date shows in the calendar at once."""

    body = forms.ModelChoiceField(
        label="Gremium", queryset=Organization.objects.none(), to_field_name="key", empty_label="bitte wählen"
    )
    announce = forms.BooleanField(
        label="Termin sofort für alle im Kalender zeigen",
        required=False,
        help_text="Dann ist auch der Entwurf der Tagesordnung zu sehen, sobald Sie Punkte eintragen.",
    )
    field_order = ["body"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["body"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = (
            Organization.objects.of_kind(*MEETING_KINDS)
            .existing(on=timezone.localdate())
            .filter(body__home=True)
            .order_by("name")
        )

    @property
    def organization(self) -> Organization | None:
        """The body that was chosen."""
        return self.cleaned_data.get("body")

    def clean(self) -> dict[str, Any]:
        """Nobody plans what they could not read afterwards: closed meetings of the Magistrat are its own matter."""
        super().clean()
        chosen = self.organization
        if chosen is not None and chosen.kind == BodyKind.EXECUTIVE and self.cleaned_data.get("public") == "no":
            self.add_error("body", "Zu seinen nichtöffentlichen Sitzungen lädt der Magistrat selbst ein.")
        return self.cleaned_data


def initial_of(meeting: Meeting) -> dict[str, Any]:
    """What the form shows of a meeting before anyone typed."""
    starts_at = timezone.localtime(meeting.starts_at) if meeting.starts_at else None
    return {
        "date": meeting.date,
        "hour": starts_at.time() if starts_at else None,
        "location": meeting.location.key if meeting.location else None,
        "public": "no" if meeting.public is False else "yes",
        "number": meeting.number,
        "name": meeting.name,
        "version": meeting.version,
    }


def term_of(organization: Organization | None, *, on: date) -> LegislativeTerm | None:
    """The legislative term of the body's town on that day."""
    if organization is None:
        return None
    terms = LegislativeTerm.objects.filter(
        Q(start_date=None) | Q(start_date__lte=on),
        Q(end_date=None) | Q(end_date__gte=on),
        body=organization.body_id,
        deleted_at=None,
    )
    return terms.order_by("-start_date").first()


def next_number(organization: Organization, *, term: LegislativeTerm | None) -> int:
    """The number after the highest of this body in this term; 1 for the first."""
    numbers = Meeting.objects.filter(organization=organization, term=term)
    return int(numbers.aggregate(last=Max("number"))["last"] or 0) + 1


def proposed_name(number: int | None, *, public: bool) -> str:
    """Name a meeting as the glossary does: „31. öffentliche Sitzung“."""
    kind = "öffentliche Sitzung" if public else "nichtöffentliche Sitzung"
    return f"{number}. {kind}" if number else kind.capitalize()


def _is_taken(
    organization: Organization | None, *, term: LegislativeTerm | None, number: int | None, besides: Meeting | None
) -> bool:
    if organization is None or number is None:
        return False
    others = Meeting.objects.filter(organization=organization, term=term, number=number)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    return others.exists()


def _moment(day: date, hour: Any) -> datetime | None:
    if hour is None:
        return None
    return timezone.make_aware(datetime.combine(day, hour))


def _bodies_by_town() -> list[tuple[str, list[tuple[str, str]]]]:
    rows = (
        Organization.objects.living()
        .of_kind(*MEETING_KINDS)
        .order_by("-body__home", "body__name", "body", "name")
        .values_list("body__name", "key", "name")
    )
    return [(town, [(key, name) for _, key, name in group]) for town, group in groupby(rows, key=lambda row: row[0])]
