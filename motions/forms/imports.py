"""Turns a pasted or uploaded text into a proposal, and what the office settles about it into a decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from council.models import Organization
from council.states import Audience, BodyKind
from documents.forms import MEETING_KINDS
from documents.states import PaperState, PaperType
from motions.importing import decisions, text
from motions.importing.plain import decided, lines
from motions.importing.plain.proposal import PaperType as TextType
from motions.importing.plain.proposal import Proposal, TextProblem
from motions.states import AnswerStatus

MOST_FIELDS = 200
PASTED = "Eingefügter Text"
UNDECIDED = "noch nicht eingeschätzt"
_SALT = "motions.imports"
_AUDIENCES = (Audience.PUBLIC, Audience.COUNCIL, Audience.MEMBERS, Audience.ADMINISTRATION)
_ASKERS = (BodyKind.FACTION, BodyKind.ADVISORY_BOARD, BodyKind.DISTRICT_COUNCIL, BodyKind.EXECUTIVE, BodyKind.COMMITTEE)


class TextForm(forms.Form):
    """A text, pasted or as a file."""

    text = forms.CharField(
        label="Text einfügen",
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=lines.MAX_CHARACTERS,
        required=False,
        strip=False,
    )
    file = forms.FileField(label="oder als Datei", required=False, help_text="Reiner Text in UTF-8 (.txt).")
    proposal: Proposal

    def clean(self) -> dict[str, Any]:
        """Read the text; what cannot be read is refused with its reason."""
        clean = self.cleaned_data
        pasted, file = clean.get("text", ""), clean.get("file")
        if self.errors:
            return clean
        if bool(pasted.strip()) == bool(file):
            raise forms.ValidationError("Bitte entweder einen Text einfügen oder eine Datei wählen.")
        try:
            self.proposal = _uploaded(file) if file else _pasted(pasted.replace("\r\n", "\n"))
        except TextProblem as problem:
            raise forms.ValidationError(str(problem)) from problem
        return clean


def _uploaded(file: UploadedFile[bytes]) -> Proposal:
    content = file.read(4 * lines.MAX_CHARACTERS + 1)
    name = file.name or PASTED
    return text.read(lines.decode(content, name=name), name=name)


def _pasted(source: str) -> Proposal:
    """Every pasted text has a name of its own, so that none is taken for a change of another."""
    return text.read(source, name=f"{PASTED} {text.fingerprint(source)[:8]}")


def keep(read: Proposal) -> str:
    """The text and its name, signed, to come back with the next form letter by letter."""
    return signing.dumps([read.name, read.source], salt=_SALT, compress=True)


def kept(value: str) -> Proposal | None:
    """The proposal of a text that came back; None for what this house did not sign."""
    try:
        name, source = signing.loads(value, salt=_SALT)
    except signing.BadSignature:
        return None
    return text.read(source, name=name)


class SettleForm(forms.Form):
    """What the office settles by hand; what it leaves open stays unknown, unjudged and closed."""

    kept = forms.CharField(widget=forms.HiddenInput, strip=False)
    title = forms.CharField(label="Titel", max_length=1000)
    paper_type = forms.ChoiceField(label="Art")
    state = forms.ChoiceField(label="Stand", initial=PaperState.RECORDED)
    audience = forms.ChoiceField(label="Wer darf die Vorlage lesen?", required=False)
    notes_audience = forms.ChoiceField(
        label="Wer darf die Notizen lesen?",
        required=False,
        help_text="Notizen bleiben in jedem Fall als „ohne Gewähr“ gekennzeichnet.",
    )
    originator = forms.ModelChoiceField(
        label="Eingebracht von", queryset=Organization.objects.none(), required=False, empty_label="nicht angegeben"
    )
    meeting_body = forms.ModelChoiceField(
        label="Welches Gremium hat getagt?",
        queryset=Organization.objects.none(),
        required=False,
        empty_label="nicht angegeben",
    )
    outline = forms.BooleanField(label="Die vorgeschlagenen Überschriften übernehmen", required=False)

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        self.initial = {
            "kept": keep(proposal),
            "title": proposal.title or "",
            "paper_type": str(proposal.paper_type),
            "originator": _asking().filter(name=proposal.originator).first(),
        }
        self._offer()
        self._drop_what_the_text_has_not()
        self.fields |= dict(self._judgements())

    def _offer(self) -> None:
        fields: dict[str, Any] = self.fields
        fields["paper_type"].choices = [(str(kind), PaperType(str(kind)).label) for kind in TextType]
        fields["state"].choices = [pair for pair in PaperState.choices if pair[0] != PaperState.DRAFT]
        circles = [("", "noch nicht entschieden (bleibt beim Büro)"), *((a.value, a.label) for a in _AUDIENCES)]
        fields["audience"].choices = fields["notes_audience"].choices = circles
        fields["originator"].queryset = _asking()
        fields["meeting_body"].queryset = _bodies().of_kind(*MEETING_KINDS)

    def _drop_what_the_text_has_not(self) -> None:
        meeting = self.proposal.meeting
        wanted = {
            "notes_audience": self.proposal.notes is not None,
            "originator": self.proposal.paper_type in (TextType.INQUIRY, TextType.MOTION),
            "meeting_body": meeting is not None and meeting.body is None,
            "outline": any(point.field == "sections" for point in self.proposal.open),
        }
        for name in (name for name, needed in wanted.items() if not needed):
            del self.fields[name]

    def _judgements(self) -> Iterator[tuple[str, forms.ChoiceField]]:
        """A status for each question and follow-up; of very long lists only the first, the rest is judged later."""
        follow_ups = self.proposal.notes.follow_ups if self.proposal.notes and self.proposal.questions else ()
        named = [(f"question_{q.number}", f"Frage {q.number}: {q.text}") for q in self.proposal.questions]
        named += [(f"follow_up_{f.number}", f"Nachfrage {f.number}: {f.text}") for f in follow_ups]
        for name, label in named[:MOST_FIELDS]:
            choices = [("", UNDECIDED), *AnswerStatus.choices]
            yield name, forms.ChoiceField(label=label[:400], choices=choices, required=False)

    def decision(self) -> decided.FileDecision:
        """The decision these answers make."""
        clean = self.cleaned_data
        blank = decisions.blank(name=self.proposal.name, sha256=self.proposal.sha256)
        asked, body = clean.get("originator"), clean.get("meeting_body")
        return replace(
            blank,
            title=clean["title"],
            paper_type=TextType(clean["paper_type"]),
            state=clean["state"],
            audience=_audience(clean["audience"]),
            notes_audience=_audience(clean.get("notes_audience", "")),
            originator=decided.Originator(name=asked.name, inferred=False) if asked else None,
            meeting=_meeting(body) if body else None,
            questions=tuple(self._questions()),
            follow_ups=tuple(self._follow_ups()),
            confirmed=("sections",) if clean.get("outline") else (),
        )

    def _questions(self) -> Iterator[decided.QuestionDecision]:
        for question in self.proposal.questions:
            if status := self.cleaned_data.get(f"question_{question.number}"):
                yield decided.QuestionDecision(
                    number=question.number, status=decided.AnswerStatus(status), passages=None, unspecific=False
                )

    def _follow_ups(self) -> Iterator[decided.FollowUpDecision]:
        for follow_up in self.proposal.notes.follow_ups if self.proposal.notes else ():
            if status := self.cleaned_data.get(f"follow_up_{follow_up.number}"):
                yield decided.FollowUpDecision(
                    number=follow_up.number, status=decided.AnswerStatus(status), asker=None, question=None
                )


def _bodies() -> Any:
    return Organization.objects.living().filter(body__home=True).order_by("name")


def _asking() -> Any:
    return _bodies().of_kind(*_ASKERS)


def _audience(value: str) -> decided.Audience | None:
    return decided.Audience(value) if value else None


def _meeting(body: Organization) -> decided.MeetingDecision:
    return decided.MeetingDecision(
        name=None, number=None, date=None, body=body.name, public=None, state=None, audience=None
    )
