"""Forms around seats: taking one from the page of a person or of a body, setting it right, ending it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from council import audiences, rights
from council.actions import memberships
from council.forms import naming
from council.forms.lines import AskingForm, Day, Line
from council.models import Body, Membership, Organization, Person
from council.states import BodyKind

if TYPE_CHECKING:
    _Many = forms.ModelMultipleChoiceField[Membership]  # generic for the checker alone
else:
    _Many = forms.ModelMultipleChoiceField

_VOTES = [("yes", "mit Stimmrecht"), ("no", "beratend, ohne Stimmrecht"), ("unknown", "nicht angegeben")]
_VOTING = {"yes": True, "no": False, "unknown": None}
_NAMED = 5  # persons named in one sentence


class SeatForm(AskingForm):
    """What a seat is: office, vote, for whom, from when to when. Person and body are known from elsewhere."""

    role = Line(label="Amt", required=False, initial="Mitglied", offers="roles")
    voting = forms.ChoiceField(label="Stimmrecht", choices=_VOTES, widget=forms.RadioSelect, initial="yes")
    on_behalf_of = forms.ModelChoiceField(
        label="Entsandt von",
        required=False,
        queryset=Organization.objects.none(),
        to_field_name="key",
        empty_label="niemandem",
        help_text="Die Fraktion, für die die Person in diesem Gremium sitzt.",
    )
    start_date = Day(label="Erster Tag", required=False)
    end_date = Day(label="Letzter Tag", required=False, help_text="Die Rechte enden um Mitternacht nach diesem Tag.")

    def __init__(self, *args: Any, seat: Membership, town: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat = seat
        self.town = town
        choice = self.fields["on_behalf_of"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = _factions(town)
        self.fields[
            "role"
        ].help_text = "Ein vorgeschlagenes Wort oder ein eigenes. Leitende Rechte folgen aus dem genauen Wort."

    def clean(self) -> dict[str, Any]:
        """Put the seat together, and refuse what cannot be."""
        super().clean()
        if not self.errors:
            for name, value in self.values().items():
                setattr(self.seat, name, value)
            self._refuse_impossible(self.seat)
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """The clean values as the fields of a membership."""
        cleaned = self.cleaned_data
        return {
            "role": cleaned["role"],
            "voting_right": _VOTING[cleaned["voting"]],
            "on_behalf_of": cleaned["on_behalf_of"],
            "start_date": cleaned["start_date"],
            "end_date": cleaned["end_date"],
        }

    def _refuse_impossible(self, seat: Membership) -> None:
        if seat.start_date and seat.end_date and seat.end_date < seat.start_date:
            self.add_error("end_date", "Der letzte Tag liegt vor dem ersten.")
            return
        if seat.on_behalf_of is not None and seat.organization.kind == BodyKind.FACTION:
            self.add_error("on_behalf_of", "In eine Fraktion wird niemand entsandt.")
        if _misspelt_chair(seat):
            self.add_error(
                "role",
                f"Bitte genau „{audiences.CHAIR}“ oder „{audiences.CHAIR}in“ schreiben: Daraus folgt der Vorsitz.",
            )
        self._refuse_outside(seat)
        for other in memberships.doubles(seat)[:1]:
            self.add_error(None, _double(other))

    def _refuse_outside(self, seat: Membership) -> None:
        begun, ended = seat.organization.start_date, seat.organization.end_date
        if begun and seat.start_date and seat.start_date < begun:
            self.add_error("start_date", f"Das Gremium besteht erst seit {_day(begun)}.")
        if ended and (seat.end_date is None or seat.end_date > ended):
            self.add_error("end_date", f"Das Gremium besteht nur bis {_day(ended)}; der Sitz endet spätestens mit ihm.")


class SeatOfPersonForm(SeatForm):
    """A new seat of a known person: the body is chosen."""

    organization = forms.ModelChoiceField(
        label="Gremium",
        queryset=Organization.objects.none(),
        to_field_name="key",
        empty_label="bitte wählen",
    )
    field_order = ["organization"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start_date"].required = True
        choice = self.fields["organization"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Organization.objects.living().filter(body=self.town).order_by("name", "pk")

    def clean_organization(self) -> Organization:
        """The body, taken over into the seat."""
        self.seat.organization = self.cleaned_data["organization"]
        return self.seat.organization


class SeatInBodyForm(SeatForm):
    """A new seat in a known body: the person is typed and found by name."""

    person = Line(
        label="Person",
        max_length=400,
        offers="people",
        help_text="Namen eintippen und aus den Vorschlägen wählen.",
    )
    field_order = ["person"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start_date"].required = True

    def clean_person(self) -> Person:
        """The one person who is called so, taken over into the seat; refuses nobody and several with a sentence."""
        typed = self.cleaned_data["person"]
        known = naming.named(naming.people_of(self.town))
        keys = [key for key, label in known.items() if label == typed] or naming.keys_of(typed, town=self.town)
        if not keys:
            raise forms.ValidationError("So ist niemand eingetragen. Bitte zuerst die Person eintragen.")
        if len(keys) > 1:
            some = "; ".join(known[key] for key in keys[:_NAMED])
            raise forms.ValidationError(f"So heißen mehrere. Bitte genauer wählen: {some}.")
        self.seat.person = Person.objects.select_related("account").get(key=keys[0])
        return self.seat.person


class Seats(_Many):
    """Several seats to be ticked, each called by the office and the body or the person it is about."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, by_person: bool, **kwargs: Any) -> None:
        self.by_person = by_person
        super().__init__(queryset=Membership.objects.none(), to_field_name="key", **kwargs)

    def label_from_instance(self, obj: Membership) -> str:
        """See forms.ModelChoiceField."""
        about = obj.person.name if self.by_person else obj.organization.name
        return f"{about} ({obj.role or 'Mitglied'})"


