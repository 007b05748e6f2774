"""Turns input about papers and files into clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet

from council.models import Body, District, Meeting, Organization
from council.states import Audience, BodyKind
from documents.models import Originator, Paper
from documents.states import FileRole, PaperState, PaperType

HEADER_WITHIN = 1024  # bytes; where readers look for the first word of a PDF (ISO 32000-1, annex H.3.4.1)
LONGEST_TEXT = 200_000  # characters of a paper's text
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


class PaperFilter(forms.Form):
    """Which papers to list; what cannot be understood is ignored."""

    art = forms.ChoiceField(label="Art", choices=[("", "alle Arten"), *PaperType.choices], required=False)
    jahr = forms.IntegerField(label="Jahr", min_value=1900, max_value=2200, required=False)
    wort = forms.CharField(label="Wort im Titel oder Nummer", max_length=200, required=False)
    bezirk = forms.CharField(widget=forms.HiddenInput, max_length=26, required=False)

    def apply(self, rows: QuerySet[Paper]) -> QuerySet[Paper]:
        """Narrow the rows to what is asked for."""
        self.is_valid()
        clean: dict[str, Any] = getattr(self, "cleaned_data", {})
        if clean.get("art"):
            rows = rows.filter(paper_type=clean["art"])
        if clean.get("jahr"):
            rows = rows.filter(date__year=clean["jahr"])
        if clean.get("wort"):
            rows = rows.filter(Q(name__icontains=clean["wort"]) | Q(reference__istartswith=clean["wort"]))
        if clean.get("bezirk"):
            rows = rows.filter(districts__key=clean["bezirk"])
        return rows

    def district(self) -> District | None:
        """The district the list is narrowed to, if there is one of that key."""
        key = self.cleaned_data.get("bezirk") if self.is_valid() else None
        return District.objects.filter(key=key, deleted_at=None).first() if key else None


class RecordForm(forms.Form):
    """What is known of a past matter; everything but title, kind and state may be unknown."""

    name = forms.CharField(label="Titel", max_length=1000)
    paper_type = forms.ChoiceField(label="Art", choices=PaperType.choices)
    reference = forms.CharField(label="Vorlagennummer", max_length=60, required=False)
    date = forms.DateField(label="Datum", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    state = forms.ChoiceField(label="Stand", choices=PaperState.choices, initial=PaperState.RECORDED)
    originator = forms.ModelChoiceField(
        label="Eingebracht von (Fraktion oder Gremium)", queryset=Organization.objects.none(), required=False
    )
    audience = forms.ChoiceField(
        label="Wer darf es lesen?",
        choices=[("", "nicht angegeben (bleibt geschlossen)"), ("public", "alle (öffentlich)")],
        required=False,
        help_text="Was nicht ausdrücklich öffentlich ist, bleibt beim Büro der Stadtverordnetenversammlung.",
    )
    text = forms.CharField(
        label="Text", widget=forms.Textarea(attrs={"rows": 14}), max_length=LONGEST_TEXT, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["originator"]
        field.queryset = Organization.objects.living().filter(body__home=True).order_by("name")

    def clean_reference(self) -> str | None:
        """A reference is given once; a second paper of the same number is refused."""
        reference: str = self.cleaned_data["reference"].strip()
        if reference and Paper.objects.filter(body__home=True, reference=reference).exists():
            raise forms.ValidationError("Diese Vorlagennummer ist schon vergeben.")
        return reference or None

    def paper(self) -> Paper:
        """Make the paper, not yet saved."""
        clean = self.cleaned_data
        home = Body.objects.get(home=True)
        office = Organization.objects.of_kind(BodyKind.ASSEMBLY_OFFICE).filter(body=home).first()
        public = clean["audience"] == Audience.PUBLIC
        return Paper(
            body=home,
            name=clean["name"],
            paper_type=clean["paper_type"],
            reference=clean["reference"],
            date=clean["date"],
            state=clean["state"],
            audience=Audience.PUBLIC if public else (Audience.BODY if office else Audience.PRIVATE),
            audience_organization=None if public else office,
        )

    def originators(self) -> list[Originator]:
        """Make the originators, not yet saved."""
        found = self.cleaned_data["originator"]
        return [Originator(organization=found)] if found else []


class PlaceForm(forms.Form):
    """On which meeting's agenda a paper goes."""

    meeting = forms.ModelChoiceField(
        label="Sitzung", queryset=Meeting.objects.none(), help_text="Sitzungen, deren Tagesordnung noch offen ist."
    )
    part = forms.ChoiceField(
        label="Teil der Tagesordnung",
        choices=[("", "ohne Teile"), ("I", "I – mit Aussprache"), ("II", "II – ohne Aussprache")],
        required=False,
    )
    number = forms.CharField(label="Nummer", max_length=40, required=False, help_text="Zum Beispiel „I/4“.")

    def __init__(self, *args: Any, meetings: QuerySet[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["meeting"]
        field.queryset = meetings
        field.label_from_instance = lambda meeting: f"{meeting.organization}: {meeting.name}"


class RevisionForm(forms.Form):
    """A new version of a paper's text."""

    name = forms.CharField(label="Titel", max_length=1000)
    text = forms.CharField(
        label="Text",
        widget=forms.Textarea(attrs={"rows": 20}),
        max_length=LONGEST_TEXT,
        help_text="Absätze durch eine Leerzeile trennen. „# “ beginnt eine Überschrift, „1. “ einen Punkt,"
        " „- “ eine Aufzählung.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class UploadForm(forms.Form):
    """A file for a paper."""

    file = forms.FileField(label="Datei", help_text="PDF, höchstens 100 MB.")
    name = forms.CharField(label="Bezeichnung", max_length=500, required=False, help_text="Sonst gilt der Dateiname.")
    role = forms.ChoiceField(
        label="Was ist es?",
        choices=[(FileRole.MAIN.value, FileRole.MAIN.label), (FileRole.AUXILIARY.value, FileRole.AUXILIARY.label)],
        initial=FileRole.AUXILIARY,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse what is too large or empty, and what only calls itself a PDF."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError("Die Datei ist zu groß (höchstens 100 MB).")
        if (file.name or "").lower().endswith(".pdf") and b"%PDF-" not in file.read(HEADER_WITHIN):
            raise forms.ValidationError("Der Name sagt PDF, aber die Datei ist keines.")
        file.seek(0)
        return file