class EndForm(AskingForm):
    """The last day of a seat, and which other seats of the person end with it."""

    on = Day(label="Letzter Tag", help_text="Die Rechte enden um Mitternacht nach diesem Tag.")
    also = Seats(by_person=False, label="Am selben Tag enden auch", required=False)

    def __init__(self, *args: Any, seat: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat = seat
        choice = self.fields["also"]
        assert isinstance(choice, forms.ModelMultipleChoiceField)
        choice.queryset = _beside(seat, on=timezone.localdate())
        if not choice.queryset.exists():
            del self.fields["also"]

    def clean(self) -> dict[str, Any]:
        """No seat ends before it began."""
        super().clean()
        day, seats = self.cleaned_data.get("on"), [self.seat, *self.cleaned_data.get("also", ())]
        for seat in seats:
            if day and seat.end_date and seat.end_date < day:
                self.add_error("on", f"{seat.organization.name}: Der Sitz endet schon am {_day(seat.end_date)}.")
            if day and seat.start_date and seat.start_date > day:
                began = f"{seat.organization.name}: Der erste Tag ist der {_day(seat.start_date)}."
                self.add_error("on", f"Das läge vor dem ersten Tag. {began}")
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """The clean values: the last day, and which seats end besides."""
        return {"on": self.cleaned_data["on"], "also": self.cleaned_data.get("also", ())}


class EndTogetherForm(AskingForm):
    """The last day of several seats of one body; those who stay are left out."""

    on = Day(label="Letzter Tag", help_text="Die Rechte enden um Mitternacht nach diesem Tag.")
    seats = Seats(
        by_person=True,
        label="Wessen Sitz endet",
        error_messages={"required": "Bitte wenigstens einen Sitz auswählen."},
    )

    def __init__(self, *args: Any, body: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["seats"]
        assert isinstance(choice, forms.ModelMultipleChoiceField)
        choice.queryset = open_seats(body)

    def clean(self) -> dict[str, Any]:
        """No seat ends before it began."""
        super().clean()
        day = self.cleaned_data.get("on")
        seats = self.cleaned_data.get("seats", ())
        late = [seat.person.name for seat in seats if day and seat.start_date and seat.start_date > day]
        if late:
            self.add_error("on", f"Das läge vor dem ersten Tag von: {', '.join(late)}.")
        over = [seat.person.name for seat in seats if day and seat.end_date and seat.end_date < day]
        if over:
            self.add_error("on", f"Schon früher endet der Sitz von: {', '.join(over)}.")
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """The clean values: the last day, and which seats end."""
        return {name: self.cleaned_data[name] for name in ("on", "seats")}


def open_seats(body: Organization) -> QuerySet[Membership]:
    """The seats in the body that are in force today and go on after it, by name."""
    today = timezone.localdate()
    rows = body.memberships.current(on=today).exclude(end_date=today).filter(person__deleted_at=None)
    return rows.select_related("person", "organization").order_by("person__family_name", "person__name", "pk")


def initial_of(seat: Membership) -> dict[str, Any]:
    """What the form shows of a seat before anyone typed."""
    return {
        "role": seat.role,
        "voting": {True: "yes", False: "no", None: "unknown"}[seat.voting_right],
        "on_behalf_of": seat.on_behalf_of.key if seat.on_behalf_of else None,
        "start_date": seat.start_date,
        "end_date": seat.end_date,
        "version": seat.version,
    }


def _factions(town: Body) -> QuerySet[Organization]:
    rows = Organization.objects.of_kind(BodyKind.FACTION, BodyKind.PARTY).living().filter(body=town)
    return rows.order_by("name", "pk")


def _beside(seat: Membership, *, on: date) -> QuerySet[Membership]:
    """The other seats of the person that go on."""
    rows = Membership.objects.current(on=on).filter(person=seat.person_id, organization__deleted_at=None)
    return (
        rows.exclude(pk=seat.pk)
        .exclude(end_date=on)
        .select_related("organization")
        .order_by("organization__name", "pk")
    )


def _misspelt_chair(seat: Membership) -> bool:
    said = seat.role.casefold()
    if seat.organization.kind != BodyKind.ASSEMBLY or "stellv" in said or audiences.CHAIR.casefold() not in said:
        return False
    return not rights.chairs(seat)


def _double(other: Membership) -> str:
    since = f" seit {_day(other.start_date)}" if other.start_date else ""
    until = f" bis {_day(other.end_date)}" if other.end_date else ""
    sentence = f"Die Person sitzt in dieser Zeit schon in diesem Gremium{since}{until}."
    return f"{sentence} Beenden oder ändern Sie zuerst jenen Sitz."


def _day(day: date) -> str:
    return date_format(day, "j. F Y")
